"""One piece of content as the team sees it: its words, who agreed to what, and what became of it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from portal.domain.errors import NotFound
from portal.domain.kinds import ContentKind, ContentState, MessageState, Topic
from portal.domain.models import (
    Account,
    Advocate,
    Content,
    ContentEvent,
    ContentUse,
    MatchRow,
    Outbox,
    Person,
)
from portal.domain.queries.contents.due import asked_at, asked_event
from portal.domain.queries.contents.happenings import Agreement, Happening, agreements, happenings
from portal.domain.queries.contents.library import state_on
from portal.domain.queries.merges import id_now
from portal.domain.rules import contents as rules

SHOWN = 50


@dataclass(frozen=True)
class Facts:
    """`title`, `words` and `url` are empty for what was taken back."""

    id: int
    kind: ContentKind
    title: str
    words: str
    url: str | None
    state: ContentState
    version: int
    approved_at: datetime | None
    uses: list[str]
    ends_on: date | None
    advocate_id: int | None
    name: str | None
    company: str | None
    industry: str | None
    region: str | None
    persona: str | None
    products: list[str]
    use_cases: list[str]
    tags: list[str]
    by: str
    break_until: date | None

    @property
    def given_name(self) -> str:
        return self.name.split()[0] if self.name else ""


@dataclass(frozen=True)
class Used:
    at: datetime
    by: str
    opportunity: str


@dataclass(frozen=True)
class Proof:
    id: int
    kind: ContentKind
    title: str
    state: ContentState


@dataclass(frozen=True)
class ContentView:
    facts: Facts
    agreements: list[Agreement]
    happenings: list[Happening]
    used: list[Used]
    message: MessageState | None
    """How the newest request for approval stands on its way."""
    asked_at: datetime | None
    reminded_at: datetime | None
    """When it was asked for, and brought back to mind; only while it waits."""

    def is_overdue(self, now: datetime) -> bool:
        return self.asked_at is not None and self.asked_at <= now - rules.OVERDUE_AFTER


def one(session: Session, content_id: int, today: date) -> ContentView:
    facts = _facts(session, content_id, today)
    revoked = facts.state is ContentState.REVOKED
    return ContentView(
        facts,
        agreements(session, content_id),
        happenings(session, content_id, with_words=not revoked),
        _used(session, content_id),
        _message(session, content_id),
        *_waiting(session, content_id),
    )


def proofs(session: Session, advocate_id: int, today: date) -> list[Proof]:
    """An advocate's pieces for the team's page of them, the newest first. Not what they took back."""
    statement = (
        select(Content.id, Content.kind, Content.title, state_on(today).label("state"))
        .where(Content.advocate_id == advocate_id, Content.state != ContentState.REVOKED)
        .order_by(Content.id.desc())
        .limit(SHOWN)
    )
    return [Proof(*row) for row in session.execute(statement)]


def advocate_with(session: Session, email: str) -> int | None:
    """Whose address it is; of a merged entry, the one that stayed."""
    return session.scalar(
        select(id_now(Advocate))
        .join(Person, Person.id == Advocate.person_id)
        .where(Person.email == email.strip().lower())
    )


def name_of(session: Session, advocate_id: int) -> str | None:
    return session.scalar(
        select(Person.name).join(Advocate, Advocate.person_id == Person.id).where(Advocate.id == advocate_id)
    )


def _facts(session: Session, content_id: int, today: date) -> Facts:
    writer = aliased(Person)
    row = session.execute(
        select(
            Content.id,
            Content.kind,
            Content.title,
            Content.words,
            Content.url,
            state_on(today),
            Content.version,
            Content.approved_at,
            Content.uses,
            Content.ends_on,
            Content.advocate_id,
            Person.name,
            Account.name,
            Content.industry,
            Content.region,
            Content.persona,
            Content.products,
            Content.use_cases,
            Content.tags,
            writer.name,
            MatchRow.break_until,
        )
        .join(writer, writer.id == Content.by_id)
        .outerjoin(Advocate, Advocate.id == Content.advocate_id)
        .outerjoin(MatchRow, MatchRow.advocate_id == Advocate.id)
        .outerjoin(Person, Person.id == Advocate.person_id)
        .outerjoin(Account, Account.id == Content.account_id)
        .where(Content.id == content_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    given = list(row)
    if row[5] is ContentState.REVOKED:
        given[2:5] = ["", "", None]
    return Facts(*given)


def _used(session: Session, content_id: int) -> list[Used]:
    statement = (
        select(ContentUse.at, Person.name, ContentUse.opportunity)
        .join(Person, Person.id == ContentUse.by_id)
        .where(ContentUse.content_id == content_id)
        .order_by(ContentUse.id.desc())
        .limit(SHOWN)
    )
    return [Used(*row) for row in session.execute(statement)]


def _waiting(session: Session, content_id: int) -> tuple[datetime | None, datetime | None]:
    reminded = select(func.coalesce(Outbox.dotted_at, Outbox.created_at)).where(
        Outbox.dedupe_key == func.concat(f"{Topic.CONTENT_REMINDED}:", asked_event())
    )
    row = session.execute(
        select(asked_at(), reminded.correlate(Content).scalar_subquery()).where(
            Content.id == content_id, Content.state == ContentState.SENT
        )
    ).one_or_none()
    return (row[0], row[1]) if row else (None, None)


def _message(session: Session, content_id: int) -> MessageState | None:
    newest = (
        select(Outbox.state)
        .join(ContentEvent, Outbox.dedupe_key == func.concat(f"{Topic.CONTENT_SENT}:", ContentEvent.id))
        .where(ContentEvent.content_id == content_id)
        .order_by(Outbox.id.desc())
        .limit(1)
    )
    return session.scalar(newest)
