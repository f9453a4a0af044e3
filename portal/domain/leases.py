"""A lease is the right to keep a promise of the outbox: claimed, and given back with what came of it.

Every write after a claim names id, lease token and expected state and must hit exactly one row.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    TableValuedAlias,
    and_,
    cast,
    column,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from portal.domain.kinds import MessageState, Queue, Topic
from portal.domain.models import Outbox, OutboxAttempt

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


def claim(session: Session, queue: Queue, *, owner: str, now: datetime) -> Claimed | None:
    return next(iter(claim_several(session, queue, most=1, owner=owner, now=now)), None)


def claim_several(session: Session, queue: Queue, *, most: int, owner: str, now: datetime) -> list[Claimed]:
    """Lease the rows that have been due longest. Those that another process is claiming are passed over, not waited
    for.
    """
    longest_due = (
        select(Outbox.id)
        .where(*_due(queue, now))
        .order_by(Outbox.not_before, Outbox.id)
        .limit(most)
        .with_for_update(skip_locked=True)
        .cte("longest_due")
    )
    rows = session.execute(
        update(Outbox)
        .where(Outbox.id == longest_due.c.id)
        .values(
            state=MessageState.CLAIMED,
            attempt=Outbox.attempt + 1,
            lease_token=Outbox.lease_token + 1,
            lease_owner=owner,
            lease_until=now + LEASE,
        )
        .returning(*(getattr(Outbox, field.name) for field in fields(Claimed)))
        .execution_options(synchronize_session=False)
    )
    return [Claimed(**row._asdict()) for row in rows]


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


def leased(claims: Collection[Claimed], was: MessageState) -> tuple[TableValuedAlias, ColumnElement[bool]]:
    """As `move` says which row, for several: their ids and tokens as a table, and the condition that joins it."""
    ids, tokens = [one.id for one in claims], [one.lease_token for one in claims]
    held = (
        func.unnest(cast(ids, ARRAY(BigInteger)), cast(tokens, ARRAY(BigInteger)))
        .table_valued(column("id", BigInteger), column("token", BigInteger), name="held")
        .render_derived()
    )
    return held, and_(Outbox.id == held.c.id, Outbox.lease_token == held.c.token, Outbox.state == was)


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


def _due(queue: Queue, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Outbox.queue == queue, Outbox.state.in_(WAITING), Outbox.not_before <= now


def _take_back(session: Session, state: MessageState, lost: ColumnElement[bool], changes: dict[str, object]) -> int:
    rows = select(Outbox.id).where(Outbox.state == state, lost).with_for_update(skip_locked=True)
    taken = session.scalars(update(Outbox).where(Outbox.id.in_(rows)).values(**changes).returning(Outbox.id))
    return len(taken.all())
