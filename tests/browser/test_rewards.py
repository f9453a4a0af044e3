"""Choosing a reward in a real browser: in the dialog, on the page without JavaScript, and seen by the team (RWD-3)."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.pages import DESKTOP, PHONE, visit
from tests.fixtures.portals import Portal

REWARD = "A mug from the potter next door"


@pytest.mark.timeout(300)
def test_a_dialog_keeps_what_is_typed_and_ends_on_the_receipt(live: Portal, browser: Browser) -> None:
    ana = visit(live, browser, size=DESKTOP)
    broken: list[str] = []
    ana.page.on("pageerror", lambda error: broken.append(str(error)))
    ana.enter_demo("Ana Duarte")
    ana.open("/rewards")
    ana.follow("€100 to a charity you choose")
    dialog = ana.page.locator("dialog[open]")
    expect(dialog.get_by_role("link", name="Not now")).to_be_focused()
    ana.follow("Not now")
    expect(dialog).to_have_count(0)
    expect(ana.page.get_by_role("link", name="€100 to a charity you choose")).to_be_focused()
    ana.follow("€100 to a charity you choose")
    dialog.get_by_label("Forest Trust").check()
    dialog.get_by_role("button", name="Redeem for 200 credits").click()
    expect(dialog.get_by_role("alert")).to_contain_text("One thing to fix")
    expect(dialog.get_by_label("Forest Trust")).to_be_checked()
    dialog.get_by_label("My employer’s rules allow me to accept this").check()
    dialog.get_by_role("button", name="Redeem for 200 credits").dblclick()
    ana.page.wait_for_url(re.compile(r"/redemptions/\d+$"))
    assert ana.heading() == "€100 to a charity you choose: Forest Trust"
    ana.press("Call it off and have my credits back")
    ana.reads("Your 200 credits are back.")
    assert broken == []


@pytest.mark.timeout(300)
def test_the_page_works_without_a_script_and_the_team_fulfils(live: Portal, browser: Browser) -> None:
    samir = visit(live, browser, size=PHONE, scripts=False)
    samir.enter_demo("Samir Haddad")
    samir.open("/rewards")
    samir.follow(REWARD)
    samir.write("Where should we send it?", "Quay 1, Leith")
    samir.choose("My employer’s rules allow me to accept this")
    samir.press("Redeem for 40 credits")
    assert samir.heading() == REWARD
    place = samir.page.url.rpartition("/")[2]
    tom = visit(live, browser)
    tom.enter_demo("Tom Brandt")
    tom.open(f"/admin/redemptions/{place}")
    tom.reads("Quay 1, Leith")
    tom.press("Approve")
    tom.press("Mark delivered")
    expect(tom.page.locator("main")).not_to_contain_text("Quay 1")
    samir.page.reload()
    samir.reads("It was good to give it to you.")
