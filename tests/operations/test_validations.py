"""Imported details count as checked: many at once, once, undone, or by their own word (ADV-7)."""

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.db import Database
from portal.domain.errors import NotFound, Refused
from portal.domain.models import Advocate, Audit, Person, SearchRow, Validation
from portal.domain.operations import profiles, searches, validations
from portal.domain.queries import validations as queries
from portal.domain.queries.profiles import Details
from tests import make
from tests.make import NOW
from tests.operations.test_places_at_once import Contender, until, waiting_for_a_lock


def unchecked(session: Session, number: int) -> list[Advocate]:
    made = [make.advocate(session, name=f"Person {at}") for at in range(number)]
    for one in made:
        one.validated_at = None
    session.flush()
    searches.refresh(session, advocate_ids=[one.id for one in made])
    return made


def checked(session: Session, *advocates: Advocate) -> list[bool]:
    ids = [one.id for one in advocates]
    rows = session.execute(select(Advocate.id, Advocate.validated_at).where(Advocate.id.in_(ids)).order_by(Advocate.id))
    return [at is not None for _, at in rows]


def test_half_is_checked_and_undone_alone(session: Session) -> None:
    people, actor = unchecked(session, 6), make.person(session)
    half = [one.id for one in people[:3]]
    made = validations.validate(session, advocate_ids=half, actor_id=actor.id, now=NOW)
    assert made.advocate_ids == half
    assert checked(session, *people) == [True] * 3 + [False] * 3
    assert [one.id for one in queries.page(session, None)] == [one.id for one in people[3:]]
    assert (
        session.scalars(select(SearchRow.advocate_id).where(SearchRow.validated).order_by(SearchRow.advocate_id)).all()
        == half
    )
    for _ in range(2):
        validations.undo(session, validation_id=made.id, actor_id=actor.id, now=NOW)
    assert checked(session, *people) == [False] * 6
    assert searches.differences(session) == []
    trail = session.execute(
        select(Audit.action, func.count()).where(Audit.action.like("advocate.%validated")).group_by(Audit.action)
    )
    assert dict(trail.all()) == {"advocate.validated": 3, "advocate.unvalidated": 3}


def test_pressed_twice_the_second_answers_with_the_first(session: Session) -> None:
    people, actor = unchecked(session, 2), make.person(session)
    ids = [one.id for one in people]
    first = validations.validate(session, advocate_ids=ids, actor_id=actor.id, now=NOW)
    assert validations.validate(session, advocate_ids=ids, actor_id=actor.id, now=NOW) is first
    other = validations.validate(session, advocate_ids=ids, actor_id=make.person(session).id, now=NOW)
    assert other.advocate_ids == []
    validations.undo(session, validation_id=other.id, actor_id=actor.id, now=NOW)
    assert checked(session, *people) == [True, True]


def test_undo_leaves_who_was_checked_again(session: Session) -> None:
    (one,), actor = unchecked(session, 1), make.person(session)
    made = validations.validate(session, advocate_ids=[one.id], actor_id=actor.id, now=NOW)
    session.refresh(one)
    one.validated_by = make.person(session).id
    session.flush()
    validations.undo(session, validation_id=made.id, actor_id=actor.id, now=NOW)
    assert checked(session, one) == [True]


@pytest.mark.parametrize(("ids", "reason"), [([], "nobody"), (range(validations.AT_ONCE + 1), "too_many")])
def test_nobody_and_too_many_are_refused(session: Session, ids: Sequence[int], reason: str) -> None:
    with pytest.raises(Refused) as refused:
        validations.validate(session, advocate_ids=ids, actor_id=1, now=NOW)
    assert refused.value.reason == reason
    with pytest.raises(NotFound):
        validations.undo(session, validation_id=999, actor_id=1, now=NOW)


def test_an_advocate_who_keeps_their_own_details_has_checked_them(session: Session) -> None:
    mine, theirs = unchecked(session, 2)
    for one, actor_id in ((mine, mine.person_id), (theirs, make.person(session).id)):
        name = session.get_one(Person, one.person_id).name
        details = Details(name, None, None, None, None, None, [], [], [], None, None, None, None, None)
        profiles.update(session, advocate_id=one.id, details=details, actor_id=actor_id, now=NOW)
    session.flush()
    assert checked(session, mine, theirs) == [True, False]
    assert searches.differences(session) == []


def test_two_presses_at_once_are_one(real_database: Database) -> None:
    with real_database.writing() as session:
        ids, actor_id = [one.id for one in unchecked(session, 5)], make.person(session).id

    def press() -> int:
        with real_database.writing() as session:
            return validations.validate(session, advocate_ids=ids, actor_id=actor_id, now=NOW).id

    with real_database.writing() as session:
        first = validations.validate(session, advocate_ids=ids, actor_id=actor_id, now=NOW).id
        second = Contender(press)
        second.start()
        until(lambda: waiting_for_a_lock(real_database))
    second.join()
    assert second.outcome == first
    with real_database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Validation)) == 1
        assert session.scalar(select(func.count()).where(Audit.action == "advocate.validated")) == len(ids)


def test_a_death_before_the_commit_leaves_everybody_unchecked(real_database: Database) -> None:
    with real_database.writing() as session:
        people = unchecked(session, 5)
        ids, actor_id = [one.id for one in people], make.person(session).id

    def die() -> None:
        with real_database.writing() as session, real_database.writing() as other:
            validations.validate(session, advocate_ids=ids, actor_id=actor_id, now=NOW)
            pid = session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})

    with pytest.raises(OperationalError):
        die()
    with real_database.reading() as session:
        assert checked(session, *people) == [False] * 5
        assert session.scalar(select(func.count()).select_from(Validation)) == 0
    with real_database.writing() as session:
        validations.validate(session, advocate_ids=ids, actor_id=actor_id, now=NOW)
    with real_database.reading() as session:
        assert checked(session, *people) == [True] * 5
        assert searches.differences(session) == []
