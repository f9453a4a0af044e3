"""The outbox as the team reads it: what waits, what was put off, refused or left uncertain."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.kinds import MessageState, Topic
from portal.domain.models import Outbox, Person

PAGE = 50


@dataclass(frozen=True)
class OutboxLine:
    id: int
    topic: Topic
    to: str | None
    ask_id: int | None
    state: MessageState
    attempt: int
    not_before: datetime
    dotted_at: datetime | None
    finished_at: datetime | None
    last_code: int | None
    last_error: str | None
    created_at: datetime


@dataclass(frozen=True)
class OutboxPage:
    lines: list[OutboxLine]
    older: int | None


def counts(session: Session, states: frozenset[MessageState]) -> dict[MessageState, int]:
    rows = session.execute(select(Outbox.state, func.count()).where(Outbox.state.in_(states)).group_by(Outbox.state))
    found = {row[0]: row[1] for row in rows}
    return {state: found.get(state, 0) for state in states}


def page(session: Session, states: frozenset[MessageState], *, before: int | None = None) -> OutboxPage:
    """Newest first, by keyset."""
    statement = (
        select(
            Outbox.id,
            Outbox.topic,
            Person.name.label("to"),
            Outbox.ask_id,
            Outbox.state,
            Outbox.attempt,
            Outbox.not_before,
            Outbox.dotted_at,
            Outbox.finished_at,
            Outbox.last_code,
            Outbox.last_error,
            Outbox.created_at,
        )
        .outerjoin(Person, Person.id == Outbox.recipient_id)
        .where(Outbox.state.in_(states))
        .order_by(Outbox.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        statement = statement.where(Outbox.id < before)
    found = [OutboxLine(**row._mapping) for row in session.execute(statement)]  # noqa: SLF001
    return OutboxPage(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)
