"""An advocate's own score follows their newest survey answer (ADV-3)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import exists, not_, or_, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.kinds import SignalKind
from portal.domain.models import Advocate, Person, Signal
from portal.domain.recordsets import among


def recognise(session: Session, *, person_ids: Collection[int], now: datetime) -> None:
    """People who are new and of whom something was heard before: it is theirs from now on."""
    theirs = session.scalars(
        update(Signal)
        .where(Signal.email == Person.email, among(Person.id, person_ids), Signal.person_id.is_(None))
        .values(person_id=Person.id)
        .returning(Signal.id)
        .execution_options(synchronize_session=False)
    ).all()
    if theirs:
        bring_up_to_date(session, signal_ids=theirs, now=now)


def bring_up_to_date(session: Session, *, signal_ids: Collection[int], now: datetime) -> None:
    """With those of these signals that are newer than what we have."""
    newest = (
        select(Signal.person_id, Signal.score, Signal.happened_on)
        .where(
            among(Signal.id, signal_ids),
            Signal.kind == SignalKind.SURVEY,
            Signal.person_id.is_not(None),
            Signal.score.is_not(None),
        )
        .ext(distinct_on(Signal.person_id))
        .order_by(Signal.person_id, Signal.happened_on.desc(), Signal.id.desc())
        .subquery()
    )
    session.execute(
        select(Advocate.id)
        .where(Advocate.person_id.in_(select(newest.c.person_id)))
        .order_by(Advocate.id)
        .with_for_update(of=Advocate)
    )
    changed = session.scalars(
        update(Advocate)
        .where(
            Advocate.person_id == newest.c.person_id,
            or_(Advocate.score_on.is_(None), Advocate.score_on < newest.c.happened_on),
        )
        .values(score=newest.c.score, score_on=newest.c.happened_on)
        .returning(Advocate.id)
        .execution_options(synchronize_session="fetch")
    ).all()
    _note(session, changed, now)


def give_up(session: Session, *, signal_ids: Collection[int], now: datetime) -> None:
    """Those that rest on one of these signals, which are about to go: the newest answer that stays counts, or none."""
    gone = exists().where(
        among(Signal.id, signal_ids),
        Signal.kind == SignalKind.SURVEY,
        Signal.person_id == Advocate.person_id,
        Signal.score == Advocate.score,
        Signal.happened_on == Advocate.score_on,
    )
    stays = (
        select(Signal.score, Signal.happened_on)
        .where(
            not_(among(Signal.id, signal_ids)),
            Signal.kind == SignalKind.SURVEY,
            Signal.person_id == Advocate.person_id,
            Signal.score.is_not(None),
        )
        .order_by(Signal.happened_on.desc(), Signal.id.desc())
        .limit(1)
        .correlate(Advocate)
    )
    changed = session.scalars(
        update(Advocate)
        .where(gone)
        .values(
            score=stays.with_only_columns(Signal.score).scalar_subquery(),
            score_on=stays.with_only_columns(Signal.happened_on).scalar_subquery(),
        )
        .returning(Advocate.id)
        .execution_options(synchronize_session="fetch")
    ).all()
    _note(session, changed, now)


def _note(session: Session, advocate_ids: Sequence[int], now: datetime) -> None:
    for advocate_id in advocate_ids:
        audit.record(
            session,
            "advocate.scored",
            kind="advocate",
            id=advocate_id,
            actor_id=None,
            now=now,
            fields=("score", "score_on"),
        )
