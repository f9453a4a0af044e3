"""Two presses, a press and the job, an answer and an edit, at the same instant, with real commits (CAP-9, ADV-6)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from portal.db import Database, retrying
from portal.domain.errors import Refused
from portal.domain.kinds import Topic
from portal.domain.models import Advocate, Confirmation, Outbox, Reconfirmation, Willingness
from portal.domain.operations import candidates, freshness, searches
from portal.domain.queries import freshness as queries
from portal.domain.rules.freshness import Item
from portal.links import Links
from tests import make
from tests.make import NOW
from tests.operations.test_places_at_once import Contender, until, waiting_for_a_lock

HASHES = Links("a secret of forty characters for the tests").address_hashes


def stale_people(database: Database, number: int) -> tuple[list[int], int]:
    with database.writing() as session:
        people = [make.advocate(session) for _ in range(number)]
        session.execute(update(Willingness).values(chosen_at=NOW - timedelta(days=730)))
        for one in people:
            one.outcomes = "12% less time."
        ids = [one.id for one in people]
        searches.refresh(session, advocate_ids=ids)
        return ids, make.person(session).id


def ask(database: Database, ids: list[int], actor_id: int) -> freshness.Asked:
    def work() -> freshness.Asked:
        with database.writing() as session:
            return freshness.ask(session, advocate_ids=ids, actor_id=actor_id, address_hashes=HASHES, now=NOW)

    return retrying(work)


def run_job(database: Database) -> None:
    with database.writing() as session:
        freshness.ask_due(session, after=0, address_hashes=HASHES, now=NOW)


def promised(database: Database) -> int:
    with database.reading() as session:
        made = select(func.count()).select_from(Outbox).where(Outbox.topic == Topic.RECONFIRMATION_ASKED)
        asked = session.execute(select(func.count()).select_from(Reconfirmation)).scalar_one()
        assert session.execute(made).scalar_one() == asked
        return int(asked)


def test_the_second_of_two_presses_asks_nobody(real_database: Database) -> None:
    ids, priya = stale_people(real_database, 5)
    with real_database.writing() as session:
        freshness.ask(session, advocate_ids=ids, actor_id=priya, address_hashes=HASHES, now=NOW)
        contender = Contender(lambda: ask(real_database, [*reversed(ids)], priya))
        contender.start()
        until(lambda: waiting_for_a_lock(real_database))
    contender.join(10)
    assert isinstance(contender.outcome, freshness.Asked)
    assert contender.outcome.asked == []
    assert promised(real_database) == 5


def test_a_press_cut_short_asked_nobody(real_database: Database) -> None:
    ids, priya = stale_people(real_database, 5)

    def cut_short() -> None:
        with real_database.writing() as session:
            freshness.ask(session, advocate_ids=ids, actor_id=priya, address_hashes=HASHES, now=NOW)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cut_short()
    assert promised(real_database) == 0
    assert ask(real_database, ids, priya).asked == ids


def test_the_job_passes_by_whom_somebody_is_asking(real_database: Database) -> None:
    ids, priya = stale_people(real_database, 5)
    with real_database.writing() as session:
        freshness.ask(session, advocate_ids=ids[:2], actor_id=priya, address_hashes=HASHES, now=NOW)
        session.flush()
        run_job(real_database)
        assert promised(real_database) == 3
    run_job(real_database)
    assert promised(real_database) == 5


def test_an_answer_about_what_is_being_changed_is_refused(real_database: Database) -> None:
    (dana,), priya = stale_people(real_database, 1)
    with real_database.reading() as session:
        seen = next(one.seen for one in queries.known_of(session, dana) if one.item is Item.OUTCOMES)

    def answer() -> None:
        with real_database.writing() as session:
            freshness.answer(session, advocate_id=dana, right={Item.OUTCOMES: seen}, wrong=[], actor_id=None, now=NOW)

    with real_database.writing() as session:
        details = candidates.Details("Dana", None, "", None, None, (), (), (), "Twice as fast.", None, None)
        candidates.correct(session, advocate_id=dana, details=details, actor_id=priya, now=NOW)
        contender = Contender(answer)
        contender.start()
        until(lambda: waiting_for_a_lock(real_database))
    contender.join(10)
    assert isinstance(contender.outcome, Refused)
    assert contender.outcome.reason == "changed"
    with real_database.reading() as session:
        assert session.get_one(Advocate, dana).outcomes == "Twice as fast."
        assert session.get_one(Confirmation, (dana, "outcomes")).by_id == priya
