"""Two who write down the same name or address at the same instant: the second reads that it is taken."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from portal.db import Database
from portal.domain.errors import Refused
from portal.domain.kinds import Channel, Role
from portal.domain.operations import accounts, candidates, people
from portal.domain.operations.accounts import Details
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
