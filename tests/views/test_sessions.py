"""Signing in by a mailed link or code, and out again (ID-1, ID-2, ID-6)."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from portal.clock import SetClock
from portal.db import Database
from portal.domain.kinds import MessageState, Role, Topic
from portal.domain.models import Login, Outbox, Person, SignIn
from portal.domain.operations import sign_ins
from portal.links import Links, Purpose
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page

PRIYA = "priya@company.example"

pytestmark = pytest.mark.usefixtures("priya")


@pytest.fixture
def priya(app: Flask, database: Database) -> Person:  # noqa: ARG001 - the program comes with the application
    with database.writing() as session:
        return make.person(session, name="Priya Raman", email=PRIYA, role=Role.COLLEAGUE)


class Asked(NamedTuple):
    id: int
    version: int
    person_id: int | None


def newest(database: Database) -> Asked:
    columns = select(SignIn.id, SignIn.version, SignIn.person_id).order_by(SignIn.id.desc())
    with database.reading() as session:
        return Asked(*session.execute(columns.limit(1)).one())


def live_logins(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Login).where(Login.ended_at.is_(None))) or 0


def link_of(sign_in: Asked, links: Links, email: str = PRIYA) -> str:
    return f"/s/{links.make(Purpose.SIGN_IN, id=sign_in.id, version=sign_in.version, subject=email)}"


def ask(visitor: Visitor, database: Database, email: str = PRIYA) -> Asked:
    answer = visitor.post("/sign-in", {"email": email})
    assert (answer.status_code, answer.location) == (303, "/sign-in/check")
    return newest(database)


def test_the_link_signs_in_the_browser_that_asked(visitor: Visitor, database: Database, links: Links) -> None:
    link = link_of(ask(visitor, database), links)
    opened = visitor.get(link)
    check_page(opened.text)
    assert "Continue as Priya" in opened.text
    assert live_logins(database) == 0
    answer = visitor.post(link)
    assert (answer.status_code, answer.location) == (303, "/colleague/requests")
    page = visitor.get("/sessions")
    check_page(page.text)
    assert page.status_code == 200
    assert live_logins(database) == 1


def test_no_page_of_signing_in_has_a_fault(visitor: Visitor, database: Database) -> None:
    check_page(visitor.get("/sign-in").text)
    ask(visitor, database)
    check_page(visitor.get("/sign-in/check").text)


def test_the_cookie_holds_nothing_from_before(visitor: Visitor, database: Database, links: Links) -> None:
    link = link_of(ask(visitor, database), links)
    before = visitor.cookie()
    visitor.post(link)
    after = visitor.cookie()
    assert set(before) == {"asked", "csrf_token", "_permanent"}
    assert "_user_id" in after
    assert before["csrf_token"] not in after.values()
    assert set(after) <= {"_user_id", "_permanent", "csrf_token", "known"}


def test_another_browser_can_neither_read_nor_use_the_link(
    visitor: Visitor, app: Flask, database: Database, links: Links
) -> None:
    link = link_of(ask(visitor, database), links)
    stranger = Visitor(app.test_client())
    for answer in (stranger.get(link), stranger.post(link)):
        assert answer.status_code == 410
        assert "another browser" in answer.text
        assert "Priya" not in answer.text
        check_page(answer.text)
    assert "<form" not in stranger.get(link).text
    assert live_logins(database) == 0
    assert visitor.post(link).status_code == 303


def test_a_link_works_once(visitor: Visitor, database: Database, links: Links) -> None:
    sign_in = ask(visitor, database)
    asked_from = visitor.cookie()["asked"]
    visitor.post(link_of(sign_in, links))
    visitor.post("/sign-out")
    with visitor.client.session_transaction(base_url="https://advocates.company.example") as cookie:
        cookie["asked"] = asked_from
    again = visitor.post(link_of(sign_in, links))
    assert again.status_code == 410
    assert "has been used" in again.text
    assert live_logins(database) == 0


def test_a_link_lives_ten_minutes(visitor: Visitor, database: Database, links: Links, clock: SetClock) -> None:
    link = link_of(ask(visitor, database), links)
    clock.instant += sign_ins.LIFE
    assert visitor.post(link).status_code == 410
    assert "has expired" in visitor.get(link).text
    assert live_logins(database) == 0


def test_only_the_newest_link_counts(visitor: Visitor, database: Database, links: Links) -> None:
    old = link_of(ask(visitor, database), links)
    new = link_of(ask(visitor, database), links)
    assert visitor.post(old).status_code == 410
    assert visitor.post(new).status_code == 303


def test_a_link_dies_with_the_address(visitor: Visitor, priya: Person, database: Database, links: Links) -> None:
    link = link_of(ask(visitor, database), links)
    with database.writing() as session:
        session.execute(update(Person).where(Person.id == priya.id).values(email="priya@new.example"))
    assert visitor.post(link).status_code == 410
    assert live_logins(database) == 0


def test_an_expired_link_offers_a_fresh_one_where_it_was_asked(
    visitor: Visitor, app: Flask, database: Database, links: Links, clock: SetClock
) -> None:
    link = link_of(ask(visitor, database), links)
    clock.instant += timedelta(hours=1)
    assert f'action="{link}/renewal"' in visitor.get(link).text
    stranger = Visitor(app.test_client())
    assert stranger.post(f"{link}/renewal").status_code == 410
    before = newest(database).id
    assert visitor.post(f"{link}/renewal").location == "/sign-in/check"
    assert newest(database).id > before
    assert visitor.post(link_of(newest(database), links)).status_code == 303


@pytest.mark.parametrize("change", ["flip", "other purpose", "other person", "truncated", "padded", "unicode digits"])
def test_a_changed_link_is_unknown(visitor: Visitor, database: Database, links: Links, change: str) -> None:
    sign_in = ask(visitor, database)
    good = links.make(Purpose.SIGN_IN, id=sign_in.id, version=1, subject=PRIYA)
    token = {
        "flip": good[:-1] + ("A" if good[-1] != "A" else "B"),
        "other purpose": links.make(Purpose.ASK, id=sign_in.id, version=1, subject=PRIYA),
        "other person": links.make(Purpose.SIGN_IN, id=sign_in.id, version=1, subject="dana@customer.example"),
        "truncated": good[:-1],
        "padded": f"{good}=",
        "unicode digits": good.replace("1", "\u0661", 1),
    }[change]
    assert visitor.get(f"/s/{token}").status_code == 410
    answer = visitor.post(f"/s/{token}")
    assert answer.status_code == 410
    assert "doesn’t work" in answer.text
    assert live_logins(database) == 0


def test_the_code_signs_in_where_it_was_asked(visitor: Visitor, app: Flask, database: Database, links: Links) -> None:
    sign_in = ask(visitor, database)
    code = links.code(id=sign_in.id, version=sign_in.version, subject=PRIYA)
    stranger = Visitor(app.test_client())
    assert stranger.post("/sign-in/check", {"code": code}).status_code == 422
    assert visitor.post("/sign-in/check", {"code": f"{code[:3]} {code[3:]}"}).location == "/colleague/requests"
    assert live_logins(database) == 1


def test_a_code_has_five_tries(visitor: Visitor, database: Database, links: Links) -> None:
    sign_in = ask(visitor, database)
    code = links.code(id=sign_in.id, version=sign_in.version, subject=PRIYA)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for _ in range(sign_ins.TRIES):
        answer = visitor.post("/sign-in/check", {"code": wrong})
        assert answer.status_code == 422
        assert "doesn’t fit" in answer.text
        check_page(answer.text)
    assert "no longer works" in visitor.post("/sign-in/check", {"code": code}).text
    assert live_logins(database) == 0
    assert visitor.post(link_of(sign_in, links)).status_code == 303, "the link goes on working"


def test_guessing_codes_from_many_places_ends(
    app: Flask, database: Database, links: Links, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_ins, "CODES_FOR_ONE_PERSON", 3)
    tried = []
    for _ in range(4):
        visitor = Visitor(app.test_client())
        sign_in = ask(visitor, database)
        code = links.code(id=sign_in.id, version=sign_in.version, subject=PRIYA)
        wrong = f"{(int(code) + 1) % 1_000_000:06d}"
        tried.append("doesn’t fit" in visitor.post("/sign-in/check", {"code": wrong}).text)
    assert tried == [True, True, True, False]
    assert visitor.post(link_of(sign_in, links)).status_code == 303, "nobody is locked out: the link works"


@pytest.mark.parametrize("email", ["", "dana", "dana@", "dana@customer.example\nBcc: all@company.example", "a" * 300])
def test_a_bad_address_is_said_so_and_kept(visitor: Visitor, email: str) -> None:
    answer = visitor.post("/sign-in", {"email": email})
    assert answer.status_code == 422
    check_page(answer.text)
    assert "Error: " in answer.text


def test_a_known_and_an_unknown_address_are_answered_alike(
    app: Flask, database: Database, statements: list[str]
) -> None:
    seen = []
    for email in (PRIYA, "nobody@elsewhere.example"):
        visitor = Visitor(app.test_client())
        token = visitor.token()
        statements.clear()
        answer = visitor.post("/sign-in", {"email": email}, token=token)
        work = [statement.split("VALUES")[0] for statement in statements]
        after = visitor.get(answer.location)
        headers = {name for name, _ in answer.headers}
        seen.append((answer.status_code, answer.location, answer.content_length, headers, len(after.text), work))
    assert seen[0] == seen[1]
    with database.reading() as session:
        states = session.scalars(select(Outbox.state).where(Outbox.topic == Topic.SIGN_IN_ASKED).order_by(Outbox.id))
        assert list(states) == [MessageState.QUEUED, MessageState.CANCELLED]


def test_a_disabled_person_gets_no_mail(visitor: Visitor, priya: Person, database: Database, clock: SetClock) -> None:
    with database.writing() as session:
        session.execute(update(Person).where(Person.id == priya.id).values(disabled_at=clock.instant))
    assert ask(visitor, database).person_id is None


def test_links_to_one_address_are_limited_from_one_place(visitor: Visitor, database: Database, clock: SetClock) -> None:
    for _ in range(sign_ins.LINKS_TO_ONE_ADDRESS_FROM_ONE_PLACE):
        ask(visitor, database)
    answer = visitor.post("/sign-in", {"email": PRIYA})
    assert answer.status_code == 429
    check_page(answer.text)
    assert visitor.post("/sign-in", {"email": "other@customer.example"}).status_code == 303
    clock.instant += sign_ins.QUARTER
    ask(visitor, database)


def test_signing_out_ends_the_login_and_clears_the_browser(
    priya: Person, signed_in: Callable[[Person], Visitor], database: Database
) -> None:
    visitor = signed_in(priya)
    copied = visitor.cookie()["_user_id"]
    answer = visitor.post("/sign-out")
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert "cookies" in answer.headers["Clear-Site-Data"]
    assert live_logins(database) == 0
    visitor.keep(str(copied))
    assert visitor.get("/sessions").status_code == 303


def test_a_fresh_link_leads_where_the_old_one_would_have(
    visitor: Visitor, database: Database, links: Links, clock: SetClock
) -> None:
    visitor.post("/sign-in", {"email": PRIYA, "next": "/email"})
    link = link_of(newest(database), links)
    clock.instant += sign_ins.LIFE
    visitor.post(f"{link}/renewal")
    assert visitor.post(link_of(newest(database), links)).location == "/email"


def test_signing_in_again_ends_the_login_that_this_browser_had(
    priya: Person, signed_in: Callable[[Person], Visitor], database: Database, links: Links
) -> None:
    visitor = signed_in(priya)
    copied = visitor.cookie()["_user_id"]
    visitor.post(link_of(ask(visitor, database), links))
    assert live_logins(database) == 1
    assert visitor.get("/sessions").status_code == 200
    visitor.keep(str(copied))
    assert visitor.get("/sessions").status_code == 303


def test_where_one_came_from_is_where_one_goes(visitor: Visitor, database: Database, links: Links) -> None:
    sent = visitor.get("/sessions?page=2")
    assert sent.location == "/sign-in?next=/sessions?page%3D2"
    assert 'name="next" value="/sessions?page=2"' in visitor.get(sent.location).text
    visitor.post("/sign-in", {"email": PRIYA, "next": "/sessions?page=2"})
    assert visitor.post(link_of(newest(database), links)).location == "/sessions?page=2"


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/ /evil.example",
        "/\n//evil.example",
        "/%0d%0aLocation: https://evil.example",
        "/@evil.example\\",
        "///evil.example",
        "/。evil.example",
    ],
)
def test_nobody_is_sent_off_the_site(visitor: Visitor, database: Database, links: Links, address: str) -> None:
    visitor.post("/sign-in", {"email": PRIYA, "next": address})
    location = visitor.post(link_of(newest(database), links)).location
    assert location == "/colleague/requests"
