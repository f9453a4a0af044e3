"""What was asked of an advocate, what came of it, and who saw their contact details (ADV-8)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.domain.kinds import ActivityKind, AskState, Effort
from portal.domain.models import Activity, Ask, ContactView, Person
from portal.domain.queries.merges import everyone_of

ENOUGH = 500


@dataclass(frozen=True)
class PastAsk:
    id: int
    state: AskState
    effort: Effort
    activity: str
    sentence: str
    asked_on: date
    reply_by: date
    answered_at: datetime | None
    time_open: bool
    scheduled_for: datetime | None
    completed_on: date | None
    kind: ActivityKind

    @property
    def is_bigger(self) -> bool:
        return self.effort is Effort.HIGH

    @property
    def is_call(self) -> bool:
        return self.is_bigger and self.kind is ActivityKind.REFERENCE


@dataclass(frozen=True)
class Look:
    """Somebody opened the advocate's contact details."""

    at: datetime
    name: str
    title: str | None
    department: str | None


def asks(session: Session, advocate_id: int) -> list[PastAsk]:
    """All that were sent, the newest first; those too that were made to an entry which was merged into theirs."""
    statement: Select[*tuple[Any, ...]] = (
        select(
            Ask.id,
            Ask.state,
            Ask.effort,
            Activity.name,
            Ask.sentence,
            Ask.asked_on,
            Ask.reply_by,
            Ask.answered_at,
            Ask.time_open,
            Ask.scheduled_for,
            Ask.completed_on,
            Activity.kind,
        )
        .join(Activity, Activity.id == Ask.activity_id)
        .where(Ask.advocate_id.in_(everyone_of(advocate_id)), Ask.state != AskState.DRAFT)
        .order_by(Ask.id.desc())
        .limit(ENOUGH)
    )
    return [PastAsk(*row) for row in session.execute(statement)]


def looks(session: Session, advocate_id: int) -> list[Look]:
    statement = (
        select(ContactView.at, Person.name, Person.title, Person.department)
        .join(Person, Person.id == ContactView.viewer_id)
        .where(ContactView.advocate_id == advocate_id)
        .order_by(ContactView.id.desc())
        .limit(ENOUGH)
    )
    return [Look(*row) for row in session.execute(statement)]
