"""The same answers from two sides, the same button pressed twice (NOM-2)."""

import threading
from collections.abc import Callable
from datetime import timedelta

from psycopg.errors import LockNotAvailable
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from portal.db import Database, retrying
from portal.domain.kinds import NominationState, SignalKind
from portal.domain.models import Invitation, Nomination, Outbox, Signal
from portal.domain.operations import signals
from portal.domain.operations.signals import Heard, Outcome
from tests import make
from tests.make import NOW, TODAY


def hashed(address: str) -> list[bytes]:
    return [address.encode()]


def heard(number: int, *, source: str = "answers") -> Heard:
    return Heard(
        kind=SignalKind.SURVEY,
        source=source,
        external_id=str(number),
        email=f"p{number % 20}@acme.example",
        happened_on=TODAY - timedelta(days=1),
        name=f"P{number % 20}",
        score=10,
    )


def together(*work: Callable[[], object]) -> None:
    broken: list[BaseException] = []

    def guarded(one: Callable[[], object]) -> None:
        try:
            retrying(one)
        except BaseException as error:  # noqa: BLE001 - told after all have ended
            broken.append(error)

    threads = [threading.Thread(target=guarded, args=(one,), daemon=True) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert broken == []


def take_in(database: Database, *given: Heard) -> None:
    with database.writing() as session:
        signals.take_in(session, signals=given, address_hashes=hashed, now=NOW)


def number_of(database: Database, table: type[Nomination] | type[Signal] | type[Invitation] | type[Outbox]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_two_files_with_the_same_people_make_each_one_candidate(real_database: Database) -> None:
    with real_database.writing() as session:
        make.program(session)
    forwards = [heard(number) for number in range(20)]
    backwards = [heard(number, source="other") for number in range(19, -1, -1)]
    together(
        lambda: take_in(real_database, *forwards),
        lambda: take_in(real_database, *backwards),
        lambda: take_in(real_database, *reversed(forwards)),
    )
    assert (number_of(real_database, Signal), number_of(real_database, Nomination)) == (40, 20)


def test_twenty_decisions_pressed_three_times_at_once_happen_once(real_database: Database) -> None:
    with real_database.writing() as session:
        make.program(session)
        priya = make.person(session).id
    take_in(real_database, *(heard(number) for number in range(20)))
    with real_database.reading() as session:
        ids = list(session.scalars(select(Nomination.id).order_by(Nomination.id)))
    outcomes: list[Outcome] = []

    def press() -> None:
        """Again, as a person would, where a slow machine answered that it is busy."""
        try:
            with real_database.writing() as session:
                outcomes.append(
                    signals.decide(
                        session, invite=ids[:12], pass_over=ids[12:], actor_id=priya, address_hashes=hashed, now=NOW
                    )
                )
        except OperationalError as busy:
            if not isinstance(busy.orig, LockNotAvailable):
                raise
            press()

    together(press, press, press)
    assert sorted((len(one.invited), len(one.passed_over)) for one in outcomes) == [(0, 0), (0, 0), (12, 8)]
    assert (number_of(real_database, Invitation), number_of(real_database, Outbox)) == (12, 12)
    with real_database.reading() as session:
        states = list(session.scalars(select(Nomination.state).order_by(Nomination.id)))
    assert states == [NominationState.INVITED] * 12 + [NominationState.NOT_NOW] * 8
