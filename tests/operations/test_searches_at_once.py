"""Search rows are written while somebody changes their wishes: one waits for the other, never both (SEG-1, ADV-6)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.db import Database
from portal.domain.models import Account, Confirmation, Program
from portal.domain.operations import places, searches
from tests import make
from tests.make import NOW
from tests.operations.test_places_at_once import Contender, until, waiting_for_a_lock


def at_another_company(session: Session, advocate_id: int) -> None:
    session.execute(update(Account).values(industry="another"))
    searches.refresh(session, advocate_ids=[advocate_id])


def with_other_days(session: Session, advocate_id: int) -> None:
    session.add(Confirmation(advocate_id=advocate_id, part="outcomes", confirmed_at=NOW - timedelta(days=30)))
    session.execute(update(Program).values(freshness_after=advocate_id - 1))
    session.flush()
    searches.date_due(session)


@pytest.mark.parametrize("change", [at_another_company, with_other_days])
def test_the_second_waits_before_it_holds_anything(
    real_database: Database, change: Callable[[Session, int], None]
) -> None:
    with real_database.writing() as session:
        dana = make.advocate(session).id

    def work() -> None:
        with real_database.writing() as session:
            change(session, dana)

    with real_database.writing() as session:
        places.lock(session, dana)
        contender = Contender(work)
        contender.start()
        until(lambda: waiting_for_a_lock(real_database))
        searches.refresh(session, advocate_ids=[dana])
    contender.join(10)
    assert contender.outcome is None
    with real_database.reading() as session:
        assert searches.differences(session) == []
