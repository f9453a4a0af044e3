"""Twenty survey answers worked through: by keyboard, and on a phone without JavaScript (NOM-2, NOM-3)."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.pages import PHONE, Person, visit
from tests.fixtures.browsers import accessibility_problems
from tests.fixtures.portals import Portal

pytestmark = pytest.mark.timeout(300)
TWENTY = 20
FOCUSED = "document.activeElement.name || document.activeElement.innerText"


def answers(person: Person, source: str) -> bytes:
    """As many people as a page holds, whom nobody else in the program knows; newer than all others."""
    lines = ["Response ID,Email,Name,Company,NPS,Comment,Date"]
    day = person.page.evaluate("new Date().toISOString().slice(0, 10)")
    for number in range(TWENTY):
        name = f"{source} Person{number}"
        comment = f"Planning is excellent and your people are wonderful to number {number}."
        lines.append(f"{number},{source}{number}@{source}.example,{name},Firm {source},10,{comment},{day}".lower())
    return "\n".join(lines).encode()


def upload(person: Person, source: str) -> None:
    person.open("/admin/signals")
    person.follow("Upload answers")
    content = answers(person, source)
    person.page.get_by_label("File", exact=True).set_input_files(
        {"name": f"{source}.csv", "mimeType": "text/csv", "buffer": content}
    )
    person.press("Check the file")
    person.reads("20 new answers")
    person.press("Import the 20 good rows")
    person.reads("20 new answers")
    person.follow("See the candidates")


def tab_to(page: Page, words: str) -> None:
    for _ in range(200):
        page.keyboard.press("Tab")
        if words in page.evaluate(FOCUSED):
            return
    pytest.fail(f"No way to {words!r} by Tab")


def test_twenty_answers_by_keyboard_alone(live: Portal, browser: Browser) -> None:
    person = visit(live, browser)
    person.enter_demo("Sara Lindholm")
    upload(person, "keys")
    person.open("/admin/signals?q=keys")
    page = person.page
    assert accessibility_problems(page) == []
    evidence = page.locator("[id^=evidence-]").first
    evidence.get_by_text("Not how it was meant?").click()
    evidence.get_by_text("Neither", exact=True).click()
    evidence.get_by_role("button", name="Correct it").click()
    expect(evidence).to_contain_text("Sounds neutral")
    expect(evidence).to_be_focused()
    page.reload()
    for number in range(TWENTY):
        tab_to(page, "decision-")
        page.keyboard.press("ArrowUp")
        if number % 2:
            page.keyboard.press("ArrowUp")
    tab_to(page, "Save these decisions")
    page.keyboard.press("Enter")
    expect(page.locator(".toasts")).to_contain_text("10 people invited, 10 people left for another time")
    person.reads("No signal fits that")
    for path in ("/admin/signals/calls/new", "/admin/signals?tab=all&q=keys"):
        person.open(path)
        assert accessibility_problems(page) == []
    person.follow("keys person7")
    person.reads("How it sounds")
    assert accessibility_problems(page) == []
    person.context.close()


def test_twenty_answers_on_a_phone_without_javascript(live: Portal, browser: Browser) -> None:
    with_scripts = visit(live, browser)
    with_scripts.enter_demo("Tom Brandt")
    upload(with_scripts, "plain")
    with_scripts.context.close()
    person = visit(live, browser, size=PHONE, scripts=False)
    person.enter_demo("Tom Brandt")
    person.open("/admin/signals?q=plain")
    assert not person.is_wider_than_the_screen()
    for group in person.page.get_by_role("group", name="plain person").all():
        group.locator("label", has_text="Not this time").click()
    person.press("Save these decisions")
    person.reads("No signal fits that")
    expect(person.page.locator("body")).to_contain_text("20 people left for another time")
    person.open("/admin/signals?tab=decided&q=plain")
    assert not person.is_wider_than_the_screen()
    person.page.get_by_role("link", name="plain person7", exact=True).click()
    person.reads("Planning is excellent and your people are wonderful to number 7.".lower())
    person.choose("Unhappy")
    person.press("Correct it")
    person.reads("Corrected by Tom Brandt")
    person.context.close()
