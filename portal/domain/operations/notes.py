"""What the team writes down about an advocate."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.models import Advocate, Note


def add(session: Session, *, advocate_id: int, body: str, author_id: int, now: datetime) -> Note:
    if session.get(Advocate, advocate_id) is None:
        raise NotFound
    if not body.strip():
        raise Refused("empty", "Write something first.")
    note = Note(advocate_id=advocate_id, author_id=author_id, body=body.strip(), at=now)
    session.add(note)
    session.flush()
    audit.record(session, "note.added", kind="advocate", id=advocate_id, actor_id=author_id, now=now)
    return note
