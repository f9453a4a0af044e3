"""What a message about content tells: one event, and the content as it stands when the message is written."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.kinds import ContentKind, ContentState, Use, WorkStep
from portal.domain.models import Account, Advocate, Content, ContentConsent, ContentEvent, Person, Work


class Said(StrEnum):
    """What the advocate did."""

    APPROVED = "approved"
    REWORDED = "reworded"
    DECLINED = "declined"
    REVOKED = "revoked"
    NARROWED = "narrowed"


@dataclass(frozen=True)
class Told:
    """`words` and `place` are the event's; `current` tells whether they are still what counts."""

    content_id: int
    kind: ContentKind
    title: str
    url: str | None
    state: ContentState
    current: bool
    words: str
    place: str | None
    note: str | None
    said: Said
    extras: list[Use]
    asked: list[str]
    ends_on: date | None
    at: datetime
    advocate: str
    company: str | None
    by: str
    by_title: str | None


@dataclass(frozen=True)
class Overdue:
    content_id: int
    title: str
    step: WorkStep
    due_on: date
    advocate: str | None


def told(session: Session, event_id: int | None) -> Told | None:
    event = session.get(ContentEvent, event_id) if event_id else None
    content = session.get(Content, event.content_id) if event else None
    if event is None or content is None or content.advocate_id is None:
        return None
    advocate, company = session.execute(
        select(Person.name, Account.name)
        .join(Advocate, Advocate.person_id == Person.id)
        .outerjoin(Account, Account.id == Advocate.account_id)
        .where(Advocate.id == content.advocate_id)
    ).one()
    writer = session.get_one(Person, content.by_id)
    return Told(
        content_id=content.id,
        kind=content.kind,
        title=content.title,
        url=content.url,
        state=content.state,
        current=event.version == content.version,
        words=content.words,
        place=event.place,
        note=event.note,
        said=_said(event, content),
        extras=_agreed(session, content.id),
        asked=content.uses,
        ends_on=content.ends_on,
        at=event.at,
        advocate=advocate,
        company=company,
        by=writer.name,
        by_title=writer.title,
    )


def overdue(session: Session, work_id: int | None, today: date) -> Overdue | None:
    """None once it is done, moved, or its content came to nothing."""
    row = session.execute(
        select(Content.id, Content.title, Work.step, Work.due_on, Person.name)
        .select_from(Work)
        .join(Content, Content.id == Work.content_id)
        .outerjoin(Advocate, Advocate.id == Content.advocate_id)
        .outerjoin(Person, Person.id == Advocate.person_id)
        .where(
            Work.id == work_id,
            Work.done_at.is_(None),
            Work.due_on < today,
            Content.state.not_in([ContentState.REVOKED, ContentState.EXPIRED]),
        )
    ).one_or_none()
    return Overdue(*row) if row else None


def _said(event: ContentEvent, content: Content) -> Said:
    if event.state is ContentState.REVOKED:
        return Said.REVOKED if content.approved_at else Said.DECLINED
    if event.words is not None:
        return Said.REWORDED
    return Said.NARROWED if event.note else Said.APPROVED


def _agreed(session: Session, content_id: int) -> list[Use]:
    statement = select(ContentConsent.use).where(
        ContentConsent.content_id == content_id, ContentConsent.revoked_at.is_(None)
    )
    return list(session.scalars(statement.order_by(ContentConsent.id)))
