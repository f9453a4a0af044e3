"""Who can be asked for one activity today, and who fits but can't, with why and when next (CAP-6)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, SQLColumnExpression, case, func, not_, select
from sqlalchemy.orm import Session

from portal.domain.models import MatchRow, SearchRow
from portal.domain.queries import askable, searches
from portal.domain.queries.activities import Offer
from portal.domain.queries.advocates import lists
from portal.domain.queries.advocates.lists import AdvocateLine
from portal.domain.queries.grounds import Ground
from portal.domain.rules.caps import Obstacle, why_not
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
    free = _ids(may, *fits).order_by(asked_last.asc().nulls_first(), MatchRow.advocate_id).limit(FREE_SHOWN)
    left = (
        _ids(not_(may), *fits)
        .order_by(
            case((askable.willing([activity]), 0), else_=1),
            askable.first_day(activity.effort, ground.policy.gap(activity.effort)).asc().nulls_last(),
            MatchRow.advocate_id,
        )
        .limit(EXCLUDED_SHOWN)
    )
    free_ids, left_ids = session.scalars(free).all(), session.scalars(left).all()
    lines = {line.id: line for line in lists.listed(session, [*free_ids, *left_ids])}
    obstacles = {one: why_not(lines[one].standing, wanted, ground.policy, ground.today) for one in left_ids}
    return Matches(
        free=[lines[one] for one in free_ids],
        free_count=_count(session, may, *fits),
        excluded=[Excluded(lines[one], obstacle) for one, obstacle in obstacles.items() if obstacle],
        excluded_count=_count(session, not_(may), *fits),
    )


def _ids(*conditions: SQLColumnExpression[bool]) -> Select[int]:
    """The few to show are chosen on narrow rows; only they are joined to names."""
    narrow: Any = MatchRow.__table__.outerjoin(SearchRow, SearchRow.advocate_id == MatchRow.advocate_id)
    return select(MatchRow.advocate_id).select_from(narrow).where(*conditions)


def _count(session: Session, *conditions: SQLColumnExpression[bool]) -> int:
    some = _ids(*conditions).limit(searches.COUNT_TO + 1).subquery()
    return session.execute(select(func.count()).select_from(some)).scalar_one()
