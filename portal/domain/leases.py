"""A lease is the right to keep a promise of the outbox: claimed, and given back with what came of it.

Every write after a claim names id, lease token and expected state and must hit exactly one row.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    FromClause,
    Integer,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from portal.domain.kinds import MessageState, Queue, Topic
from portal.domain.models import Outbox, OutboxAttempt
from portal.domain.recordsets import lists

LEASE = timedelta(minutes=15)
WAITING = (MessageState.QUEUED, MessageState.DEFERRED)


class LeaseLost(Exception):
    """The row is no longer ours in the state we left it: another process recovered it, or a bounce came first."""


@dataclass(frozen=True)
class Claimed:
    """A leased row. `lease_token` fences off whoever held the row before."""

    id: int
    topic: Topic
    queue: Queue
    recipient_id: int | None
    ask_id: int | None
    about_id: int | None
    message_id: str
    attempt: int
    lease_token: int
    expires_at: datetime


class Outcome(StrEnum):
    SENT = "sent"
    DEFERRED = "deferred"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True)
class Report:
    """What one claim came to. `phase` is how far it got; `code` the other side's last reply."""

    outcome: Outcome
    phase: str
    code: int | None = None
    error: str | None = None
    milliseconds: int = 0


def _due(queue: Queue | BindParameter[Any], now: datetime | BindParameter[Any]) -> tuple[ColumnElement[bool], ...]:
    return Outbox.queue == queue, Outbox.state.in_(WAITING), Outbox.not_before <= now


_LONGEST_DUE = (
    select(Outbox.id)
    .where(*_due(bindparam("of_queue", type_=Outbox.queue.type), bindparam("instant", type_=Outbox.not_before.type)))
    .order_by(Outbox.not_before, Outbox.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
    .cte("longest_due")
)
_CLAIM = (
    update(Outbox)
    .where(Outbox.id == _LONGEST_DUE.c.id)
    .values(
        state=MessageState.CLAIMED,
        attempt=Outbox.attempt + 1,
        lease_token=Outbox.lease_token + 1,
        lease_owner=bindparam("claimer"),
        lease_until=bindparam("ends"),
    )
    .returning(*(getattr(Outbox, field.name) for field in fields(Claimed)))
)
"""Built once: for a handful of rows building a statement takes longer than running it."""


def leased(table: FromClause, was: MessageState) -> ColumnElement[bool]:
    """As `move` says which row, for several: their ids and tokens are columns of the table."""
    return and_(Outbox.id == table.c.id, Outbox.lease_token == table.c.token, Outbox.state == was)


HELD = lists("held", id=BigInteger, token=BigInteger)
_GIVE_BACK = (
    update(Outbox)
    .where(leased(HELD, MessageState.CLAIMED))
    .values(state=MessageState.QUEUED, attempt=Outbox.attempt - 1)
)


def claim(session: Session, queue: Queue, *, owner: str, now: datetime) -> Claimed | None:
    return next(iter(claim_several(session, queue, most=1, owner=owner, now=now)), None)


def claim_several(session: Session, queue: Queue, *, most: int, owner: str, now: datetime) -> list[Claimed]:
    """Lease the rows that have been due longest. Those that another process is claiming are passed over, not waited
    for.
    """
    given = {"of_queue": queue, "instant": now, "most": most, "claimer": owner, "ends": now + LEASE}
    return [Claimed(*row) for row in session.connection().execute(_CLAIM, given)]


def give_back(session: Session, claims: Collection[Claimed]) -> None:
    """Claimed and not begun: they wait as if nobody had taken them. What was recovered meanwhile is left alone."""
    held = {"held_id": [one.id for one in claims], "held_token": [one.lease_token for one in claims]}
    session.connection().execute(_GIVE_BACK, held)


def due(session: Session, queue: Queue, *, now: datetime) -> bool:
    return bool(session.scalar(select(exists().where(*_due(queue, now)))))


def waiting(session: Session, queue: Queue, *, most: int, now: datetime) -> int:
    """How many are due; stops counting at `most`."""
    some = select(Outbox.id).where(*_due(queue, now)).limit(most).subquery()
    return session.execute(select(func.count()).select_from(some)).scalar_one()


def move(session: Session, claimed: Claimed, *, was: MessageState, state: MessageState, **changes: object) -> None:
    """The one conditional write of a leased row. Raises LeaseLost unless it hits exactly one."""
    hit = session.scalar(
        update(Outbox)
        .where(Outbox.id == claimed.id, Outbox.lease_token == claimed.lease_token, Outbox.state == was)
        .values(state=state, **changes)
        .returning(Outbox.id)
    )
    if hit is None:
        raise LeaseLost


def note_attempt(session: Session, claimed: Claimed, report: Report, *, host: str, now: datetime) -> None:
    session.add(
        OutboxAttempt(
            outbox_id=claimed.id,
            lease_token=claimed.lease_token,
            phase=report.phase,
            code=report.code,
            error=report.error,
            host=host,
            milliseconds=report.milliseconds,
            at=now,
        )
    )


def recover(session: Session, *, dead: Collection[str], now: datetime) -> tuple[int, int]:
    """Take back what nobody will finish: leases that ran out, and those of processes known dead.

    Before the point of no return a row is simply queued again; past it nobody knows, so it becomes uncertain.
    """
    lost = or_(Outbox.lease_until <= now, Outbox.lease_owner.in_(dead))
    queued = _take_back(session, MessageState.CLAIMED, lost, {"state": MessageState.QUEUED})
    uncertain = _take_back(
        session,
        MessageState.DOTTED,
        lost,
        {"state": MessageState.UNCERTAIN, "last_error": "The sending process ended before the reply came"},
    )
    return queued, uncertain


def _take_back(session: Session, state: MessageState, lost: ColumnElement[bool], changes: dict[str, object]) -> int:
    rows = select(Outbox.id).where(Outbox.state == state, lost).with_for_update(skip_locked=True)
    taken = session.scalars(update(Outbox).where(Outbox.id.in_(rows)).values(**changes).returning(Outbox.id))
    return len(taken.all())
