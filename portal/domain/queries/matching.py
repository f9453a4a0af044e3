"""Who suits a request best (REQ-3): one ordered query over the two narrow rows of each advocate.

`rules/matching.py` is the same rule for one candidate; a test keeps the two equal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Row,
    Select,
    Text,
    and_,
    any_,
    case,
    cast,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.domain.kinds import Answer, Effort, Stage
from portal.domain.models import Advocate, MatchRow, SearchRow
from portal.domain.queries import askable
from portal.domain.queries.activities import Offer
from portal.domain.queries.advocates import lists
from portal.domain.queries.advocates.lists import AdvocateLine
from portal.domain.queries.grounds import Ground
from portal.domain.rules import matching as rules
from portal.domain.rules.caps import OPEN_END, Obstacle, why_not
from portal.domain.rules.matching import Candidate, Criterion, Reason, Wishes

SHOWN = 25

_FACTS = (
    SearchRow.advocate_id,
    SearchRow.products,
    SearchRow.use_cases,
    SearchRow.industry,
    SearchRow.region,
    SearchRow.persona,
    SearchRow.channel,
    SearchRow.employees,
    MatchRow.fair_key,
    MatchRow.tie_seed,
)


@dataclass(frozen=True)
class Match:
    line: AdvocateLine
    met: int
    """How many of the wishes fit."""
    reasons: list[Reason]
    asks_first: bool
    """Only a person of the team asks them, with a note of their own (CAP-2)."""


@dataclass(frozen=True)
class NearMiss:
    line: AdvocateLine
    met: int
    obstacle: Obstacle


@dataclass(frozen=True)
class Matches:
    wanted: int
    """How many wishes there are."""
    free: list[Match]
    near: list[NearMiss]
    """Soonest first, then those who wait for something else."""


def matches(session: Session, wishes: Wishes, activity: Offer, ground: Ground, *, not_of: int | None = None) -> Matches:
    """`not_of` is the company that wants to hear from a customer: its own people are left out."""
    found = best(session, wishes, activity, ground, not_of=not_of)
    missed = near(session, wishes, activity, ground, not_of=not_of)
    listed = {line.id: line for line in lists.listed(session, [one.advocate_id for one in (*found, *missed)])}
    free = [_match(wishes, one, listed[one.advocate_id], activity, ground) for one in found]
    misses = [_near_miss(wishes, one, listed[one.advocate_id], activity, ground) for one in missed]
    said = [one for one in misses if one is not None]
    return Matches(len(wishes.wanted()), free, sorted(said, key=_soonest))


def best(
    session: Session, wishes: Wishes, activity: Offer, ground: Ground, *, not_of: int | None = None, limit: int = SHOWN
) -> list[Candidate]:
    """Everybody here may be asked today: the best fit first, among equals the less used."""
    may = askable.today_for([activity], ground.policy, ground.today)
    statement = _ranked(wishes, not_of).where(may).limit(limit)
    return [candidate(row) for row in session.execute(statement)]


def near(
    session: Session, wishes: Wishes, activity: Offer, ground: Ground, *, not_of: int | None = None, limit: int = SHOWN
) -> list[Candidate]:
    """Who fits in something but can't be asked today, the best fit first, then who is free soonest."""
    fit = score(wishes)
    some = fit > 0 if wishes.wanted() else true()
    statement = (
        _known(not_of)
        .where(not_(askable.today_for([activity], ground.policy, ground.today)), some)
        .order_by(
            fit.desc(),
            case((askable.willing([activity]), 0), else_=1),
            _first_day(activity.effort, ground).asc().nulls_last(),
            SearchRow.advocate_id,
        )
        .limit(limit)
    )
    return [candidate(row) for row in session.execute(statement)]


def score(wishes: Wishes) -> ColumnElement[int]:
    """`rules.score` of a search row."""
    found: ColumnElement[int] = literal(0)
    for criterion in wishes.wanted():
        found += case((_meets(criterion, wishes), rules.WEIGHTS[criterion]), else_=0)
    return found


def candidate(row: Row[Any]) -> Candidate:
    return Candidate(
        advocate_id=row.advocate_id,
        products=frozenset(row.products),
        use_cases=frozenset(row.use_cases),
        industry=row.industry,
        region=row.region,
        persona=row.persona,
        channel=str(row.channel),
        employees=row.employees,
        fair_key=row.fair_key,
        tie_seed=row.tie_seed,
    )


def _ranked(wishes: Wishes, not_of: int | None) -> Select[*tuple[Any, ...]]:
    by_use = (MatchRow.fair_key.asc().nulls_first(), MatchRow.tie_seed, SearchRow.advocate_id)
    return _known(not_of).order_by(score(wishes).desc(), *by_use)


def _known(not_of: int | None) -> Select[*tuple[Any, ...]]:
    """Who is confirmed and validated (ADV-2)."""
    statement = (
        select(*_FACTS)
        .join(MatchRow, MatchRow.advocate_id == SearchRow.advocate_id)
        .where(SearchRow.stage == Stage.CONFIRMED, SearchRow.validated)
    )
    if not_of is not None:
        own = select(Advocate.id).where(Advocate.account_id == not_of)
        statement = statement.where(SearchRow.advocate_id.not_in(own))
    return statement


def _meets(criterion: Criterion, wishes: Wishes) -> ColumnElement[bool]:
    if criterion is Criterion.SIZE:
        return _of_size(wishes)
    lists_of: dict[Criterion, tuple[InstrumentedAttribute[Any], frozenset[str]]] = {
        Criterion.PRODUCT: (SearchRow.products, wishes.products),
        Criterion.USE_CASE: (SearchRow.use_cases, wishes.use_cases),
    }
    if criterion in lists_of:
        column, values = lists_of[criterion]
        return or_(column.overlap(_texts(values)))
    single: dict[Criterion, tuple[InstrumentedAttribute[Any], frozenset[str]]] = {
        Criterion.INDUSTRY: (SearchRow.industry, wishes.industries),
        Criterion.REGION: (SearchRow.region, wishes.regions),
        Criterion.PERSONA: (SearchRow.persona, wishes.personas),
        Criterion.CHANNEL: (SearchRow.channel, wishes.channels),
    }
    return _among(*single[criterion])


def _of_size(wishes: Wishes) -> ColumnElement[bool]:
    grown = SearchRow.employees >= (wishes.employees_from or 0)
    return grown if wishes.employees_to is None else and_(grown, SearchRow.employees <= wishes.employees_to)


def _among(column: InstrumentedAttribute[Any], values: frozenset[str]) -> ColumnElement[bool]:
    if len(values) == 1:
        return cast(column, Text) == next(iter(values))
    return cast(column, Text) == any_(_texts(values))


def _texts(values: frozenset[str]) -> Any:  # noqa: ANN401 - an SQL expression
    return cast(sorted(values), ARRAY(Text))


def _first_day(effort: Effort, ground: Ground) -> Any:  # noqa: ANN401 - an SQL expression
    """The day on which the wait is over by itself; null where it waits for the person."""
    last, gap = (
        (MatchRow.last_high_on, MatchRow.high_gap)
        if effort is Effort.HIGH
        else (MatchRow.last_low_on, MatchRow.low_gap)
    )
    endless = MatchRow.break_until == cast(literal(OPEN_END), Date)
    waits_for_them = or_(~MatchRow.reachable, MatchRow.resting, MatchRow.open_ask_id.is_not(None), endless.is_(True))
    quiet_ends = last + func.greatest(ground.policy.gap(effort), gap)
    return case((waits_for_them, None), else_=func.greatest(quiet_ends, MatchRow.break_until))


def _match(wishes: Wishes, one: Candidate, line: AdvocateLine, activity: Offer, ground: Ground) -> Match:
    days: Sequence[Any] = [day for day in (line.standing.last_high_on, line.standing.last_low_on) if day]
    return Match(
        line=line,
        met=len(rules.meets(wishes, one)),
        reasons=rules.reasons(wishes, one, max(days, default=None), ground.today),
        asks_first=line.standing.answer(activity.id) is Answer.ASK_FIRST,
    )


def _near_miss(wishes: Wishes, one: Candidate, line: AdvocateLine, activity: Offer, ground: Ground) -> NearMiss | None:
    obstacle = why_not(line.standing, activity.wanted(by_hand=True), ground.policy, ground.today)
    return NearMiss(line, len(rules.meets(wishes, one)), obstacle) if obstacle else None


def _soonest(one: NearMiss) -> tuple[date, int, int]:
    return one.obstacle.next_on or one.obstacle.at_the_latest or date.max, -one.met, one.line.id
