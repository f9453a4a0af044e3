"""Searches kept under a name, and searches that found nobody (SEG-1)."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.models import SearchMiss, Segment
from portal.domain.rules import searches as rules
from portal.domain.rules.searches import Criteria

ONE_SEARCH = timedelta(hours=1)
"""The same search by the same person within this time is the same miss."""


def save(session: Session, *, name: str, criteria: Criteria, actor_id: int, now: datetime) -> Segment:
    if criteria == Criteria():
        raise Refused("everyone", "That is everyone. Choose something first, then save the search.")
    _free(session, name)
    segment = Segment(name=name, criteria=rules.write(criteria), by_id=actor_id, created_at=now, changed_at=now)
    session.add(segment)
    session.flush()
    audit.record(session, "segment.saved", kind="segment", id=segment.id, actor_id=actor_id, now=now)
    return segment


def rename(session: Session, *, segment_id: int, name: str, actor_id: int, now: datetime) -> Segment:
    segment = _locked(session, segment_id)
    if segment.name == name:
        return segment
    _free(session, name, except_id=segment_id)
    segment.name, segment.changed_at = name, now
    audit.record(
        session, "segment.renamed", kind="segment", id=segment_id, actor_id=actor_id, now=now, fields=("name",)
    )
    return segment


def change(session: Session, *, segment_id: int, criteria: Criteria, actor_id: int, now: datetime) -> Segment:
    """What it looks for from now on; who is in it follows at once, wherever it is used."""
    segment = _locked(session, segment_id)
    if criteria == Criteria():
        raise Refused("everyone", "That is everyone. Choose something first, then save the search.")
    written = rules.write(criteria)
    if segment.criteria != written:
        segment.criteria, segment.changed_at = written, now
        audit.record(
            session, "segment.changed", kind="segment", id=segment_id, actor_id=actor_id, now=now, fields=("criteria",)
        )
    return segment


def delete(session: Session, *, segment_id: int, actor_id: int, now: datetime) -> Segment:
    """Nobody in it is touched. Can be undone; said twice it stays deleted."""
    segment = _locked(session, segment_id, deleted=True)
    if segment.deleted_at is None:
        segment.deleted_at = now
        audit.record(session, "segment.deleted", kind="segment", id=segment_id, actor_id=actor_id, now=now)
    return segment


def restore(session: Session, *, segment_id: int, actor_id: int, now: datetime) -> Segment:
    segment = _locked(session, segment_id, deleted=True)
    if segment.deleted_at is not None:
        _free(session, segment.name)
        segment.deleted_at = None
        audit.record(session, "segment.restored", kind="segment", id=segment_id, actor_id=actor_id, now=now)
    return segment


def note_miss(session: Session, *, criteria: Criteria, by_id: int, now: datetime) -> None:
    """Nobody was found. Looking again within the hour is the same search."""
    written = rules.write(criteria)
    again = select(SearchMiss.id).where(
        SearchMiss.by_id == by_id, SearchMiss.at > now - ONE_SEARCH, SearchMiss.criteria == written
    )
    if session.scalar(again.limit(1)) is None:
        session.add(SearchMiss(criteria=written, by_id=by_id, at=now))


def _locked(session: Session, segment_id: int, *, deleted: bool = False) -> Segment:
    segment = session.get(Segment, segment_id, with_for_update=True, populate_existing=True)
    if segment is None or (segment.deleted_at is not None and not deleted):
        raise NotFound
    return segment


def _free(session: Session, name: str, *, except_id: int = 0) -> None:
    """Two at once meet at the index; the second waits here for the first."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(func.lower(f"segment:{name}")))))
    same = select(Segment.id).where(
        func.lower(Segment.name) == func.lower(name), Segment.deleted_at.is_(None), Segment.id != except_id
    )
    if session.scalar(same.limit(1)):
        raise Refused("name_taken", f"There is a segment called {name} already.")
