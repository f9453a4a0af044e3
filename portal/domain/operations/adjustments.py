"""Points given or taken by hand: with a reason the advocate reads, above a limit by two people (RWD-1)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.models import Adjustment, Advocate
from portal.domain.operations import ledgers
from portal.domain.operations.ledgers import Cause, KeyReused, Purse
from portal.domain.queries import ledgers as books
from portal.domain.value_kinds import AdjustmentState, LedgerKind, TransferKind


def make(
    session: Session, *, advocate_id: int, points: int, reason: str, key: str, actor_id: int, now: datetime
) -> Adjustment:
    """Once per key. From the limit on it waits for somebody else."""
    if session.get(Advocate, advocate_id) is None:
        raise NotFound
    ledgers.lock(session, ledgers.of_advocate(advocate_id))
    first = session.scalars(select(Adjustment).where(Adjustment.key == key)).one_or_none()
    if first is not None:
        if (first.advocate_id, first.points, first.reason) != (advocate_id, points, reason.strip()):
            raise KeyReused
        return first
    if not points:
        raise Refused("nothing", "Write how many to give, or with a minus how many to take.")
    if not reason.strip():
        raise Refused("no_reason", "Say why. The advocate reads it.")
    made = Adjustment(
        advocate_id=advocate_id,
        key=key,
        points=points,
        reason=reason.strip(),
        state=AdjustmentState.WAITING,
        by_id=actor_id,
        at=now,
    )
    session.add(made)
    session.flush()
    _note(session, made, "adjustment.asked", actor_id, now)
    if abs(points) < books.rules(session).second_points:
        _book(session, made, actor_id=actor_id, now=now)
    return made


def carry(
    session: Session, *, advocate_id: int, points: int, reason: str, key: str, actor_id: int, now: datetime
) -> Adjustment:
    """Points that only change their entry: none are made, so no second person is asked."""
    made = Adjustment(
        advocate_id=advocate_id,
        key=key,
        points=points,
        reason=reason,
        state=AdjustmentState.WAITING,
        by_id=actor_id,
        at=now,
    )
    session.add(made)
    session.flush()
    _book(session, made, actor_id=actor_id, now=now)
    return made


def approve(session: Session, *, adjustment_id: int, actor_id: int, now: datetime) -> Adjustment:
    """By somebody else than who asked for it."""
    made = _locked(session, adjustment_id)
    if made.state is AdjustmentState.DONE:
        return made
    _decidable(made, actor_id)
    made.decided_by = actor_id
    _book(session, made, actor_id=actor_id, now=now)
    return made


def refuse(session: Session, *, adjustment_id: int, actor_id: int, now: datetime) -> Adjustment:
    made = _locked(session, adjustment_id)
    if made.state is AdjustmentState.REFUSED:
        return made
    _decidable(made, actor_id)
    made.state, made.decided_by, made.decided_at = AdjustmentState.REFUSED, actor_id, now
    _note(session, made, "adjustment.refused", actor_id, now)
    return made


def _book(session: Session, made: Adjustment, *, actor_id: int, now: datetime) -> None:
    theirs, pool = ledgers.of_advocate(made.advocate_id), Purse(LedgerKind.ADJUSTMENT)
    given = made.points > 0
    if not given and ledgers.lock(session, theirs).balance < -made.points:
        raise Refused("short", "They don’t have that many to take.")
    ledgers.move(
        session,
        TransferKind.GRANT if given else TransferKind.DEDUCTION,
        key=f"adjustment:{made.id}",
        source=pool if given else theirs,
        target=theirs if given else pool,
        amount=abs(made.points),
        cause=Cause(actor_id=actor_id, reason=made.reason),
        now=now,
    )
    made.state, made.decided_at = AdjustmentState.DONE, now
    _note(session, made, "adjustment.done", actor_id, now)


def _decidable(made: Adjustment, actor_id: int) -> None:
    if made.state is not AdjustmentState.WAITING:
        raise Refused(f"is_{made.state}", "This has been decided already.")
    if made.by_id == actor_id:
        raise Refused("second_person", "You asked for this. Somebody else has to approve it.")


def _locked(session: Session, adjustment_id: int) -> Adjustment:
    statement = select(Adjustment).where(Adjustment.id == adjustment_id).with_for_update()
    made = session.scalars(statement, execution_options={"populate_existing": True}).one_or_none()
    if made is None:
        raise NotFound
    return made


def _note(session: Session, made: Adjustment, action: str, actor_id: int, now: datetime) -> None:
    audit.record(session, action, kind="advocate", id=made.advocate_id, actor_id=actor_id, now=now, reason=made.reason)
