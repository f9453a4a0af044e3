"""What every change of a piece of content has in common: the lock, the state, the event, the audit row, the news."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from portal.domain import audit, outbox
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import ContentState, Topic, Use, WorkStep
from portal.domain.models import Advocate, Content, ContentConsent, ContentEvent, Work
from portal.domain.rules import contents as rules

NOW_IT_IS = {
    ContentState.DRAFT: "This is a draft now. Its words wait for the team.",
    ContentState.SENT: "This waits for the advocate’s approval.",
    ContentState.APPROVED: "This is approved and not published.",
    ContentState.PUBLISHED: "This is published.",
    ContentState.EXPIRED: "The time agreed for this is over.",
    ContentState.REVOKED: "The advocate has taken this back, so nothing can be done with it any more.",
}


def locked(session: Session, content_id: int) -> Content:
    """Raises NotFound."""
    found = session.get(Content, content_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def at_version(content: Content, version: int) -> None:
    """Refuse what was meant for words that have changed since."""
    if content.version != version:
        raise Refused("words_changed", "The words have changed since you opened this page. Read them as they are now.")


def change(
    session: Session,
    content: Content,
    state: ContentState,
    *,
    actor_id: int | None,
    now: datetime,
    note: str | None = None,
    place: str | None = None,
) -> int:
    """Move it to `state`; answers the event's id. Raises Refused."""
    if not rules.may_become(content.state, state, has_advocate=content.advocate_id is not None):
        raise Refused(f"is_{content.state}", NOW_IT_IS[content.state])
    content.state, content.changed_at = state, now
    return note_event(session, content, actor_id=actor_id, now=now, note=note, place=place)


def note_event(
    session: Session,
    content: Content,
    *,
    actor_id: int | None,
    now: datetime,
    note: str | None = None,
    words: str | None = None,
    place: str | None = None,
) -> int:
    session.flush()
    event_id: int = session.execute(
        insert(ContentEvent)
        .values(
            content_id=content.id,
            at=now,
            actor_id=actor_id,
            state=content.state,
            version=content.version,
            words=words,
            place=place,
            note=note,
        )
        .returning(ContentEvent.id)
    ).scalar_one()
    audit.record(
        session,
        f"content.{content.state}",
        kind="content",
        id=content.id,
        actor_id=actor_id,
        now=now,
        fields=("state",),
    )
    return event_id


def end_consents(session: Session, content: Content, *, now: datetime, uses: Collection[Use] = tuple(Use)) -> int:
    """Close those in force; answers how many."""
    ended = session.scalars(
        update(ContentConsent)
        .where(
            ContentConsent.content_id == content.id, ContentConsent.revoked_at.is_(None), ContentConsent.use.in_(uses)
        )
        .values(revoked_at=now)
        .returning(ContentConsent.id)
        .execution_options(synchronize_session=False)
    )
    return len(ended.all())


def finish_step(session: Session, content: Content, step: WorkStep, *, now: datetime) -> None:
    """What just happened was a step of its work."""
    session.execute(
        update(Work)
        .where(Work.content_id == content.id, Work.step == step, Work.done_at.is_(None))
        .values(done_at=now)
        .execution_options(synchronize_session=False)
    )


def person_of(session: Session, content: Content) -> int | None:
    return session.scalar(select(Advocate.person_id).where(Advocate.id == content.advocate_id))


def tell(session: Session, content: Content, event_id: int, *, now: datetime) -> None:
    """A receipt to the advocate, the news to whoever wrote it down."""
    for topic, recipient_id in (
        (Topic.CONTENT_ANSWERED, person_of(session, content)),
        (Topic.CONTENT_TOLD, content.by_id),
    ):
        outbox.promise(session, topic, key=str(event_id), now=now, recipient_id=recipient_id, about_id=event_id)
