"""What needs the team today, and how the program stands. Counts of what is there, nothing derived."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.import_kinds import ImportState
from portal.domain.kinds import ASKABLE_STAGES, AskState, InvitationState, JoinRequestState, MessageState, Stage
from portal.domain.models import (
    Account,
    Activity,
    Advocate,
    Ask,
    Import,
    Invitation,
    JoinRequest,
    Nomination,
    Outbox,
    Person,
)

NAMED = 3
"""How many of each kind are named; the rest is a number."""

UNCERTAIN_AFTER = timedelta(hours=1)
FAILED_FOR = timedelta(days=7)
RESTED_FOR = timedelta(days=14)
UNANSWERED_AFTER = timedelta(days=7)


@dataclass(frozen=True)
class AskDue:
    id: int
    name: str
    company: str | None
    activity: str
    scheduled_for: datetime | None
    happen_by: date
    suggestion: str | None
    suggested_on: date | None
    answered_at: datetime | None


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits for the team's word."""

    id: int
    name: str
    since: datetime


@dataclass(frozen=True)
class Some:
    """The first few, and how many in all."""

    named: list[Any]
    count: int


@dataclass(frozen=True)
class Today:
    time_open: Some
    to_confirm: Some
    join_requests: Some
    nominations: Some
    resting: Some
    imports: Some
    uncertain: int
    failed: int
    unanswered: int


@dataclass(frozen=True)
class Pool:
    stages: dict[Stage, int]
    asked: int
    said_yes: int
    done: int

    @property
    def joined(self) -> int:
        return sum(self.stages[stage] for stage in ASKABLE_STAGES)


def today(session: Session, *, now: datetime, day: date) -> Today:
    """`day` is the program's."""
    passed = or_(
        and_(Ask.state == AskState.SCHEDULED, Ask.scheduled_for <= now),
        and_(Ask.state == AskState.ACCEPTED, ~Ask.time_open, Ask.happen_by < day),
    )
    return Today(
        time_open=_asks(session, and_(Ask.state == AskState.ACCEPTED, Ask.time_open), Ask.answered_at),
        to_confirm=_asks(session, passed, Ask.happen_by),
        **_waiting_for_a_word(session, now),
        **_mail(session, now),
    )


def pool(session: Session, *, since: date) -> Pool:
    """The people by stage, and the asks since a day."""
    rows = session.execute(select(Advocate.stage, func.count()).group_by(Advocate.stage))
    stages = {row[0]: row[1] for row in rows}
    asked, said_yes = session.execute(
        select(
            func.count(),
            func.count().filter(
                Ask.state.in_([AskState.ACCEPTED, AskState.SCHEDULED, AskState.COMPLETED, AskState.NO_SHOW])
            ),
        ).where(Ask.asked_on >= since, Ask.holds_place)
    ).one()
    done = _count(session, Ask.id, Ask.state == AskState.COMPLETED, Ask.completed_on >= since)
    return Pool({stage: stages.get(stage, 0) for stage in Stage}, asked, said_yes, done)


def _waiting_for_a_word(session: Session, now: datetime) -> dict[str, Any]:
    join_requests = select(JoinRequest.id, JoinRequest.name, JoinRequest.created_at).where(
        JoinRequest.state == JoinRequestState.WAITING
    )
    nominations = select(Nomination.id, Nomination.name, Nomination.at).where(Nomination.decided_at.is_(None))
    resting = (
        select(Advocate.id, Person.name, Advocate.rest_since)
        .join(Person, Person.id == Advocate.person_id)
        .where(Advocate.rest_since > now - RESTED_FOR, Advocate.left_at.is_(None))
    )
    imports = select(Import.id, Import.file_name, Import.created_at).where(
        Import.state.in_([ImportState.UPLOADED, ImportState.MAPPED, ImportState.CHECKED])
    )
    return {
        "join_requests": _waiting(session, join_requests, JoinRequest.id),
        "nominations": _waiting(session, nominations, Nomination.id),
        "resting": _waiting(session, resting, Advocate.rest_since.desc()),
        "imports": _waiting(session, imports, Import.id.desc()),
    }


def _mail(session: Session, now: datetime) -> dict[str, Any]:
    failed = Outbox.state.in_([MessageState.FAILED, MessageState.BOUNCED])
    return {
        "uncertain": _count(
            session, Outbox.id, Outbox.state == MessageState.UNCERTAIN, Outbox.dotted_at <= now - UNCERTAIN_AFTER
        ),
        "failed": _count(session, Outbox.id, failed, Outbox.finished_at > now - FAILED_FOR),
        "unanswered": _count(
            session,
            Invitation.id,
            Invitation.state == InvitationState.OPEN,
            Invitation.created_at <= now - UNANSWERED_AFTER,
            Invitation.expires_at > now,
        ),
    }


def _asks(session: Session, condition: ColumnElement[bool], order: Any) -> Some:  # noqa: ANN401 - an SQL expression
    columns: tuple[Any, ...] = (
        Ask.id,
        Person.name,
        Account.name.label("company"),
        Activity.name.label("activity"),
        Ask.scheduled_for,
        Ask.happen_by,
        Ask.suggestion,
        Ask.suggested_on,
        Ask.answered_at,
    )
    statement = (
        select(*columns, func.count().over().label("all"))
        .select_from(Ask)
        .join(Advocate, Advocate.id == Ask.advocate_id)
        .join(Person, Person.id == Advocate.person_id)
        .join(Activity, Activity.id == Ask.activity_id)
        .outerjoin(Account, Account.id == Advocate.account_id)
        .where(condition)
        .order_by(order, Ask.id)
        .limit(NAMED)
    )
    rows = session.execute(statement).all()
    return Some([AskDue(*row[:-1]) for row in rows], rows[0][-1] if rows else 0)


def _waiting(session: Session, statement: Any, order: Any) -> Some:  # noqa: ANN401 - SQL expressions
    rows = session.execute(statement.add_columns(func.count().over()).order_by(order).limit(NAMED)).all()
    return Some([Waiting(*row[:3]) for row in rows], rows[0][3] if rows else 0)


def _count(session: Session, key: Any, *conditions: ColumnElement[bool]) -> int:  # noqa: ANN401 - an SQL column
    return session.execute(select(func.count(key)).where(*conditions)).scalar_one()
