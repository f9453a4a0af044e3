"""With the keyboard alone: each control is reached in order, its focus is seen, and the work gets done (DESIGN 9)."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.pages import Mailbox, Person, code, link, team, visit
from tests.fixtures.portals import Portal

pytestmark = pytest.mark.timeout(300)
MOST_STOPS = 120
OWN_RING = {"BODY", "IFRAME", "date", "time"}
"""The browser draws the ring of a date's parts itself, and a page's body has none."""

FOCUSED = r"""() => {
    const one = document.activeElement;
    const words = one.labels?.[0]?.innerText || one.getAttribute("aria-label") || one.innerText || one.name || "";
    const shown = one.type === "radio" || one.type === "checkbox" ? one.closest("label") || one : one;
    const rings = [one, shown, one.nextElementSibling].filter(Boolean).map(node => getComputedStyle(node));
    const ring = rings.some(style => style.outlineStyle !== "none");
    return {words: words.split("\n").join(" ").replaceAll("  ", " "), kind: one.type || one.tagName, ring};
}"""


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the control with these words has the focus; on the way each one must show that it has it."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        assert focused["ring"] or focused["kind"] in OWN_RING, f"No focus to be seen on {focused}"
        if words in focused["words"]:
            return
    pytest.fail(f"No way to {words!r} by Tab")


def write(person: Person, label: str, words: str) -> None:
    tab_to(person.page, label)
    person.page.keyboard.type(words)


def test_the_first_stop_leads_past_the_navigation(live: Portal, browser: Browser) -> None:
    person = visit(live, browser)
    person.enter_demo("Zofia Nowak")
    person.page.keyboard.press("Tab")
    assert person.page.evaluate(FOCUSED)["words"] == "Skip to content"
    person.page.keyboard.press("Enter")
    assert person.page.evaluate("document.activeElement.id") == "main"
    person.context.close()


def test_signing_in_by_code(live: Portal, browser: Browser) -> None:
    person = visit(live, browser)
    person.open("/sign-in")
    write(person, "mail", "linnea.berg@sankterik.example")
    person.page.keyboard.press("Enter")
    person.page.wait_for_url("**/sign-in/check")
    write(person, "ode", code(Mailbox(live, "linnea.berg@").wait_for("Sign in to")))
    person.page.keyboard.press("Enter")
    person.page.wait_for_url("**/home")
    person.context.close()


def test_answering_an_ask_from_the_mail(live: Portal, browser: Browser) -> None:
    person = visit(live, browser)
    person.open(link(Mailbox(live, "dana.okafor@").wait_for("Reference call"), "/a/"))
    tab_to(person.page, "Yes, I can help")
    person.page.keyboard.press("ArrowDown")
    person.page.keyboard.press("ArrowDown")
    write(person, "Their name", "Ruben Achterberg")
    write(person, "Their work email", "ruben.achterberg@meridiancold.example")
    tab_to(person.page, "Send my answer")
    person.page.keyboard.press("Enter")
    person.reads("You handed it on")
    person.context.close()


def test_choosing_how_often_and_taking_a_break(live: Portal, browser: Browser) -> None:
    person = visit(live, browser)
    person.enter_demo("Marcus Reid")
    person.open("/preferences")
    tab_to(person.page, "One every 3 months")
    person.page.keyboard.press("ArrowRight")
    tab_to(person.page, "No break")
    person.page.keyboard.press("ArrowRight")
    person.page.keyboard.press("ArrowRight")
    tab_to(person.page, "Save my preferences")
    person.page.keyboard.press("Enter")
    person.page.get_by_role("status").get_by_text("saved").wait_for()
    person.open("/preferences")
    assert person.page.get_by_label("Two a year").first.is_checked()
    person.context.close()


def test_the_team_asks_somebody(live: Portal, browser: Browser) -> None:
    tom = team(live, browser)
    tom.find_advocate("Samir Haddad")
    tab_to(tom.page, "Ask Samir")
    tom.page.keyboard.press("Enter")
    tom.page.wait_for_url("**/asks/new")
    tab_to(tom.page, "Ask for: Referral")
    tom.page.keyboard.press("Enter")
    tom.page.wait_for_url("**/asks/new?activity=*")
    write(tom, "Who the other side is", "fleet manager")
    write(tom, "Their industry", "energy")
    write(tom, "It should happen by", "12242030")
    write(tom, "Why them", "He knows both sides of it.")
    tab_to(tom.page, "Ask Samir")
    tom.page.keyboard.press("Enter")
    tom.reads("The answer is due by")
    tom.context.close()
