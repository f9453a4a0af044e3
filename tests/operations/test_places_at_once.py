"""Two who ask at the same instant, forced step by step with real commits (CAP-5)."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from portal.db import Database, retrying
from portal.domain.errors import Refused
from portal.domain.kinds import Answer, AskState, Via
from portal.domain.models import Advocate, Ask, AskEvent, MatchRow
from portal.domain.operations import asks, places, preferences
from tests import make
from tests.make import NOW, TODAY


def two_drafts(database: Database, *slugs: str) -> tuple[Advocate, list[int], int]:
    with database.writing() as session:
        dana = make.advocate(session)
        asker = make.person(session)
        drafts = [make.draft(session, dana, slug, asker=asker).id for slug in slugs]
        return dana, drafts, asker.id


class Contender(threading.Thread):
    """Runs one transaction in its own thread and keeps what it came to."""

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self.work = work
        self.outcome: object = None

    def run(self) -> None:
        try:
            self.outcome = self.work()
        except Refused as refusal:
            self.outcome = refusal


def send(database: Database, ask_id: int, actor_id: int) -> object:
    def work() -> object:
        with database.writing() as session:
            return asks.send(session, ask_id=ask_id, actor_id=actor_id, now=NOW).state

    return retrying(work)


def waiting_for_a_lock(database: Database) -> bool:
    with database.reading() as session:
        sql = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        return bool(session.connection().exec_driver_sql(sql).scalar_one())


def until(condition: Callable[[], bool]) -> None:
    done = threading.Event()
    for _ in range(500):
        if condition():
            return
        done.wait(0.01)
    pytest.fail("The other side never got there")


@pytest.mark.parametrize("slugs", [("call", "call"), ("call", "speak"), ("call", "review")])
def test_the_second_asker_waits_for_the_first_and_loses(real_database: Database, slugs: tuple[str, str]) -> None:
    _, (first, second), asker = two_drafts(real_database, *slugs)
    with real_database.writing() as session:
        asks.send(session, ask_id=first, actor_id=asker, now=NOW)
        session.flush()
        contender = Contender(lambda: send(real_database, second, asker))
        contender.start()
        until(lambda: waiting_for_a_lock(real_database))
    contender.join(10)
    assert isinstance(contender.outcome, Refused)
    assert contender.outcome.reason == "awaiting"
    assert "Priya Raman asked on" in contender.outcome.sentence


def test_the_second_asker_wins_when_the_first_rolls_back(real_database: Database) -> None:
    _, (first, second), asker = two_drafts(real_database, "call", "call")
    contender = Contender(lambda: send(real_database, second, asker))

    def fail_after_taking() -> None:
        with real_database.writing() as session:
            asks.send(session, ask_id=first, actor_id=asker, now=NOW)
            session.flush()
            contender.start()
            until(lambda: waiting_for_a_lock(real_database))
            raise Refused("changed_mind", "Not sent after all.")

    with pytest.raises(Refused):
        fail_after_taking()
    contender.join(10)
    assert contender.outcome is AskState.SENT


def test_a_break_taken_at_the_same_instant_wins_over_the_ask_behind_it(real_database: Database) -> None:
    dana, (first,), asker = two_drafts(real_database, "call")
    with real_database.writing() as session:
        preferences.take_break(session, advocate_id=dana.id, until=None, today=TODAY, actor_id=dana.person_id, now=NOW)
        session.flush()
        contender = Contender(lambda: send(real_database, first, asker))
        contender.start()
        until(lambda: waiting_for_a_lock(real_database))
    contender.join(10)
    assert isinstance(contender.outcome, Refused)
    assert contender.outcome.reason == "break_open"


def test_saving_preferences_beside_an_ask_loses_neither(real_database: Database) -> None:
    dana, (first,), asker = two_drafts(real_database, "call")

    def save() -> object:
        with real_database.writing() as session:
            call = make.activity(session, "call")
            wishes = preferences.Wishes(
                answers={call.id: Answer.HAPPY}, high_gap=184, low_gap=31, consents=make.EVERYTHING
            )
            preferences.save(session, advocate_id=dana.id, wishes=wishes, actor_id=dana.person_id, now=NOW)
        return "saved"

    with real_database.writing() as session:
        asks.send(session, ask_id=first, actor_id=asker, now=NOW)
        session.flush()
        contender = Contender(save)
        contender.start()
        until(lambda: waiting_for_a_lock(real_database))
    contender.join(10)
    with real_database.reading() as session:
        row = session.get_one(MatchRow, dana.id)
        assert (contender.outcome, row.open_ask_id, row.last_high_on, row.high_gap) == ("saved", first, TODAY, 184)
        assert places.differences(session) == []


def test_eight_answers_at_once_are_one_answer(real_database: Database) -> None:
    dana, (first,), asker = two_drafts(real_database, "call")
    send(real_database, first, asker)

    def answer() -> object:
        def work() -> object:
            with real_database.writing() as session:
                return asks.accept(session, ask_id=first, via=Via.LINK, actor_id=None, now=NOW).state

        return retrying(work)

    contenders = [Contender(answer) for _ in range(8)]
    for contender in contenders:
        contender.start()
    for contender in contenders:
        contender.join(20)
    assert {contender.outcome for contender in contenders} == {AskState.ACCEPTED}
    with real_database.reading() as session:
        events = select(func.count()).select_from(AskEvent).where(AskEvent.state == AskState.ACCEPTED)
        assert session.execute(events).scalar_one() == 1
        assert session.execute(select(func.count()).where(Ask.advocate_id == dana.id)).scalar_one() == 1
