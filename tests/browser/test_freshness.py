"""Asked by mail whether it is still right, and answered on a phone without scripts; in one press at a desk (ADV-6)."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.pages import DESKTOP, PHONE, Mailbox, link, team, visit
from tests.browser.test_scanners import nothing_changes, scan
from tests.fixtures.portals import Portal

pytestmark = pytest.mark.timeout(400)


def test_an_answer_from_the_mail_on_a_phone_without_scripts(live: Portal, browser: Browser) -> None:
    opened = link(Mailbox(live, "robert.hale@").wait_for("Is this still right?"), "/confirm/")
    with nothing_changes(live):
        scan(browser, opened)
    robert = visit(live, browser, size=PHONE, scripts=False)
    robert.open(opened)
    robert.reads("Nothing is confirmed until you press this.")
    expect(robert.page.locator("input:checked")).to_have_count(0)
    assert not robert.is_wider_than_the_screen()
    robert.press("Send my answer")
    robert.reads("Choose an answer for at least one of these.")
    for name in ("deployments", "willingness"):
        robert.page.locator(f'label:has(input[name="{name}"][value="right"])').click()
    robert.page.locator('label:has(input[name="outcomes"][value="wrong"])').click()
    robert.press("Send my answer")
    robert.reads("One thing is left to change.")
    robert.follow("Sign in to change it")
    assert robert.page.url.endswith("/sign-in?next=/profile%23outcomes")
    member = team(live, browser)
    member.open("/admin/freshness?view=wrong")
    member.reads("Robert Hale")


def test_one_press_on_the_home_page_answers_all_of_it(live: Portal, browser: Browser) -> None:
    samir = visit(live, browser, size=DESKTOP)
    samir.enter_demo("Samir Haddad")
    samir.open("/home")
    expect(samir.page.get_by_text("All of it is still right")).to_be_visible()
    samir.press("All of it is still right")
    expect(samir.page.locator("#flash")).to_contain_text("That’s confirmed.")
    expect(samir.page.locator("#confirm")).to_be_focused()
    samir.page.reload()
    expect(samir.page.get_by_text("All of it is still right")).to_have_count(0)
