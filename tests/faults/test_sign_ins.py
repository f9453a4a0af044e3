"""Signing in under attack: one link, one session (S3); an address that is known answers no slower (S5)."""

import statistics
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import views
from portal.app import build
from portal.clock import DatabaseClock
from portal.db import Database, connect
from portal.domain.kinds import Role
from portal.domain.models import Login, SignIn
from portal.domain.operations import sign_ins
from portal.links import Links, Purpose
from portal.settings import Settings
from tests import make
from tests.fixtures.web import Visitor

AT_ONCE = 50
PRIYA = "priya@company.example"


@pytest.fixture
def live_database(real_database_url: str) -> Iterator[Database]:
    opened = connect(real_database_url, threads=AT_ONCE, clock=DatabaseClock())
    with opened.writing() as session:
        make.program(session)
        make.person(session, role=Role.COLLEAGUE, email=PRIYA)
    yield opened
    opened.close()


@pytest.fixture
def live_app(settings: Settings, live_database: Database, monkeypatch: pytest.MonkeyPatch) -> Flask:
    for limit in ("LINKS_FROM_ONE_PLACE", "LINKS_TO_ONE_ADDRESS_FROM_ONE_PLACE", "LINKS_TO_ONE_ADDRESS"):
        monkeypatch.setattr(sign_ins, limit, 1_000_000)
    made = build(settings, live_database, views.BLUEPRINTS)
    for limiter in made.extensions["limiter"]:
        limiter.enabled = False
    return made


def browsers_of(visitor: Visitor, app: Flask) -> list[Visitor]:
    """The same browser in many windows at once."""
    cookie, token = visitor.cookie(), visitor.token()
    windows = []
    for _ in range(AT_ONCE):
        window = Visitor(app.test_client())
        with window.client.session_transaction(base_url="https://advocates.company.example") as copied:
            copied.update(cookie)
        window.token = lambda: token  # type: ignore[method-assign]
        windows.append(window)
    return windows


def test_one_link_is_one_session(
    live_app: Flask, live_database: Database, links: Links, full: bool, tell: Callable[[str], None]
) -> None:
    rounds = 1_000 if full else 5
    for number in range(1, rounds + 1):
        visitor = Visitor(live_app.test_client())
        visitor.post("/sign-in", {"email": PRIYA})
        with live_database.reading() as session:
            newest = session.scalar(select(func.max(SignIn.id))) or 0
        link = f"/s/{links.make(Purpose.SIGN_IN, id=newest, version=1, subject=PRIYA)}"
        barrier = threading.Barrier(AT_ONCE)

        def use(window: Visitor, link: str = link, barrier: threading.Barrier = barrier) -> int:
            barrier.wait()
            return window.post(link).status_code

        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(use, browsers_of(visitor, live_app)))
        assert sorted(answers) == [303] + [410] * (AT_ONCE - 1)
        with live_database.reading() as session:
            assert session.scalar(select(func.count()).select_from(Login)) == number
    tell(f"S3: {rounds} links, {AT_ONCE} uses of each at once: {rounds} sessions")


def test_a_known_address_answers_no_slower(
    live_app: Flask, live_database: Database, full: bool, tell: Callable[[str], None]
) -> None:
    pairs = 2_000 if full else 100
    with live_database.writing() as session:
        for number in range(pairs):
            make.person(session, role=Role.COLLEAGUE, email=f"known{number}@company.example")
    visitor = Visitor(live_app.test_client())
    token = visitor.token()
    times: dict[bool, list[float]] = {True: [], False: []}
    answers: dict[bool, set[tuple[int, str, int | None]]] = {True: set(), False: set()}
    for number in range(2 * pairs):
        known = number % 2 == 0
        email = f"{'known' if known else 'other'}{number // 2}@company.example"
        began = time.perf_counter()
        answer = visitor.post("/sign-in", {"email": email}, token=token)
        times[known].append(time.perf_counter() - began)
        answers[known].add((answer.status_code, answer.location, answer.content_length))
    assert answers[True] == answers[False]
    assert len(answers[True]) == 1
    apart = abs(statistics.median(times[True]) - statistics.median(times[False])) * 1_000
    tell(f"S5: {pairs} known and {pairs} unknown addresses: alike, medians {apart:.2f} ms apart")
    assert apart < (1 if full else 5)
