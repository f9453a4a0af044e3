"""A quote is approved on a phone without scripts, published, taken back, and is then nowhere (CON-1)."""

from email.utils import parseaddr

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.pages import PHONE, Mailbox, Person, Team, link, team, visit
from tests.browser.test_scanners import nothing_changes, scan
from tests.fixtures.portals import Portal

pytestmark = pytest.mark.timeout(400)
NAME, ADDRESS = "Pieter de Wit", "pieter.de.wit@"
QUOTE = "The trucks that used to wait at our gate now wait for nobody."


def write_down(member: Team) -> None:
    member.find_advocate(NAME)
    member.follow("Write down what Pieter said")
    member.write("Title", "Trucks at the gate")
    member.write("The words", QUOTE)
    member.press("Keep as a draft")
    member.reads("Draft")
    member.choose("Name and title")
    member.press("Send for approval")
    member.reads("Waits for approval")


def publish(member: Team) -> None:
    member.page.reload()
    member.reads("Approved")
    member.write("Where", "https://larkfield.example/customers")
    member.press("Publish it")
    member.reads("Take it down")


def lists(member: Team) -> str:
    """What every page that lists content shows to the team."""
    shown = []
    for path in ("/admin/contents", "/admin/contents?state=revoked", "/admin/contents?q=trucks", "/admin/"):
        member.open(path)
        shown.append(member.page.content())
    member.find_advocate(NAME)
    return "".join([*shown, member.page.content()])


def phone(live: Portal, browser: Browser) -> Person:
    return visit(live, browser, size=PHONE, scripts=False)


def sign_in_by_mail(live: Portal, person: Person) -> None:
    """From the page that the approval's mail led to."""
    letter = Mailbox(live, ADDRESS).wait_for("May we use this quote?")
    person.page.get_by_role("textbox").fill(parseaddr(letter.header("To"))[1])
    person.press("Email me a sign-in link")
    person.open(link(Mailbox(live, ADDRESS).wait_for("Sign in to"), "/s/"))
    person.press("Continue")


def test_a_quote_is_approved_and_taken_back_on_a_phone_without_scripts(live: Portal, browser: Browser) -> None:
    member = team(live, browser)
    write_down(member)
    content_page = member.page.url
    opened = link(Mailbox(live, ADDRESS).wait_for("May we use this quote?"), "/contents/")
    with nothing_changes(live):
        scan(browser, opened)
    pieter = phone(live, browser)
    pieter.open(opened)
    sign_in_by_mail(live, pieter)
    assert pieter.page.url == opened
    pieter.reads(QUOTE)
    expect(pieter.page.locator("input:checked")).to_have_count(0)
    assert not pieter.is_wider_than_the_screen()
    pieter.choose("Yes, you may use it")
    pieter.choose("With my name and title")
    pieter.press("Send my answer")
    pieter.reads("Approved, not published")
    Mailbox(live, ADDRESS).wait_for("You said yes: Trucks at the gate")
    publish(member)
    assert QUOTE in member.page.content()
    assert "Trucks at the gate" in lists(member)
    Mailbox(live, ADDRESS).wait_for("Your quote is out")
    pieter.open("/contents")
    pieter.follow("Trucks at the gate")
    pieter.reads("https://larkfield.example/customers")
    assert not pieter.is_wider_than_the_screen()
    pieter.follow("Take it back")
    pieter.choose("All of it")
    pieter.press("Take it back")
    pieter.reads("You took it back")
    Mailbox(live, ADDRESS).wait_for("You took it back: Trucks at the gate")
    shown = lists(member)
    member.open(content_page)
    shown += member.page.content()
    assert QUOTE not in shown
    assert "Trucks at the gate" not in shown
    for person in (member, pieter):
        person.context.close()
