"""An advocate's own content: what waits for their yes, what is out there, what they agreed to (CON-1, ADV-8)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, select
from sqlalchemy.orm import Session, aliased

from portal.domain.errors import NotFound
from portal.domain.kinds import ContentKind, ContentState
from portal.domain.models import Account, Advocate, Content, ContentEvent, Person
from portal.domain.queries.contents.happenings import Agreement, Happening, agreements, happenings, places
from portal.domain.queries.contents.library import state_on


@dataclass(frozen=True)
class OwnContent:
    id: int
    version: int
    kind: ContentKind
    title: str
    words: str
    url: str | None
    state: ContentState
    uses: list[str]
    ends_on: date | None
    approved_at: datetime | None
    published_at: datetime | None
    changed_at: datetime
    job: str | None
    name: str
    company: str | None
    by: str
    by_title: str | None
    note: str | None
    """What the team wrote when they last sent it."""
    by_them: bool
    """The words as they stand are the advocate's own change."""


@dataclass(frozen=True)
class OwnView:
    content: OwnContent
    agreements: list[Agreement]
    happenings: list[Happening]
    places: list[str]


def of_advocate(session: Session, advocate_id: int, today: date) -> list[OwnContent]:
    """Whatever they were ever shown; the newest first."""
    statement = _own(today).where(Content.advocate_id == advocate_id, _shown()).order_by(Content.id.desc())
    return [_read(row) for row in session.execute(statement)]


def own(session: Session, content_id: int, *, advocate_id: int, today: date) -> OwnView:
    statement = _own(today).where(Content.id == content_id, Content.advocate_id == advocate_id, _shown())
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    return OwnView(
        _read(row),
        agreements(session, content_id),
        happenings(session, content_id, with_words=True),
        places(session, content_id),
    )


def _shown() -> ColumnElement[bool]:
    """Sent to them once, at least."""
    return exists().where(ContentEvent.content_id == Content.id, ContentEvent.state == ContentState.SENT)


def _by_them() -> ColumnElement[bool]:
    return exists().where(
        ContentEvent.content_id == Content.id,
        ContentEvent.version == Content.version,
        ContentEvent.words.is_not(None),
        ContentEvent.actor_id == Advocate.person_id,
    )


def _note() -> ScalarSelect[str | None]:
    newest = (
        select(ContentEvent.note)
        .where(ContentEvent.content_id == Content.id, ContentEvent.state == ContentState.SENT)
        .order_by(ContentEvent.id.desc())
        .limit(1)
    )
    return newest.correlate(Content).scalar_subquery()


def _own(today: date) -> Select[Any]:
    writer = aliased(Person)
    columns: tuple[Any, ...] = (
        Content.id,
        Content.version,
        Content.kind,
        Content.title,
        Content.words,
        Content.url,
        state_on(today).label("state"),
        Content.uses,
        Content.ends_on,
        Content.approved_at,
        Content.published_at,
        Content.changed_at,
        Person.title.label("job"),
        Person.name,
        Account.name.label("company"),
        writer.name.label("by"),
        writer.title.label("by_title"),
        _note().label("note"),
        _by_them().label("by_them"),
    )
    return (
        select(*columns)
        .select_from(Content)
        .join(Advocate, Advocate.id == Content.advocate_id)
        .join(Person, Person.id == Advocate.person_id)
        .join(writer, writer.id == Content.by_id)
        .outerjoin(Account, Account.id == Content.account_id)
    )


def _read(row: Any) -> OwnContent:  # noqa: ANN401 - a row of _own
    return OwnContent(*row)
