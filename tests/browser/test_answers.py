"""Every answer to an ask, from the mail and in the portal, with and without JavaScript (ASK-4)."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.pages import DESKTOP, PHONE, Mailbox, Person, link, visit
from tests.fixtures.portals import Portal

pytestmark = pytest.mark.timeout(300)


def from_mail(live: Portal, browser: Browser, name: str, *, scripts: bool) -> Person:
    """On a phone, without a session."""
    person = visit(live, browser, size=PHONE, scripts=scripts)
    person.open(link(Mailbox(live, name).wait_for("?"), "/a/"))
    return person


def in_portal(live: Portal, browser: Browser, name: str, *, scripts: bool) -> Person:
    """Signed in at a desk, on the page of the ask that waits."""
    person = visit(live, browser, size=DESKTOP, scripts=scripts)
    person.enter_demo(name)
    person.page.get_by_role("link", name="Yes, I can help").click()
    expect(person.page.locator("input[name=answer]:checked")).to_have_count(0)
    return person


def working_day() -> date:
    day = date.today() + timedelta(days=5)  # noqa: DTZ011 - what a person would type
    return day + timedelta(days=max(7 - day.weekday(), 0) if day.weekday() > 4 else 0)


@pytest.mark.parametrize(("name", "scripts"), [("Gabriel Santos", True), ("Luca Bianchi", False)])
def test_a_yes_in_the_portal_can_become_a_no_and_a_yes_again(
    live: Portal, browser: Browser, name: str, scripts: bool
) -> None:
    person = in_portal(live, browser, name, scripts=scripts)
    for answer in ("Yes, I can help", "Not this time", "Yes, I can help"):
        person.choose(answer)
        person.press("Send my answer")
        person.reads("Change my answer")
        person.page.get_by_text("Change my answer").first.click()
        person.reads("Change your answer")
    person.context.close()


@pytest.mark.parametrize(("address", "scripts"), [("beatriz.lobo@", True), ("kaisa.laine@", False)])
def test_another_time_from_the_mail(live: Portal, browser: Browser, address: str, scripts: bool) -> None:
    person = from_mail(live, browser, address, scripts=scripts)
    person.choose("Yes, but at another time")
    person.write("Date", working_day().isoformat())
    person.write("Or describe what works", "Any morning that week")
    person.press("Send my answer")
    person.reads("Change my answer")
    person.context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_nothing_is_sent_without_a_choice(live: Portal, browser: Browser, scripts: bool) -> None:
    person = in_portal(live, browser, "Mei-Ling Tan", scripts=scripts)
    person.press("Send my answer")
    person.reads("Choose one of the answers")
    expect(person.page.locator("input[name=answer]:checked")).to_have_count(0)
    person.context.close()


def test_handing_on_without_scripts_writes_to_nobody_new(live: Portal, browser: Browser) -> None:
    person = from_mail(live, browser, "vikram.desai@", scripts=False)
    person.choose("A colleague of mine would be better")
    person.write("Their name", "Ruben Achterberg")
    person.write("Their work email", "ruben.achterberg@sahyadri.example")
    person.press("Send my answer")
    person.reads("We won’t contact your colleague before the team has invited them")
    Mailbox(live, "vikram.desai@").wait_for("You handed it on")
    assert Mailbox(live, "ruben.achterberg@").letters() == []
    person.context.close()


def test_a_declined_ask_says_thanks_and_asks_nothing_more(live: Portal, browser: Browser) -> None:
    person = in_portal(live, browser, "Lotte Visser", scripts=True)
    person.choose("Not this time")
    person.choose("It’s a busy time")
    person.press("Send my answer")
    person.reads("Thanks for telling us")
    person.context.close()
