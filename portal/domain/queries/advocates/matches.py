"""Who can be asked for one activity today, and who fits but can't, with why and when next (CAP-6)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Date, and_, case, cast, func, literal, not_, select
from sqlalchemy.orm import Session

from portal.domain.kinds import Effort
from portal.domain.models import Advocate, MatchRow
from portal.domain.queries import askable, searches
from portal.domain.queries.activities import Offer
from portal.domain.queries.advocates import lists
from portal.domain.queries.advocates.lists import AdvocateLine
from portal.domain.queries.grounds import Ground
from portal.domain.rules.caps import OPEN_END, Obstacle, why_not
from portal.domain.rules.searches import Criteria

FREE_SHOWN, EXCLUDED_SHOWN = 10, 25


@dataclass(frozen=True)
class Excluded:
    line: AdvocateLine
    obstacle: Obstacle


@dataclass(frozen=True)
class Matches:
    """The least recently asked first; the excluded soonest first, then those who wait for something else.

    The counts stop at `searches.COUNT_TO` + 1.
    """

    free: list[AdvocateLine]
    free_count: int
    excluded: list[Excluded]
    excluded_count: int


def matches(session: Session, activity: Offer, criteria: Criteria, ground: Ground) -> Matches:
    wanted = activity.wanted(by_hand=True)
    may = askable.today_for([activity], ground.policy, ground.today)
    fits = [MatchRow.may_be_asked, *searches.conditions(criteria, ground)]
    asked_last = func.greatest(MatchRow.last_high_on, MatchRow.last_low_on)
    free = lists.lines().where(may, *fits).order_by(asked_last.asc().nulls_first(), Advocate.id).limit(FREE_SHOWN)
    left = (
        lists.lines()
        .where(not_(may), *fits)
        .order_by(
            case((askable.willing([activity]), 0), else_=1),
            _first_day(activity.effort, ground).asc().nulls_last(),
            Advocate.id,
        )
        .limit(EXCLUDED_SHOWN)
    )
    excluded = []
    for row in session.execute(left):
        line = lists.line(row)
        obstacle = why_not(line.standing, wanted, ground.policy, ground.today)
        if obstacle:
            excluded.append(Excluded(line, obstacle))
    return Matches(
        free=[lists.line(row) for row in session.execute(free)],
        free_count=_count(session, may, *fits),
        excluded=excluded,
        excluded_count=_count(session, not_(may), *fits),
    )


def _first_day(effort: Effort, ground: Ground) -> Any:  # noqa: ANN401 - an SQL expression
    """The day on which the wait is over by itself; null where it waits for the person."""
    last, gap = (
        (MatchRow.last_high_on, MatchRow.high_gap)
        if effort is Effort.HIGH
        else (MatchRow.last_low_on, MatchRow.low_gap)
    )
    quiet_ends = last + func.greatest(ground.policy.gap(effort), gap)
    waits = and_(
        MatchRow.reachable,
        ~MatchRow.resting,
        MatchRow.open_ask_id.is_(None),
        func.coalesce(MatchRow.break_until, cast(literal(ground.today), Date)) != cast(literal(OPEN_END), Date),
    )
    return case((waits, func.greatest(quiet_ends, MatchRow.break_until)))


def _count(session: Session, *conditions: Any) -> int:  # noqa: ANN401 - SQL expressions
    matching = select(Advocate.id).select_from(lists.JOINED).where(*conditions).limit(searches.COUNT_TO + 1).subquery()
    return session.execute(select(func.count()).select_from(matching)).scalar_one()
