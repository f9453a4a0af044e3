"""What was agreed to about a piece of content, what happened to it, and where it is published."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.domain.kinds import ContentState, Use
from portal.domain.models import Advocate, Content, ContentConsent, ContentEvent, Person
from portal.domain.queries.merges import id_now


@dataclass(frozen=True)
class Agreement:
    use: Use
    given_at: datetime
    ends_on: date | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class Happening:
    """`rewrites`: it made a new version; its `words` are None for what was taken back."""

    at: datetime
    state: ContentState
    version: int
    by_advocate: bool
    actor: str | None
    rewrites: bool
    words: str | None
    place: str | None
    note: str | None


def agreements(session: Session, content_id: int) -> list[Agreement]:
    statement = (
        select(ContentConsent.use, ContentConsent.given_at, ContentConsent.ends_on, ContentConsent.revoked_at)
        .where(ContentConsent.content_id == content_id)
        .order_by(ContentConsent.id)
    )
    return [Agreement(*row) for row in session.execute(statement)]


def happenings(session: Session, content_id: int, *, with_words: bool) -> list[Happening]:
    """The newest first. What they did under an address that was merged away is theirs too."""
    theirs = exists().where(Advocate.person_id == ContentEvent.actor_id, id_now(Advocate) == Content.advocate_id)
    statement = (
        select(
            ContentEvent.at,
            ContentEvent.state,
            ContentEvent.version,
            theirs,
            Person.name,
            ContentEvent.words,
            ContentEvent.place,
            ContentEvent.note,
        )
        .join(Content, Content.id == ContentEvent.content_id)
        .outerjoin(Person, Person.id == ContentEvent.actor_id)
        .where(ContentEvent.content_id == content_id)
        .order_by(ContentEvent.id.desc())
    )
    return [
        Happening(
            at=at,
            state=state,
            version=version,
            by_advocate=by_advocate,
            actor=actor,
            rewrites=words is not None,
            words=words if with_words else None,
            place=place,
            note=note,
        )
        for at, state, version, by_advocate, actor, words, place, note in session.execute(statement)
    ]


def places(session: Session, content_id: int) -> list[str]:
    """Where it was published since it last came onto the lists, the first first."""
    content = session.get_one(Content, content_id)
    if content.published_at is None:
        return []
    statement = (
        select(ContentEvent.place)
        .where(
            ContentEvent.content_id == content_id,
            ContentEvent.place.is_not(None),
            ContentEvent.at >= content.published_at,
        )
        .order_by(ContentEvent.id)
    )
    return [place for place in session.scalars(statement) if place]
