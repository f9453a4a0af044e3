"""Sessions die when told (S9), and a person sees and ends their own (ID-6)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.clock import SetClock
from portal.db import Database
from portal.domain.kinds import Role
from portal.domain.models import Login, Person
from portal.domain.operations import logins, people
from portal.web.sessions import SEEN_EVERY
from tests import make
from tests.fixtures.web import BASE_URL, Visitor
from tests.page_checker import check_page

SignIn = Callable[[Person], Visitor]


@pytest.fixture
def somebody(app: Flask, database: Database) -> Callable[[Role], Person]:  # noqa: ARG001 - the program comes with it
    def made(role: Role) -> Person:
        with database.writing() as session:
            return make.person(session, role=role)

    return made


def is_in(visitor: Visitor) -> bool:
    return visitor.get("/sessions").status_code == 200


def login_ids(database: Database, person: Person) -> list[int]:
    with database.reading() as session:
        return list(session.scalars(select(Login.id).where(Login.person_id == person.id).order_by(Login.id)))


LIMITS = {
    Role.TEAM: (timedelta(minutes=30), timedelta(hours=12)),
    Role.ADMINISTRATOR: (timedelta(minutes=30), timedelta(hours=12)),
    Role.COLLEAGUE: (timedelta(days=14), timedelta(days=60)),
}
"""How long a login lives unused, and how long at most."""


@pytest.mark.parametrize("role", LIMITS)
def test_a_login_ends_after_idling(
    somebody: Callable[[Role], Person], signed_in: SignIn, clock: SetClock, role: Role
) -> None:
    idle, _ = LIMITS[role]
    visitor = signed_in(somebody(role))
    clock.instant += idle - timedelta(seconds=1)
    assert is_in(visitor)
    clock.instant += idle
    assert not is_in(visitor)


@pytest.mark.parametrize("role", LIMITS)
def test_a_login_ends_however_busy_they_are(
    somebody: Callable[[Role], Person], signed_in: SignIn, clock: SetClock, role: Role
) -> None:
    idle, longest = LIMITS[role]
    visitor = signed_in(somebody(role))
    began, step = clock.instant, idle / 2
    while clock.instant + step < began + longest:
        clock.instant += step
        assert is_in(visitor)
    clock.instant = began + longest
    assert not is_in(visitor)


def test_being_seen_is_written_every_five_minutes_and_no_oftener(
    somebody: Callable[[Role], Person], signed_in: SignIn, clock: SetClock, statements: list[str]
) -> None:
    visitor = signed_in(somebody(Role.COLLEAGUE))
    written = []
    for wait in (timedelta(), SEEN_EVERY - timedelta(seconds=1), timedelta(seconds=1), timedelta()):
        clock.instant += wait
        statements.clear()
        assert is_in(visitor)
        written.append(sum(statement.startswith("UPDATE") for statement in statements))
    assert written == [0, 0, 1, 0]


def test_who_is_here_is_one_statement(
    somebody: Callable[[Role], Person], signed_in: SignIn, statements: list[str]
) -> None:
    visitor = signed_in(somebody(Role.COLLEAGUE))
    statements.clear()
    visitor.get("/email")
    assert len(statements) == 1


def test_a_new_role_bites_on_the_next_request(
    somebody: Callable[[Role], Person], signed_in: SignIn, database: Database
) -> None:
    administrator, person = somebody(Role.ADMINISTRATOR), somebody(Role.TEAM)
    visitor = signed_in(person)
    assert is_in(visitor)
    with database.writing() as session:
        people.change_role(
            session, person_id=person.id, role=Role.COLLEAGUE, actor_id=administrator.id, now=database.now(session)
        )
    assert not is_in(visitor)


def test_access_that_ended_bites_on_the_next_request(
    somebody: Callable[[Role], Person], signed_in: SignIn, database: Database
) -> None:
    administrator, person = somebody(Role.ADMINISTRATOR), somebody(Role.TEAM)
    visitor = signed_in(person)
    with database.writing() as session:
        people.disable(session, person_id=person.id, actor_id=administrator.id, now=database.now(session))
    assert not is_in(visitor)
    with database.writing() as session:
        people.enable(session, person_id=person.id, actor_id=administrator.id, now=database.now(session))
    assert not is_in(visitor), "the old login stays ended"


def test_a_cookie_of_ones_own_making_is_nobody(visitor: Visitor) -> None:
    visitor.keep("made up")
    assert not is_in(visitor)
    visitor.client.set_cookie(
        "__Host-portal", "eyJfdXNlcl9pZCI6MX0.forged.signature", domain="advocates.company.example"
    )
    assert not is_in(visitor)


def test_a_session_set_before_signing_in_is_not_kept(
    app: Flask, somebody: Callable[[Role], Person], signed_in: SignIn
) -> None:
    fixed = Visitor(app.test_client())
    fixed.keep("chosen by the attacker")
    victim = signed_in(somebody(Role.COLLEAGUE))
    assert is_in(victim)
    assert not is_in(fixed)


def test_ones_own_logins_are_listed_and_ended(
    somebody: Callable[[Role], Person], signed_in: SignIn, database: Database
) -> None:
    person = somebody(Role.COLLEAGUE)
    here = signed_in(person)
    with database.writing() as session:
        for number in range(3):
            logins.begin(
                session,
                token_hash=bytes([number]) * 32,
                person_id=person.id,
                role=person.role,
                method="link",
                user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1",
                now=database.now(session),
            )
    page = here.get("/sessions")
    check_page(page.text)
    assert page.text.count("Safari on an iPhone") == 3
    assert page.text.count("This browser") == 1
    own, first, *_ = login_ids(database, person)
    assert here.post(f"/sessions/{first}/ending").location == "/sessions"
    assert here.post(f"/sessions/{first}/ending").status_code == 303, "again changes nothing"
    assert here.get("/sessions").text.count("Safari on an iPhone") == 2
    assert here.post("/sessions/others/ending").location == "/sessions"
    assert "Safari" not in here.get("/sessions").text
    assert is_in(here)
    assert "cookies" in here.post(f"/sessions/{own}/ending").headers["Clear-Site-Data"]
    assert not is_in(here)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Login).where(Login.ended_at.is_(None))) == 0


def test_the_cookie_is_locked_up(visitor: Visitor) -> None:
    set_cookie = visitor.get("/sign-in").headers["Set-Cookie"]
    assert set_cookie.startswith("__Host-portal=")
    for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in set_cookie
    assert "Domain" not in set_cookie


def test_another_host_is_refused(app: Flask) -> None:
    for host in ("https://evil.example", "https://advocates.company.example.evil.example"):
        assert app.test_client().get("/sign-in", base_url=host).status_code == 400
    assert app.test_client().get("/healthz", base_url=BASE_URL).status_code == 200


def test_logins_that_are_long_over_are_forgotten(
    somebody: Callable[[Role], Person], signed_in: SignIn, database: Database, clock: SetClock
) -> None:
    for role in (Role.COLLEAGUE, Role.TEAM):
        signed_in(somebody(role))
    left = []
    for days in (30, 31, 89, 91):
        with database.writing() as session:
            logins.forget_old(session, now=clock.instant + timedelta(days=days))
            left.append(session.scalar(select(func.count()).select_from(Login)))
    assert left == [2, 1, 1, 0], "twelve hours and 60 days, and then 30 days more"
