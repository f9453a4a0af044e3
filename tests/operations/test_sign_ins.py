"""One link, one session; L of L tries; both with real commits and many at once (S3, S4)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import func, select

from portal.db import Database, connect
from portal.domain.errors import Refused
from portal.domain.kinds import Role
from portal.domain.models import Counter, SignIn
from portal.domain.operations import counters, sign_ins
from portal.domain.operations.sign_ins import SignedIn, Try
from tests import make

AT_ONCE = 50
BROWSER = b"b" * 32
HOUR = timedelta(hours=1)
Result = TypeVar("Result")


@pytest.fixture
def crowd(real_database_url: str) -> Database:
    """As many connections as there are contenders."""
    return connect(real_database_url, threads=AT_ONCE)


def all_at_once(work: Callable[[], Result]) -> list[Result]:
    barrier = threading.Barrier(AT_ONCE)

    def one(_number: int) -> Result:
        barrier.wait()
        return work()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def asked(database: Database, browser_hash: bytes = BROWSER) -> int:
    with database.writing() as session:
        make.program(session)
        person = make.person(session, role=Role.COLLEAGUE)
        sign_ins.ask(
            session,
            email=person.email,
            address_key="key",
            block="192.0.2.1",
            browser_hash=browser_hash,
            next_path=None,
            now=database.now(session),
        )
        return session.scalars(select(func.max(SignIn.id))).one()


def test_fifty_uses_of_one_link_are_one_session(crowd: Database) -> None:
    for _ in range(5):
        sign_in_id = asked(crowd)

        def use(sign_in_id: int = sign_in_id) -> SignedIn | None:
            try:
                with crowd.writing() as session:
                    return sign_ins.use(
                        session, sign_in_id=sign_in_id, version=1, browser_hash=BROWSER, now=crowd.now(session)
                    )
            except Refused:
                return None

        assert sum(used is not None for used in all_at_once(use)) == 1
    crowd.close()


def test_fifty_codes_at_once_are_five_tries(crowd: Database) -> None:
    asked(crowd)

    def spend() -> Try | None:
        with crowd.writing() as session:
            return sign_ins.spend_try(session, browser_hash=BROWSER, now=crowd.now(session))

    assert sum(spent is not None for spent in all_at_once(spend)) == sign_ins.TRIES
    crowd.close()


def test_a_counter_lets_exactly_its_limit_pass(crowd: Database) -> None:
    with crowd.reading() as session:
        now = crowd.now(session)

    def spend() -> bool:
        with crowd.writing() as session:
            return counters.spend(session, key="door", limit=17, window=HOUR, now=now)

    assert sum(all_at_once(spend)) == 17
    with crowd.reading() as session:
        assert session.scalar(select(Counter.used)) == 17
    crowd.close()


def test_a_counter_begins_anew_with_its_window(database: Database) -> None:
    with database.writing() as session:
        spent = [
            counters.spend(session, key="door", limit=1, window=HOUR, now=make.NOW + minutes)
            for minutes in (timedelta(), timedelta(minutes=59), HOUR, HOUR)
        ]
    assert spent == [True, False, True, False]


def test_old_counters_and_sign_ins_are_forgotten(database: Database) -> None:
    with database.writing() as session:
        counters.spend(session, key="door", limit=1, window=HOUR, now=make.NOW)
        counters.forget_old(session, now=make.NOW + counters.KEPT)
        assert session.scalar(select(func.count()).select_from(Counter)) == 1
        counters.forget_old(session, now=make.NOW + counters.KEPT + timedelta(seconds=1))
        assert session.scalar(select(func.count()).select_from(Counter)) == 0
    asked(database)
    with database.writing() as session:
        sign_ins.forget_old(session, now=make.NOW + timedelta(hours=23))
        assert session.scalar(select(func.count()).select_from(SignIn)) == 1
        sign_ins.forget_old(session, now=make.NOW + timedelta(hours=25))
        assert session.scalar(select(func.count()).select_from(SignIn)) == 0
