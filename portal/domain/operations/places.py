"""A place in an advocate's quiet period: taken only by one guarded update of the match row (CAP-3, CAP-5)."""

from collections.abc import Sequence
from datetime import date
from math import log
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Float,
    Row,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    and_,
    any_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased
from sqlalchemy.types import BigInteger

from portal.domain.kinds import ASKABLE_STAGES, Answer, AskState, ConsentKind, Effort
from portal.domain.models import Activity, Advocate, Ask, Consent, MatchRow, Willingness
from portal.domain.recordsets import among
from portal.domain.rules.caps import Policy
from portal.domain.rules.matching import DAY_ZERO, HALF_LIFE, LOADS

COPIES = (
    "may_be_asked",
    "resting",
    "shares_contact",
    "open_ask_id",
    "last_high_on",
    "last_low_on",
    "happy",
    "ask_first",
)
"""The match row's columns that other tables decide, beside `fair_key`, which is no whole number."""
_ROUNDING = 0.01
_LN2 = log(2)
_OWNER = select(Ask.advocate_id).where(Ask.id == bindparam("ask_id"))
_BESIDE = aliased(Ask)
_ASKED_TOO = (
    select(_BESIDE.advocate_id)
    .join(Ask, Ask.request_id == _BESIDE.request_id)
    .where(Ask.id == bindparam("ask_id"), _BESIDE.state == AskState.SENT)
)
_LOCK_OF_ASK = (
    select(MatchRow.advocate_id)
    .where(MatchRow.advocate_id.in_(union_all(_OWNER, _ASKED_TOO)))
    .order_by(MatchRow.advocate_id)
    .with_for_update()
)
_FREE = (
    update(MatchRow)
    .where(MatchRow.advocate_id == bindparam("of_advocate"), MatchRow.open_ask_id == bindparam("of_ask"))
    .values(open_ask_id=None)
)


def lock(session: Session, advocate_id: int) -> MatchRow:
    """Every change of an advocate's asks starts here, so that it waits for the one before."""
    statement = select(MatchRow).where(MatchRow.advocate_id == advocate_id).with_for_update()
    return session.execute(statement, execution_options={"populate_existing": True}).scalar_one()


def lock_of_ask(session: Session, ask_id: int) -> bool:
    """As `lock`, for the advocate of an ask and whoever else is asked for its request. False: no such ask."""
    return session.connection().execute(_LOCK_OF_ASK, {"ask_id": ask_id}).first() is not None


def take(
    session: Session,
    *,
    advocate_id: int,
    ask_id: int,
    activity: Activity,
    policy: Policy,
    by_hand: bool,
    today: date,
) -> bool:
    """True: the place is taken and `ask_id` is the open ask. False: nothing changed. The update is the lock."""
    guarded = (
        update(MatchRow)
        .where(MatchRow.advocate_id == advocate_id, *guard(activity, policy, by_hand=by_hand, today=today))
        .values({MatchRow.open_ask_id: ask_id, **marks(activity, today)})
        .returning(MatchRow.advocate_id)
        .execution_options(synchronize_session=False)
    )
    return session.execute(guarded).first() is not None


def guard(activity: Activity, policy: Policy, *, by_hand: bool, today: date) -> list[SQLColumnExpression[bool]]:
    """What must hold of a match row at the moment its place is taken."""
    last, gap = _columns(activity.effort)
    willing = literal(activity.id) == any_(MatchRow.happy)
    if by_hand:
        willing = or_(willing, literal(activity.id) == any_(MatchRow.ask_first))
    held: list[SQLColumnExpression[bool]] = [
        MatchRow.open_ask_id.is_(None),
        MatchRow.may_be_asked,
        MatchRow.reachable,
        ~MatchRow.resting,
        willing,
        or_(MatchRow.break_until.is_(None), MatchRow.break_until <= today),
        or_(last.is_(None), last + func.greatest(policy.gap(activity.effort), gap) <= today),
    ]
    if activity.needs_contact:
        held.append(MatchRow.shares_contact)
    return held


def marks(activity: Activity, today: date) -> dict[Any, Any]:
    """What taking a place writes beside the open ask."""
    last, _ = _columns(activity.effort)
    return {last: today, MatchRow.fair_key: key_after(activity.effort, today)}


def key_after(effort: Effort, today: date) -> ColumnElement[float]:
    """The row's fairness key after one more ask: `matching.key_after` as SQL."""
    added = literal((today - DAY_ZERO).days + HALF_LIFE * log(LOADS[effort]) / _LN2, Float)
    apart = func.abs(MatchRow.fair_key - added)
    joined = func.greatest(MatchRow.fair_key, added) + _in_days(func.ln(1 + func.exp(-apart * _LN2 / HALF_LIFE)))
    return func.coalesce(joined, added)


def key_of_asks() -> ScalarSelect[Any]:
    """The fairness key of a match row as the asks of its advocate, and of whoever was merged into them, decide it."""
    merged = select(Advocate.id).where(Advocate.merged_into_id == MatchRow.advocate_id).correlate(MatchRow)
    own = or_(Ask.advocate_id == MatchRow.advocate_id, Ask.advocate_id.in_(merged))
    return select(_key(Ask.asked_on, Ask.effort, Ask.holds_place)).where(own).scalar_subquery()


def free(session: Session, *, advocate_id: int, ask_id: int) -> None:
    """The ask no longer awaits its answer; its day stays."""
    session.connection().execute(_FREE, {"of_advocate": advocate_id, "of_ask": ask_id})


def refresh(session: Session, advocate_id: int) -> None:
    """Write the copies anew from what decides them; gives back a place whose ask lost it.

    Whoever they were merged into carries their days, so theirs are written anew too.
    """
    survivor = select(Advocate.merged_into_id).where(Advocate.id == advocate_id).scalar_subquery()
    touched = session.scalars(
        select(MatchRow)
        .where(or_(MatchRow.advocate_id == advocate_id, MatchRow.advocate_id == survivor))
        .order_by(MatchRow.advocate_id)
        .with_for_update(),
        execution_options={"populate_existing": True},
    ).all()
    session.flush()
    facts = decided([row.advocate_id for row in touched]).subquery()
    session.execute(
        update(MatchRow)
        .where(MatchRow.advocate_id == facts.c.advocate_id)
        .values({name: facts.c[name] for name in (*COPIES, "fair_key")})
        .execution_options(synchronize_session=False)
    )


def differences(session: Session) -> list[Row[Any]]:
    """Match rows that say something else than history, willingness and consents do; must be empty."""
    facts = decided().subquery()
    kept = tuple_(*(getattr(MatchRow, name) for name in COPIES))
    statement = (
        select(MatchRow.advocate_id)
        .outerjoin(facts, facts.c.advocate_id == MatchRow.advocate_id)
        .where(
            or_(
                facts.c.advocate_id.is_(None),
                kept.is_distinct_from(tuple_(*(facts.c[name] for name in COPIES))),
                func.abs(func.coalesce(MatchRow.fair_key, 0) - func.coalesce(facts.c.fair_key, 0)) > _ROUNDING,
            )
        )
        .order_by(MatchRow.advocate_id)
    )
    return list(session.execute(statement))


def decided(advocate_ids: Sequence[int] | None = None) -> Select[Any]:
    """What the copies ought to be, for some advocates or all. Nobody asks those who were merged into another."""
    asks = _asks(advocate_ids).subquery()
    wishes = (
        select(
            Willingness.advocate_id,
            _ids(Answer.HAPPY).label("happy"),
            _ids(Answer.ASK_FIRST).label("ask_first"),
        )
        .where(_of(Willingness.advocate_id, advocate_ids))
        .group_by(Willingness.advocate_id)
        .subquery()
    )
    agreed = exists().where(
        Consent.advocate_id == Advocate.id, Consent.kind == ConsentKind.SHARE_CONTACT, Consent.revoked_at.is_(None)
    )
    here = and_(Advocate.stage.in_(ASKABLE_STAGES), Advocate.left_at.is_(None), Advocate.merged_into_id.is_(None))
    none = cast(literal("{}"), ARRAY(BigInteger))
    return (
        select(
            Advocate.id.label("advocate_id"),
            here.label("may_be_asked"),
            Advocate.rest_since.is_not(None).label("resting"),
            agreed.label("shares_contact"),
            asks.c.open_ask_id,
            asks.c.last_high_on,
            asks.c.last_low_on,
            asks.c.fair_key,
            func.coalesce(wishes.c.happy, none).label("happy"),
            func.coalesce(wishes.c.ask_first, none).label("ask_first"),
        )
        .outerjoin(asks, asks.c.advocate_id == Advocate.id)
        .outerjoin(wishes, wishes.c.advocate_id == Advocate.id)
        .where(_of(Advocate.id, advocate_ids))
    )


def _asks(advocate_ids: Sequence[int] | None) -> Select[Any]:
    """The open ask and the last days, from their own asks and from those of people who were merged into them."""
    columns = (Ask.id, Ask.state, Ask.asked_on, Ask.holds_place, Ask.effort)
    own = select(Ask.advocate_id.label("advocate_id"), *columns).where(_of(Ask.advocate_id, advocate_ids))
    carried = (
        select(Advocate.merged_into_id.label("advocate_id"), *columns)
        .join(Advocate, Advocate.id == Ask.advocate_id)
        .where(Advocate.merged_into_id.is_not(None), _of(Advocate.merged_into_id, advocate_ids))
    )
    every = union_all(own, carried).subquery()
    return select(
        every.c.advocate_id,
        func.max(every.c.id).filter(every.c.state == AskState.SENT).label("open_ask_id"),
        func.max(every.c.asked_on).filter(every.c.holds_place, every.c.effort == Effort.HIGH).label("last_high_on"),
        func.max(every.c.asked_on).filter(every.c.holds_place, every.c.effort == Effort.LOW).label("last_low_on"),
        _key(every.c.asked_on, every.c.effort, every.c.holds_place).label("fair_key"),
    ).group_by(every.c.advocate_id)


def _of(column: InstrumentedAttribute[Any], advocate_ids: Sequence[int] | None) -> ColumnElement[bool]:
    return true() if advocate_ids is None else among(column, advocate_ids)


def _ids(answer: Answer) -> Any:  # noqa: ANN401 - an SQL aggregate
    return func.array_agg(aggregate_order_by(Willingness.activity_id, Willingness.activity_id)).filter(
        Willingness.answer == answer
    )


def _key(asked_on: Any, effort: Any, held: Any) -> Any:  # noqa: ANN401 - SQL expressions
    day = cast(asked_on - cast(literal(DAY_ZERO), Date), Float)
    load = case((effort == Effort.HIGH, LOADS[Effort.HIGH]), else_=LOADS[Effort.LOW])
    return _in_days(func.ln(func.sum(load * func.exp(day * _LN2 / HALF_LIFE)).filter(held)))


def _in_days(logarithm: Any) -> Any:  # noqa: ANN401 - an SQL expression
    return logarithm * HALF_LIFE / _LN2


def _columns(effort: Effort) -> tuple[Any, Any]:
    if effort is Effort.HIGH:
        return MatchRow.last_high_on, MatchRow.high_gap
    return MatchRow.last_low_on, MatchRow.low_gap
