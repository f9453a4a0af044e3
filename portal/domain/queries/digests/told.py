"""What one digest tells, read when it is written."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal.domain.kinds import Role, WorkStep
from portal.domain.models import (
    Ask,
    Content,
    Digest,
    JoinRequest,
    Nomination,
    Person,
    Redemption,
    Request,
    Work,
)
from portal.domain.queries.contents import Usable, usable
from portal.domain.queries.digests import wanting
from portal.domain.queries.requests.lines import RequestLine, lines

NAMED = 5
"""How many of each kind are told one by one; the rest is a number."""


@dataclass(frozen=True)
class Edition:
    """One digest, and whose it is."""

    id: int
    role: Role
    day: date
    proof_since: datetime | None


@dataclass(frozen=True)
class Waiting:
    """How many wait, who has waited longest, and since when."""

    number: int
    first: str
    since: datetime


@dataclass(frozen=True)
class Late:
    step: WorkStep
    title: str
    content_id: int
    due_on: date


@dataclass(frozen=True)
class TeamNews:
    """What only the team sees. `requests` are the first of `requests_number`."""

    requests: list[RequestLine]
    requests_number: int
    said_yes: int
    nominations: Waiting | None
    join_requests: Waiting | None
    rewards: int


@dataclass(frozen=True)
class News:
    """What waits for this reader alone."""

    approvals: list[RequestLine]
    running_out: list[RequestLine]
    late: list[Late]


def edition(session: Session, digest_id: int | None) -> Edition | None:
    row = session.execute(
        select(Digest.id, Person.role, Digest.day, Digest.proof_since)
        .join(Person, Person.id == Digest.person_id)
        .where(Digest.id == digest_id)
    ).one_or_none()
    return Edition(*row) if row else None


def team_news(session: Session, reader_id: int, *, today: date, now: datetime) -> TeamNews:
    due = wanting.request_due(reader_id, today)
    waiting = lines().add_columns(func.count().over()).where(due).order_by(Request.due_on, Request.id).limit(NAMED)
    found = session.execute(waiting).all()
    return TeamNews(
        requests=[RequestLine(*row[:-1]) for row in found],
        requests_number=found[0][-1] if found else 0,
        said_yes=_count(session, Ask.id, wanting.time_to_set(now, today)),
        nominations=_waiting(session, Nomination.name, Nomination.at, wanting.nominated()),
        join_requests=_waiting(session, JoinRequest.name, JoinRequest.created_at, wanting.asks_to_join()),
        rewards=_count(session, Redemption.id, wanting.reward_due(today)),
    )


def news(session: Session, reader_id: int, *, today: date) -> News:
    late = (
        select(Work.step, Content.title, Content.id, Work.due_on)
        .join(Content, Content.id == Work.content_id)
        .where(wanting.step_late(reader_id, today))
        .order_by(Work.due_on, Work.id)
        .limit(NAMED)
    )
    return News(
        approvals=_requests(session, wanting.approval(reader_id)),
        running_out=_requests(session, wanting.running_out(reader_id, today)),
        late=[Late(*row) for row in session.execute(late)],
    )


def proof(session: Session, reader_id: int, *, since: datetime, today: date) -> tuple[list[Usable], int]:
    """The newest first, and how many in all."""
    new = wanting.new_proof(reader_id, since, today)
    found = session.execute(
        usable(today)
        .add_columns(func.count().over())
        .where(new)
        .order_by(Content.published_at.desc(), Content.id.desc())
        .limit(NAMED)
    ).all()
    return [Usable(*row[:-1]) for row in found], found[0][-1] if found else 0


def _requests(session: Session, condition: ColumnElement[bool]) -> list[RequestLine]:
    ordered = lines().where(condition).order_by(Request.needed_by, Request.id).limit(NAMED)
    return [RequestLine(*row) for row in session.execute(ordered)]


def _waiting(session: Session, name: Any, since: Any, condition: ColumnElement[bool]) -> Waiting | None:  # noqa: ANN401 - columns
    first = select(func.count().over(), name, since).where(condition).order_by(since).limit(1)
    row = session.execute(first).one_or_none()
    return Waiting(*row) if row else None


def _count(session: Session, key: Any, condition: ColumnElement[bool]) -> int:  # noqa: ANN401 - a column
    return session.execute(select(func.count(key)).where(condition)).scalar_one()
