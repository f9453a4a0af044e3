"""Saved searches, and searches that found nobody (SEG-1)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound
from portal.domain.models import Person, SearchMiss, Segment
from portal.domain.queries import searches
from portal.domain.queries.grounds import Ground
from portal.domain.rules.searches import Criteria, Unreadable, read

PAGE = 50


@dataclass(frozen=True)
class SavedSegment:
    id: int
    name: str
    criteria: Criteria
    by: str | None
    changed_at: datetime
    deleted: bool


@dataclass(frozen=True)
class Miss:
    id: int
    criteria: Criteria
    by: str | None
    at: datetime


def members(session: Session, segment_id: int, ground: Ground) -> Select[int]:
    """Ids of everybody who is in the segment now, for campaigns, goals and reports to stand on."""
    return searches.members(one(session, segment_id).criteria, ground)


def newest(session: Session, limit: int) -> list[SavedSegment]:
    """The last changed first."""
    found = _saved().where(Segment.deleted_at.is_(None)).order_by(Segment.changed_at.desc(), Segment.id.desc())
    return [_read(row) for row in session.execute(found.limit(limit))]


def page(session: Session, *, before: int | None) -> list[SavedSegment]:
    """Newest first; one more than PAGE where there are more."""
    found = _saved().where(Segment.deleted_at.is_(None)).order_by(Segment.id.desc()).limit(PAGE + 1)
    if before is not None:
        found = found.where(Segment.id < before)
    return [_read(row) for row in session.execute(found)]


def one(session: Session, segment_id: int, *, deleted: bool = False) -> SavedSegment:
    found = find(session, segment_id, deleted=deleted)
    if found is None:
        raise NotFound
    return found


def find(session: Session, segment_id: int, *, deleted: bool = False) -> SavedSegment | None:
    """None where there is none, or where it was deleted and that was not asked for."""
    statement = _saved().where(Segment.id == segment_id)
    if not deleted:
        statement = statement.where(Segment.deleted_at.is_(None))
    row = session.execute(statement).one_or_none()
    return _read(row) if row else None


def misses(session: Session, *, before: int | None) -> list[Miss]:
    """Newest first; one more than PAGE where there are more."""
    statement = (
        select(SearchMiss.id, SearchMiss.criteria, Person.name.label("by"), SearchMiss.at)
        .outerjoin(Person, Person.id == SearchMiss.by_id)
        .order_by(SearchMiss.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        statement = statement.where(SearchMiss.id < before)
    return [Miss(row.id, _criteria(row.criteria), row.by, row.at) for row in session.execute(statement)]


def _saved() -> Select[int, str, dict[str, list[str]], str, datetime, bool]:
    return select(
        Segment.id,
        Segment.name,
        Segment.criteria,
        Person.name.label("by"),
        Segment.changed_at,
        Segment.deleted_at.is_not(None).label("deleted"),
    ).outerjoin(Person, Person.id == Segment.by_id)


def _read(row: Row[int, str, dict[str, list[str]], str, datetime, bool]) -> SavedSegment:
    return SavedSegment(row.id, row.name, _criteria(row.criteria), row.by, row.changed_at, row.deleted)


def _criteria(written: dict[str, list[str]]) -> Criteria:
    """What was kept was read once; where a name has gone since, it would widen the search, so nobody matches."""
    try:
        return read(written)
    except Unreadable:
        return Criteria(words="-")
