"""Thank-you notes from named people, and the wall that an advocate may put theirs on (RWD-7)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import audit, outbox
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Topic
from portal.domain.models import Advocate, ThankYou


def give(session: Session, *, advocate_id: int, words: str, author_id: int, now: datetime) -> ThankYou:
    """Write to somebody; they get it by mail and keep it on their page. The same words sent again are one note."""
    advocate = session.get(Advocate, advocate_id, with_for_update=True)
    if advocate is None:
        raise NotFound
    if not words.strip():
        raise Refused("empty", "Write what you thank them for.")
    last = session.scalars(
        select(ThankYou).where(ThankYou.advocate_id == advocate_id).order_by(ThankYou.id.desc()).limit(1)
    ).first()
    if last is not None and (last.author_id, last.words) == (author_id, words.strip()):
        return last
    note = ThankYou(advocate_id=advocate_id, author_id=author_id, words=words.strip(), at=now)
    session.add(note)
    session.flush()
    audit.record(session, "thanks.given", kind="advocate", id=advocate_id, actor_id=author_id, now=now)
    outbox.promise(
        session, Topic.THANKS_GIVEN, key=str(note.id), now=now, recipient_id=advocate.person_id, about_id=note.id
    )
    return note


def show(session: Session, *, note_id: int, advocate_id: int, on_wall: bool, now: datetime) -> ThankYou:
    """Put it on the wall, or take it off: only by whom it was written to."""
    statement = select(ThankYou).where(ThankYou.id == note_id, ThankYou.advocate_id == advocate_id).with_for_update()
    note = session.scalars(statement).one_or_none()
    if note is None:
        raise NotFound
    if (note.wall_at is not None) is not on_wall:
        note.wall_at = now if on_wall else None
        person_id = session.get_one(Advocate, advocate_id).person_id
        action = "thanks.shown" if on_wall else "thanks.hidden"
        audit.record(session, action, kind="advocate", id=advocate_id, actor_id=person_id, now=now)
    return note
