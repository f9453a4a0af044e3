"""The ordered query over the narrow row of each advocate, in numbers (PERFORMANCE D2).

One fixed text for each class of effort: what is not wished for is an empty list, which nobody meets.
`rules/matching.py` is the same rule for one candidate; a test keeps the two equal.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    case,
    func,
    literal_column,
    not_,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, array
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.domain.kinds import Effort
from portal.domain.models import Advocate, Facet, MatchRow, SearchRow
from portal.domain.queries import askable
from portal.domain.queries.activities import Offer
from portal.domain.queries.grounds import Ground
from portal.domain.rules.matching import WEIGHTS, Candidate, Criterion, Wishes

SHOWN = 25
NOBODY = {"least": 1, "most": 0}
"""A size that no company has, where none is wished for."""
MOST_EMPLOYEES = 2**31 - 1

_ACTIVITY = bindparam("activity", type_=BigInteger)
_ANYBODY = bindparam("anybody", type_=Boolean)
_GAP = bindparam("gap", type_=Integer)
_LEAST, _MOST = bindparam("least", type_=Integer), bindparam("most", type_=Integer)
_NEEDS_CONTACT = bindparam("needs_contact", type_=Boolean)
_NOT_OF = bindparam("not_of", type_=BigInteger)
_ONLY_FRESH = bindparam("only_fresh", type_=Boolean)
_TODAY = bindparam("today", type_=Date)
_SHARES = or_(MatchRow.shares_contact, not_(_NEEDS_CONTACT))

_FACTS = (
    SearchRow.products,
    SearchRow.use_cases,
    SearchRow.industry,
    SearchRow.region,
    SearchRow.persona,
    SearchRow.channel,
    SearchRow.employees,
    SearchRow.fresh_until,
)


def best(
    session: Session,
    wishes: Wishes,
    activity: Offer,
    ground: Ground,
    *,
    not_of: int | None = None,
    only_fresh: bool = False,
    limit: int = SHOWN,
) -> list[Candidate]:
    """Everybody here may be asked today: the best fit first, among equals the less used."""
    given = _values(wishes, activity, ground, not_of=not_of, only_fresh=only_fresh)
    question = _free(activity.effort, limit, anybodys=not_of is None)
    return [_candidate(row) for row in session.connection().execute(question, given).all()]


def near(
    session: Session,
    wishes: Wishes,
    activity: Offer,
    ground: Ground,
    *,
    not_of: int | None = None,
    only_fresh: bool = False,
    limit: int = SHOWN,
) -> list[Candidate]:
    """Who fits in something but can't be asked today, the best fit first, then who is free soonest."""
    given = _values(wishes, activity, ground, not_of=not_of, only_fresh=only_fresh)
    question = _missed(activity.effort, limit, anybodys=not_of is None)
    return [_candidate(row) for row in session.connection().execute(question, given).all()]


@cache
def _free(effort: Effort, limit: int, *, anybodys: bool) -> Select[*tuple[Any, ...]]:
    """`_indexed` says what `_chose` says: most of a pool is never read."""
    ranked = _ranked(anybodys=anybodys).where(_may(effort, _indexed()))
    named = ranked.selected_columns
    order = (named.score.desc(), named.fair_key.asc().nulls_first(), named.tie_seed, named.advocate_id)
    first = ranked.order_by(*order).limit(literal_column(str(limit))).subquery("first")
    return _described(first).order_by(
        first.c.score.desc(), first.c.fair_key.asc().nulls_first(), first.c.tie_seed, first.c.advocate_id
    )


@cache
def _missed(effort: Effort, limit: int, *, anybodys: bool) -> Select[*tuple[Any, ...]]:
    """Who meets nothing comes last, so that it is enough to leave them out of the few."""
    unwilling = case((_chose(), 0), else_=1).label("unwilling")
    first_day = askable.first_day(effort, _GAP).label("first_day")
    ranked = _ranked(unwilling, first_day, anybodys=anybodys).where(not_(_may(effort, _chose())))
    named = ranked.selected_columns
    order = (named.score.desc(), named.unwilling, named.first_day.asc().nulls_last(), named.advocate_id)
    first = ranked.order_by(*order).limit(literal_column(str(limit))).subquery("first")
    return (
        _described(first)
        .where(or_(_ANYBODY, first.c.score > 0))
        .order_by(first.c.score.desc(), first.c.unwilling, first.c.first_day.asc().nulls_last(), first.c.advocate_id)
    )


def _ranked(*ranks: ColumnElement[Any], anybodys: bool) -> Select[*tuple[Any, ...]]:
    """Who is confirmed and validated (ADV-2), and nobody of the company that wants to hear from a customer."""
    facts = (MatchRow.advocate_id, MatchRow.fair_key, MatchRow.tie_seed, _score().label("score"))
    ranked = select(*facts, *ranks).where(MatchRow.shown)
    their_own = select(Advocate.id).where(Advocate.account_id == _NOT_OF)
    return ranked if anybodys else ranked.where(MatchRow.advocate_id.not_in(their_own))


def _described(first: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 - a subquery
    """The few who won, with what reasons are told from."""
    statement = select(first.c.advocate_id, first.c.fair_key, first.c.tie_seed, *_FACTS)
    return statement.join(SearchRow, SearchRow.advocate_id == first.c.advocate_id)


def _may(effort: Effort, chose: ColumnElement[bool]) -> ColumnElement[bool]:
    fresh = or_(not_(_ONLY_FRESH), MatchRow.fresh_until.is_(None), MatchRow.fresh_until > _TODAY)
    return and_(askable.free(effort, _GAP, _TODAY, chose), fresh)


def _chose() -> ColumnElement[bool]:
    """`askable.willing` of one activity."""
    said = or_(*(any_(chosen) == _ACTIVITY for chosen in (MatchRow.happy, MatchRow.ask_first)))
    return and_(_SHARES, said)


def _indexed() -> ColumnElement[bool]:
    """As `_chose`, in the words of `ix_match_row_willing`."""
    return and_(_SHARES, MatchRow.happy.concat(MatchRow.ask_first).contains(array([_ACTIVITY])))


def _score() -> ColumnElement[int]:
    """`rules.score` of a match row."""
    meets = {
        Criterion.PRODUCT: MatchRow.product_codes.overlap(_numbers(Criterion.PRODUCT)),
        Criterion.USE_CASE: MatchRow.use_case_codes.overlap(_numbers(Criterion.USE_CASE)),
        Criterion.INDUSTRY: _among(MatchRow.industry_code, Criterion.INDUSTRY),
        Criterion.REGION: _among(MatchRow.region_code, Criterion.REGION),
        Criterion.PERSONA: _among(MatchRow.persona_code, Criterion.PERSONA),
        Criterion.SIZE: MatchRow.employees.between(_LEAST, _MOST),
        Criterion.CHANNEL: _among(MatchRow.channel_code, Criterion.CHANNEL),
    }
    found: ColumnElement[int] = literal_column("0", Integer)
    for criterion, met in meets.items():
        found += case((met, literal_column(str(WEIGHTS[criterion]), Integer)), else_=literal_column("0", Integer))
    return found


def _among(column: InstrumentedAttribute[Any], kind: Criterion) -> ColumnElement[bool]:
    return column == any_(_numbers(kind))


def _numbers(kind: Criterion) -> Any:  # noqa: ANN401 - an SQL expression
    """Of the values wished for; looked up once, before the rows are read."""
    wished = bindparam(kind.value, type_=ARRAY(Text))
    found = select(Facet.id).where(Facet.kind == literal_column(f"'{kind}'"), Facet.value == any_(wished))
    return func.array(found.scalar_subquery(), type_=ARRAY(Integer))


def _values(
    wishes: Wishes, activity: Offer, ground: Ground, *, not_of: int | None, only_fresh: bool
) -> dict[str, object]:
    wanted = wishes.wanted()
    size = {
        "least": wishes.employees_from or 0,
        "most": MOST_EMPLOYEES if wishes.employees_to is None else wishes.employees_to,
    }
    return {
        Criterion.PRODUCT.value: list(wishes.products),
        Criterion.USE_CASE.value: list(wishes.use_cases),
        Criterion.INDUSTRY.value: list(wishes.industries),
        Criterion.REGION.value: list(wishes.regions),
        Criterion.PERSONA.value: list(wishes.personas),
        Criterion.CHANNEL.value: list(wishes.channels),
        **(size if Criterion.SIZE in wanted else NOBODY),
        "activity": activity.id,
        "anybody": not wanted,
        "gap": ground.policy.gap(activity.effort),
        "needs_contact": activity.needs_contact,
        "not_of": not_of,
        "only_fresh": only_fresh,
        "today": ground.today,
    }


def _candidate(row: Sequence[Any]) -> Candidate:
    advocate_id, fair_key, tie_seed, products, use_cases, industry, region, persona, channel, employees, until = row
    return Candidate(
        advocate_id=advocate_id,
        products=frozenset(products),
        use_cases=frozenset(use_cases),
        industry=industry,
        region=region,
        persona=persona,
        channel=str(channel),
        employees=employees,
        fair_key=fair_key,
        tie_seed=tie_seed,
        fresh_until=until,
    )
