"""Tags on many at once: only whom it changes, once, and back (SEG-1)."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound, Refused
from portal.domain.models import Advocate, Audit, SearchRow
from portal.domain.operations import searches, tags
from tests import make
from tests.make import NOW


def tags_of(session: Session, *advocates: Advocate) -> list[list[str]]:
    return [session.execute(select(Advocate.tags).where(Advocate.id == one.id)).scalar_one() for one in advocates]


def test_a_tag_reaches_those_without_it_and_undo_only_them(session: Session) -> None:
    actor_id = make.person(session).id
    had, new, other = make.advocate(session), make.advocate(session), make.advocate(session)
    ids = [had.id, new.id]
    tags.put_on(session, advocate_ids=[had.id], tag="Champion", actor_id=actor_id, now=NOW)
    tagging = tags.put_on(session, advocate_ids=ids, tag="  Champion ", actor_id=actor_id, now=NOW)
    assert tagging.advocate_ids == [new.id]
    assert tags_of(session, had, new, other) == [["Champion"], ["Champion"], []]
    assert session.scalars(select(SearchRow.advocate_id).where(SearchRow.tags == ["Champion"])).all() == ids
    for _ in range(2):
        tags.undo(session, tagging_id=tagging.id, actor_id=actor_id, now=NOW)
    assert tags_of(session, had, new, other) == [["Champion"], [], []]
    assert searches.differences(session) == []
    tagged = select(func.count()).where(Audit.action == "advocate.tagged", Audit.object_id == new.id)
    assert session.scalar(tagged) == 1


def test_pressed_twice_the_second_changes_nobody(session: Session) -> None:
    actor_id, one = make.person(session).id, make.advocate(session)
    tags.put_on(session, advocate_ids=[one.id], tag="Champion", actor_id=actor_id, now=NOW)
    again = tags.put_on(session, advocate_ids=[one.id], tag="Champion", actor_id=actor_id, now=NOW)
    assert again.advocate_ids == []
    tags.undo(session, tagging_id=again.id, actor_id=actor_id, now=NOW)
    assert tags_of(session, one) == [["Champion"]]


def test_taking_off_is_undone_too(session: Session) -> None:
    actor_id, one, other = make.person(session).id, make.advocate(session), make.advocate(session)
    tags.put_on(session, advocate_ids=[one.id], tag="Champion", actor_id=actor_id, now=NOW)
    tagging = tags.take_off(session, advocate_ids=[one.id, other.id], tag="Champion", actor_id=actor_id, now=NOW)
    assert tags_of(session, one, other) == [[], []]
    tags.undo(session, tagging_id=tagging.id, actor_id=actor_id, now=NOW)
    assert tags_of(session, one, other) == [["Champion"], []]


@pytest.mark.parametrize("tag", ["", "  ", "a, b", "x" * 41])
def test_what_is_no_tag_is_refused(session: Session, tag: str) -> None:
    with pytest.raises(Refused, match="A tag is a word or two"):
        tags.put_on(session, advocate_ids=[1], tag=tag, actor_id=1, now=NOW)


def test_too_many_at_once_are_refused(session: Session) -> None:
    with pytest.raises(Refused, match="at most 1,000"):
        tags.put_on(session, advocate_ids=range(1001), tag="Champion", actor_id=1, now=NOW)


def test_there_is_nothing_to_undo_where_nothing_was_done(session: Session) -> None:
    with pytest.raises(NotFound):
        tags.undo(session, tagging_id=999, actor_id=1, now=NOW)
