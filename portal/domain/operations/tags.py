"""Tags on many people at once, and back (SEG-1)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import any_, func, literal, not_, select, update
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.models import Advocate, Tagging
from portal.domain.operations import searches
from portal.domain.recordsets import among

AT_ONCE = 1_000
LONGEST = 40


def put_on(session: Session, *, advocate_ids: Collection[int], tag: str, actor_id: int, now: datetime) -> Tagging:
    """Who has it already stays as they are; pressed twice, the second changes nobody."""
    return _change(session, advocate_ids, tag, taken_off=False, actor_id=actor_id, now=now)


def take_off(session: Session, *, advocate_ids: Collection[int], tag: str, actor_id: int, now: datetime) -> Tagging:
    return _change(session, advocate_ids, tag, taken_off=True, actor_id=actor_id, now=now)


def undo(session: Session, *, tagging_id: int, actor_id: int, now: datetime) -> Tagging:
    """For those it changed and nobody else. Said twice it stays undone."""
    tagging = session.get(Tagging, tagging_id, with_for_update=True, populate_existing=True)
    if tagging is None:
        raise NotFound
    if tagging.undone_at is None:
        changed = _write(session, tagging.advocate_ids, tagging.tag, taken_off=not tagging.taken_off)
        tagging.undone_at = now
        _tell(session, changed, "advocate.tags_restored", actor_id, now)
    return tagging


def _change(
    session: Session, advocate_ids: Collection[int], tag: str, *, taken_off: bool, actor_id: int, now: datetime
) -> Tagging:
    tidy = " ".join(tag.split())
    if not tidy or len(tidy) > LONGEST or "," in tidy:
        raise Refused("tag", f"A tag is a word or two, {LONGEST} characters at most, without commas.")
    if len(advocate_ids) > AT_ONCE:
        raise Refused("too_many", f"Tag at most {AT_ONCE:,} people at once.")
    changed = _write(session, advocate_ids, tidy, taken_off=taken_off)
    tagging = Tagging(tag=tidy, taken_off=taken_off, advocate_ids=changed, by_id=actor_id, at=now)
    session.add(tagging)
    session.flush()
    _tell(session, changed, "advocate.untagged" if taken_off else "advocate.tagged", actor_id, now)
    return tagging


def _write(session: Session, advocate_ids: Collection[int], tag: str, *, taken_off: bool) -> list[int]:
    """Ids of those whom it changed."""
    locked = select(Advocate.id).where(among(Advocate.id, advocate_ids), Advocate.merged_into_id.is_(None))
    session.execute(locked.order_by(Advocate.id).with_for_update())
    has_it = literal(tag) == any_(Advocate.tags)
    change = func.array_remove if taken_off else func.array_append
    changed = session.scalars(
        update(Advocate)
        .where(Advocate.id.in_(locked), has_it if taken_off else not_(has_it))
        .values(tags=change(Advocate.tags, tag))
        .returning(Advocate.id)
        .execution_options(synchronize_session=False)
    ).all()
    searches.refresh(session, advocate_ids=changed)
    return sorted(changed)


def _tell(session: Session, advocate_ids: Collection[int], action: str, actor_id: int, now: datetime) -> None:
    for advocate_id in advocate_ids:
        audit.record(session, action, kind="advocate", id=advocate_id, actor_id=actor_id, now=now, fields=("tags",))
