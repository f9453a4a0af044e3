"""Two who write down the same name or address at the same instant: the second reads that it is taken."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import Database
from portal.domain.errors import Refused
from portal.domain.kinds import Channel, Role
from portal.domain.models import AddressChange
from portal.domain.operations import accounts, address_changes, candidates, identities, people
from portal.domain.operations.accounts import Details
from portal.domain.operations.identities import Claim
from portal.domain.queries.address_changes import Side
from tests import make
from tests.make import NOW
from tests.operations.test_places_at_once import Contender, until, waiting_for_a_lock

HALDEN = Details("Halden Freight", None, None, None, None, None, None)


def account(session: Session, actor_id: int) -> None:
    accounts.add(session, details=HALDEN, actor_id=actor_id, now=NOW)


def candidate(session: Session, actor_id: int) -> None:
    facts: dict[str, Any] = {"name": "Ana Ruiz", "email": "ana@lark.example", "company": "", "title": None}
    candidates.add(session, **facts, channel=Channel.SALES, actor_id=actor_id, now=NOW)


def colleague(session: Session, actor_id: int) -> None:
    people.add(session, email="sam@company.example", name="Sam", role=Role.COLLEAGUE, actor_id=actor_id, now=NOW)


@pytest.mark.parametrize("add", [account, candidate, colleague])
def test_the_second_reads_that_it_is_taken(real_database: Database, add: Callable[[Session, int], None]) -> None:
    with real_database.writing() as session:
        make.program(session)
        actor_id = make.person(session).id

    def work() -> None:
        with real_database.writing() as session:
            add(session, actor_id)

    with real_database.writing() as session:
        add(session, actor_id)
        second = Contender(work)
        second.start()
        until(lambda: waiting_for_a_lock(real_database))
    second.join(10)
    assert isinstance(second.outcome, Refused)


def test_an_address_that_somebody_gets_at_this_moment_is_out_of_reach(real_database: Database) -> None:
    with real_database.writing() as session:
        person_id, actor_id = make.person(session).id, make.person(session).id
        address_changes.ask(session, person_id=person_id, new_email="sam@company.example", now=NOW)
        change_id = session.scalars(select(AddressChange.id)).one()

    def confirm() -> None:
        with real_database.writing() as session:
            for side in Side:
                address_changes.confirm(
                    session, change_id=change_id, version=1, side=side, address_hashes=lambda _: [b"x"], now=NOW
                )

    with real_database.writing() as session:
        colleague(session, actor_id)
        second = Contender(confirm)
        second.start()
        until(lambda: waiting_for_a_lock(real_database))
    second.join(10)
    assert isinstance(second.outcome, Refused)


def test_who_signs_in_first_in_two_tabs_at_once_comes_in_by_both(real_database: Database) -> None:
    claim = Claim("acme", "https://acme.example", "sub", "sam@company.example", "Sam")

    def sign_in() -> object:
        with real_database.writing() as session:
            return identities.recognise(session, claim=claim, admit=True, now=NOW)

    with real_database.writing() as session:
        first = identities.recognise(session, claim=claim, admit=True, now=NOW)
        second = Contender(sign_in)
        second.start()
        until(lambda: waiting_for_a_lock(real_database))
    second.join(10)
    assert first is not None
    assert second.outcome == first
