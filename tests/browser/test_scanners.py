"""A robot that stands for mail scanners: what it does with a link changes nothing, and then the human succeeds (S1).

It opens each link by HEAD and GET, runs scripts, follows every link, submits each form as it stands and presses every
button, twice. It chooses nothing and types nothing. And S2: what a stranger sees who got a forwarded link.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.pages import Mailbox, code, link, visit
from tests.fixtures.portals import Portal

pytestmark = pytest.mark.timeout(400)
WATCHED = {
    "ask": "id, state, answered_at, link_version",
    "ask_event": "id",
    "invitation": "id, state, version, answered_at",
    "login": "id, ended_at",
    "willingness": "advocate_id, activity_id, answer",
    "consent": "id, revoked_at",
    "suppression": "address_hash",
    "sign_in": "id, used_at, version, tries",
    "nomination": "id",
    "address_change": "id, done_at, old_confirmed_at, new_confirmed_at",
    "content": "id, state, version, approved_version",
    "content_consent": "id, revoked_at",
}


def books(live: Portal) -> dict[str, list[tuple[object, ...]]]:
    address = live.environment["DATABASE_URL"].replace("postgresql+psycopg:", "postgresql:")
    with psycopg.connect(address) as connection:
        return {
            table: sorted(connection.execute(f"SELECT {columns} FROM {table}").fetchall(), key=repr)  # noqa: S608 - names from above
            for table, columns in WATCHED.items()
        }


@contextmanager
def nothing_changes(live: Portal) -> Iterator[None]:
    before = books(live)
    yield
    after = books(live)
    assert {table: rows for table, rows in after.items() if rows != before[table]} == {}


def scan(browser: Browser, address: str) -> None:
    context = browser.new_context()
    context.set_default_timeout(15_000)
    page = context.new_page()
    for _ in range(2):
        context.request.head(address)
        context.request.get(address)
        open_all_links(context, page, address)
        submit_all_forms(page, address)
        press_all_buttons(page, address)
    context.close()


def open_all_links(context: BrowserContext, page: Page, address: str) -> None:
    page.goto(address)
    links: list[str] = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    for href in links:
        if urlsplit(href).netloc == urlsplit(address).netloc:
            context.request.get(href)


def submit_all_forms(page: Page, address: str) -> None:
    page.goto(address)
    for place in range(page.locator("form").count()):
        page.goto(address)
        with page.expect_navigation():
            page.evaluate("place => HTMLFormElement.prototype.submit.call(document.forms[place])", place)


def press_all_buttons(page: Page, address: str) -> None:
    page.goto(address)
    for place in range(page.locator("main button, main [role=button], main summary").count()):
        page.goto(address)
        button = page.locator("main button, main [role=button], main summary").nth(place)
        if button.is_visible():
            button.click()
            page.wait_for_load_state("networkidle")


def test_an_asks_link_survives_the_scanner(live: Portal, browser: Browser) -> None:
    letter = Mailbox(live, "ethan.brooks@").wait_for("Reference call")
    with nothing_changes(live):
        for path in ("/a/", "/u/"):
            scan(browser, link(letter, path))
    person = visit(live, browser, scripts=False)
    person.open(link(letter, "/a/"))
    person.choose("Not this time")
    person.press("Send my answer")
    person.reads("Thanks for telling us")
    person.context.close()


def test_an_invitation_survives_the_scanner(live: Portal, browser: Browser) -> None:
    letter = Mailbox(live, "rohan.kulkarni@").wait_for("An invitation")
    with nothing_changes(live):
        for path in ("/join/", "/no/"):
            scan(browser, link(letter, path))
    person = visit(live, browser, scripts=False)
    person.open(link(letter, "/join/"))
    person.choose("Yes, I want to join")
    person.press("Send my answer")
    person.reads("You’ve joined")
    person.context.close()


def test_a_sign_in_link_survives_the_scanner(live: Portal, browser: Browser) -> None:
    person = visit(live, browser, scripts=False)
    person.open("/sign-in")
    person.page.get_by_role("textbox").fill("samir.haddad@deltaprovisions.example")
    person.press("Email me a sign-in link")
    letter = Mailbox(live, "samir.haddad@").wait_for("Sign in to")
    with nothing_changes(live):
        scan(browser, link(letter, "/s/"))
    person.open(link(letter, "/s/"))
    person.press("Continue")
    assert person.page.url.endswith("/home")
    person.context.close()


def test_the_code_signs_in_where_it_was_asked(live: Portal, browser: Browser) -> None:
    person = visit(live, browser, scripts=False)
    person.open("/sign-in")
    person.page.get_by_role("textbox").fill("yusuf.demir@nordwind.example")
    person.press("Email me a sign-in link")
    person.page.get_by_role("textbox").fill(code(Mailbox(live, "yusuf.demir@").wait_for("Sign in to")))
    person.press("Sign in with the code")
    assert person.page.url.endswith("/home")
    person.context.close()


def test_a_forwarded_ask_shows_that_ask_and_a_first_name_and_nothing_else(live: Portal, browser: Browser) -> None:
    stranger = visit(live, browser)
    stranger.open(link(Mailbox(live, "beatriz.lobo@").wait_for("Review"), "/a/"))
    shown = stranger.page.content()
    assert "Beatriz" in shown
    for personal in ("Lobo", "Casa Lindero", "beatriz.lobo", "Inventory Lead", "100 days"):
        assert personal not in shown
    for path in ("/home", "/history", "/preferences", "/profile", "/data/everything.json"):
        stranger.open(path)
        assert "/sign-in" in stranger.page.url
    stranger.context.close()
