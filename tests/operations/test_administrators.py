"""There is always an administrator, whatever two of them do to each other at the same instant (ID-4)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import Database
from portal.domain.errors import Refused
from portal.domain.kinds import Role
from portal.domain.models import Person
from portal.domain.operations import people
from tests import make
from tests.make import NOW
from tests.operations.test_places_at_once import Contender, until, waiting_for_a_lock


def administrators(session: Session) -> list[str]:
    return list(session.scalars(select(Person.name).where(Person.role == Role.ADMINISTRATOR)))


def test_the_last_administrator_stays(session: Session) -> None:
    tom = make.person(session, role=Role.ADMINISTRATOR, name="Tom")
    someone = make.person(session, name="Priya")
    for change in (people.disable, people.change_role):
        role = {"role": Role.TEAM} if change is people.change_role else {}
        with pytest.raises(Refused) as refusal:
            change(session, person_id=tom.id, actor_id=someone.id, now=NOW, **role)
        assert refusal.value.reason == "last_administrator"
    assert administrators(session) == ["Tom"]


def test_two_taken_away_at_the_same_instant_leave_one(real_database: Database) -> None:
    with real_database.writing() as session:
        tom = make.person(session, role=Role.ADMINISTRATOR, name="Tom").id
        priya = make.person(session, role=Role.ADMINISTRATOR, name="Priya").id
        someone = make.person(session, name="Sara").id

    def take_back() -> object:
        with real_database.writing() as session:
            return people.change_role(session, person_id=tom, role=Role.TEAM, actor_id=someone, now=NOW)

    second = Contender(take_back)
    with real_database.writing() as first:
        people.change_role(first, person_id=priya, role=Role.TEAM, actor_id=someone, now=NOW)
        second.start()
        until(lambda: waiting_for_a_lock(real_database) or not second.is_alive())
    second.join(10)
    assert isinstance(second.outcome, Refused)
    assert second.outcome.reason == "last_administrator"
    with real_database.reading() as session:
        assert administrators(session) == ["Tom"]
