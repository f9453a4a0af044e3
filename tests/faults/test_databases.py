"""The database goes away while a reply is on its way: what was sent is written down all the same."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace

import pytest
from sqlalchemy import Engine, create_engine, make_url, select, text
from sqlalchemy.exc import OperationalError

from jobs import dispatch, lanes
from jobs.kit import Kit
from portal.domain.kinds import MessageState, Queue, Topic
from portal.domain.models import Outbox
from portal.mail.conversations import host
from tests import make
from tests.faults.sink import Misdeed, Phase, Sink, serving
from tests.jobs.conftest import kit_for

AWAY_FOR = 1.0


@pytest.fixture
def shutter(real_database_url: str) -> Iterator[Callable[[], None]]:
    """Shuts the test's database for a second, and everybody out."""
    address = make_url(real_database_url)
    name = str(address.database)
    server: Engine = create_engine(address.set(database="postgres"), isolation_level="AUTOCOMMIT")

    def say(words: str) -> None:
        with server.connect() as connection:
            connection.execute(text(words), {"name": name} if ":name" in words else {})

    def shut() -> None:
        say(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        say("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
        timer.start()

    timer = threading.Timer(AWAY_FOR, lambda: say(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'))
    yield shut
    timer.join(10)
    server.dispose()


def test_a_reply_that_comes_while_the_database_is_away_is_not_lost(kit: Kit, shutter: Callable[[], None]) -> None:
    with kit.database.writing() as session:
        make.ask(session, make.advocate(session))

    def shut_at_the_dot(phase: Phase) -> Misdeed | None:
        if phase is Phase.DOT:
            shutter()
        return None

    with serving(Sink(plan=shut_at_the_dot)) as sink:
        away = kit_for(
            kit.database,
            url=kit.settings.database_url,
            smtp_url=f"smtp://127.0.0.1:{sink.port}",
            redis_url=kit.settings.redis_url,
            folder=kit.settings.journal_dir,
        )
        dispatch.take(away, Queue.BULK)
        assert len(sink.taken) == 1
    with kit.database.reading() as session:
        state = session.scalars(select(Outbox.state).where(Outbox.topic == Topic.ASK_SENT)).one()
    assert state is MessageState.SENT


def test_what_could_not_be_given_back_is_taken_back_by_the_next(
    kit: Kit, shutter: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes away while messages that were claimed ahead wait for their lanes."""
    monkeypatch.setattr(lanes, "SHARE", 3)
    with kit.database.writing() as session:
        for number in range(24):
            make.ask(session, make.advocate(session, name=f"Person {number}"), "quote")
    shut = threading.Event()

    def shut_at_the_first(phase: Phase) -> Misdeed | None:
        if phase is Phase.MAIL and not shut.is_set():
            shut.set()
            shutter()
        return None

    with serving(Sink(plan=shut_at_the_first)) as sink:
        here = replace(kit, host=host(f"smtp://127.0.0.1:{sink.port}"))
        for pause in (1.5 * AWAY_FOR, 0):
            with suppress(OperationalError):
                dispatch.take(here, Queue.BULK)
            time.sleep(pause)
    with kit.database.reading() as session:
        assert MessageState.CLAIMED not in session.scalars(select(Outbox.state)).all()
