"""A colleague nominates on a phone; the team works through ten in the queue by keyboard, without a script (NOM-1)."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.pages import PATIENCE, PHONE, Mailbox, Person, visit
from tests.browser.test_keyboard import tab_to, write
from tests.fixtures.portals import Portal

pytestmark = pytest.mark.timeout(300)
TEN = 10
FROM_COLLEAGUES = "/admin/nominations?source=colleagues"


def number_to_review(person: Person) -> int:
    words = person.page.get_by_role("link", name=re.compile("^To review")).inner_text()
    return int(words.split()[-1])


def test_a_colleague_nominates_on_the_phone_and_hears_of_it(live: Portal, browser: Browser) -> None:
    maud = visit(live, browser, size=PHONE)
    maud.enter_demo("Maud Leclerc")
    assert maud.heading() == "My requests"
    maud.follow("Nominate somebody")
    maud.write("Their name", "Gareth Pugh")
    maud.write("Their work email", "gareth.pugh@severngrid.example")
    maud.write("Company", "Severn Grid")
    maud.write("Why them", "He showed our reports to his whole board.")
    maud.choose("We talk often")
    maud.press("Nominate them")
    expect(maud.page.locator("#flash")).to_contain_text("Gareth Pugh", timeout=PATIENCE)
    assert not maud.is_wider_than_the_screen()
    tom = visit(live, browser)
    tom.enter_demo("Tom Brandt")
    tom.open(FROM_COLLEAGUES)
    tom.follow("Gareth Pugh")
    tom.page.get_by_label("Why not now").select_option(label="It isn’t the right time for their company.")
    tom.page.locator("#not-now + form").get_by_role("button", name="Not now").click()
    letter = Mailbox(live, "maud@").wait_for("Not now: Gareth Pugh")
    assert "It isn't the right time for their company." in letter.part("plain")
    maud.open("/colleague/nominations")
    maud.reads("It isn’t the right time for their company.")
    for person in (maud, tom):
        person.context.close()


def test_before_the_launch_a_colleague_is_told_so(live: Portal, browser: Browser) -> None:
    hanna = visit(live, browser, size=PHONE)
    hanna.enter_demo("Hanna Weiss")
    assert hanna.heading() == "You’re early, Hanna"
    hanna.press("Sign out")
    hanna.page.wait_for_url("**/sign-in")
    hanna.context.close()


def test_ten_nominations_are_worked_through_by_keyboard_without_a_script(live: Portal, browser: Browser) -> None:
    sara = visit(live, browser, scripts=False)
    sara.enter_demo("Sara Lindholm")
    sara.open(FROM_COLLEAGUES)
    before = number_to_review(sara)
    names = [box.get_attribute("aria-label") or "" for box in sara.page.locator("input[form=decisions]").all()[:TEN]]
    assert len(names) == TEN
    for name in names[:6]:
        tab_to(sara.page, name)
        sara.page.keyboard.press("Space")
    tab_to(sara.page, "Invite those ticked")
    sara.page.keyboard.press("Enter")
    expect(sara.page.locator("#flash")).to_contain_text("Invited: 6 people", timeout=PATIENCE)
    assert number_to_review(sara) == before - 6
    for name in names[6:9]:
        tab_to(sara.page, name)
        sara.page.keyboard.press("Space")
    write(sara, "Why not now", "We have")
    sara.page.keyboard.press("Tab")
    sara.page.keyboard.press("Enter")
    expect(sara.page.locator("#flash")).to_contain_text("Not now: ", timeout=PATIENCE)
    assert number_to_review(sara) == before - 9
    tab_to(sara.page, names[9])
    tab_to(sara.page, f"Invite {names[9].split()[1]}")
    sara.page.keyboard.press("Enter")
    sara.reads(f"{before - TEN} people to review")
    sara.context.close()
