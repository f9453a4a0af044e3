"""Segments are kept, changed, deleted and brought back; misses are noted once a search (SEG-1)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.db import Database
from portal.domain.errors import NotFound, Refused
from portal.domain.models import Audit, SearchMiss, Segment
from portal.domain.operations import segments
from portal.domain.queries import grounds
from portal.domain.queries import segments as queries
from portal.domain.rules.searches import Criteria
from tests import make
from tests.make import NOW

RETAIL = Criteria(industries=("retail",), employees_from=1001)


def save(session: Session, name: str = "Large retail", criteria: Criteria = RETAIL) -> Segment:
    actor_id = make.person(session).id
    return segments.save(session, name=name, criteria=criteria, actor_id=actor_id, now=NOW)


@pytest.mark.parametrize("name", ["İstanbul", "ΟΔΟΣ"])
def test_a_name_that_python_lowers_otherwise_is_taken_all_the_same(session: Session, name: str) -> None:
    save(session, name)
    with pytest.raises(Refused, match="already"):
        save(session, name)


def test_a_segment_is_looked_up_anew_each_time(session: Session) -> None:
    make.program(session)
    segment = save(session, criteria=Criteria(words="dana"))
    ground = grounds.ground(session, NOW)
    assert session.scalars(queries.members(session, segment.id, ground)).all() == []
    dana = make.advocate(session, name="Dana Okafor")
    assert session.scalars(queries.members(session, segment.id, ground)).all() == [dana.id]


def test_what_was_kept_opens_as_it_was(session: Session) -> None:
    segment = save(session)
    kept = queries.one(session, segment.id)
    assert (kept.name, kept.criteria) == ("Large retail", RETAIL)


def test_everyone_is_no_segment(session: Session) -> None:
    with pytest.raises(Refused, match="That is everyone"):
        save(session, criteria=Criteria())
    segment = save(session)
    with pytest.raises(Refused, match="That is everyone"):
        segments.change(session, segment_id=segment.id, criteria=Criteria(), actor_id=segment.by_id or 0, now=NOW)


def test_a_name_is_taken_once_whatever_its_case(session: Session) -> None:
    segment, other = save(session), save(session, "Speakers")
    with pytest.raises(Refused, match="There is a segment called LARGE RETAIL already"):
        save(session, "LARGE RETAIL")
    with pytest.raises(Refused, match="already"):
        segments.rename(session, segment_id=other.id, name="large retail", actor_id=other.by_id or 0, now=NOW)
    segments.rename(session, segment_id=segment.id, name="Large Retail", actor_id=segment.by_id or 0, now=NOW)
    assert segment.name == "Large Retail"


def test_deleting_is_undone_and_frees_the_name_meanwhile(session: Session) -> None:
    segment = save(session)
    by: dict[str, Any] = {"actor_id": segment.by_id or 0, "now": NOW}
    segments.delete(session, segment_id=segment.id, **by)
    segments.delete(session, segment_id=segment.id, **by)
    assert queries.newest(session, 5) == []
    with pytest.raises(NotFound):
        segments.change(session, segment_id=segment.id, criteria=RETAIL, **by)
    other = save(session)
    with pytest.raises(Refused, match="already"):
        segments.restore(session, segment_id=segment.id, **by)
    segments.delete(session, segment_id=other.id, **by)
    segments.restore(session, segment_id=segment.id, **by)
    assert [each.id for each in queries.newest(session, 5)] == [segment.id]
    actions = session.scalars(
        select(Audit.action).where(Audit.object_kind == "segment", Audit.object_id == segment.id).order_by(Audit.id)
    )
    assert list(actions) == ["segment.saved", "segment.deleted", "segment.restored"]


def test_a_miss_is_noted_once_a_search(session: Session) -> None:
    priya, tom = make.person(session), make.person(session)
    for who, later in ((priya, 0), (priya, 59), (tom, 0), (priya, 61)):
        now = NOW + timedelta(minutes=later)
        segments.note_miss(session, criteria=RETAIL, by_id=who.id, now=now)
        session.flush()
    assert session.scalar(select(func.count()).select_from(SearchMiss)) == 3
    assert [miss.criteria for miss in queries.misses(session, before=None)] == [RETAIL] * 3


def test_a_segment_that_can_no_longer_be_read_holds_nobody(session: Session) -> None:
    segment = save(session)
    segment.criteria = {"no_longer": ["there"]}
    session.flush()
    make.advocate(session)
    found = queries.members(session, segment.id, grounds.ground(session, NOW))
    assert session.scalars(found).all() == []


def test_two_who_save_one_name_at_once_get_one_segment(real_database: Database) -> None:
    with real_database.writing() as first:
        save(first)
        with pytest.raises(Exception, match="lock timeout"), real_database.writing() as second:
            save(second)
    with real_database.reading() as session:
        assert len(queries.newest(session, 5)) == 1
