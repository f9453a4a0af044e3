"""What people do on the portal's pages, in their words. Selectors live here and nowhere else."""

import re
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from portal.mail import captured
from portal.mail.captured import Letter
from tests.fixtures.portals import Portal

PATIENCE = 30_000
DESKTOP = (1440, 900)
PHONE = (390, 844)
NARROW = (320, 640)


@dataclass
class Person:
    """Somebody with a browser of their own."""

    portal: Portal
    context: BrowserContext
    page: Page

    def open(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.portal.address + path)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).click()

    def write(self, label: str, words: str) -> None:
        self.page.get_by_label(label, exact=True).fill(words)

    def choose(self, name: str) -> None:
        """A radio or a tick by its label, as a finger would: on the words."""
        self.page.locator("label", has_text=name).first.click()

    def reads(self, words: str | re.Pattern[str]) -> None:
        expect(self.page.locator("main")).to_contain_text(words, timeout=PATIENCE)

    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def enter_demo(self, name: str) -> None:
        self.open("/dev")
        self.page.locator("li", has_text=name).get_by_role("button").click()
        self.page.wait_for_url(lambda url: not url.endswith("/dev"))

    def is_wider_than_the_screen(self) -> bool:
        root = "document.documentElement"
        return bool(self.page.evaluate(f"{root}.scrollWidth > {root}.clientWidth"))

    def has_cards_wider_than_the_screen(self) -> bool:
        """A table that became one block per row leaves nothing to be found by scrolling sideways."""
        scrolls = "all => all.some(one => one.querySelector('.table--cards') && one.scrollWidth > one.clientWidth)"
        return bool(self.page.locator(".table-scroll").evaluate_all(scrolls))


def visit(
    portal: Portal, browser: Browser, *, size: tuple[int, int] = DESKTOP, scripts: bool = True, dark: bool = False
) -> Person:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        java_script_enabled=scripts,
        color_scheme="dark" if dark else "light",
        is_mobile=size[0] < 500,
    )
    context.set_default_timeout(PATIENCE)
    return Person(portal, context, context.new_page())


class Mailbox:
    """The captured mail of one address."""

    def __init__(self, portal: Portal, address: str) -> None:
        self._folder = portal.places.mail
        self._address = address

    def letters(self) -> list[Letter]:
        found = captured.newest(self._folder, limit=500)
        return [letter for letter in found if self._address in letter.header("To")]

    def wait_for(self, subject: str, *, patience: int = PATIENCE) -> Letter:
        """The newest letter whose subject holds these words."""
        end = time.monotonic() + patience / 1000
        while time.monotonic() < end:
            for letter in self.letters():
                if subject in letter.header("Subject"):
                    return letter
            time.sleep(0.2)
        pytest.fail(f"No letter to {self._address} about {subject!r}")


def link(letter: Letter, path: str) -> str:
    """The letter's link to a page under `path`, as in "/join/"."""
    found = re.search(rf"https?://\S+?{path}[^\s?]+", letter.part("plain"))
    assert found is not None, letter.part("plain")
    return found[0]


def code(letter: Letter) -> str:
    found = re.search(r"^(\d{6})$", letter.part("plain"), re.MULTILINE)
    assert found is not None, letter.part("plain")
    return found[1]


class Team(Person):
    """A member of the team."""

    def import_people(self, file: Path) -> None:
        self.open("/admin/imports")
        self.choose("People: contacts at your customers")
        self.page.locator("input[type=file]").set_input_files(file)
        self.press("Check the file")

    def bring_in(self, number: int) -> None:
        self.press(f"Import the {number} good rows")
        self.page.get_by_role("link", name="Invite these people").click()

    def tick(self, number: int) -> list[str]:
        """The first so many of the list; their names."""
        boxes = self.page.locator("tbody input[type=checkbox]")
        for place in range(number):
            boxes.nth(place).check()
        return [box.get_attribute("aria-label") or "" for box in boxes.all()[:number]]

    def find_advocate(self, name: str) -> None:
        self.open(f"/admin/advocates?q={name.replace(' ', '+')}")
        self.page.locator("main table").get_by_role("link", name=name).first.click()
        expect(self.page.locator("h1")).to_have_text(name, timeout=PATIENCE)

    def begin_ask(self, given_name: str, activity: str) -> None:
        self.page.get_by_role("link", name=f"Ask {given_name}").click()
        self.page.get_by_role("link", name=re.compile(f"^{activity}")).first.click()

    def fill_ask(self, *, happen_by: str, note: str | None = None) -> None:
        self.write("Who the other side is", "supply chain director")
        self.write("Their industry", "logistics")
        self.write("It should happen by", happen_by)
        self.write("Why them", "They are about to leave the system that you left last year.")
        if note:
            self.write("Your own note", note)


def team(portal: Portal, browser: Browser, name: str = "Tom Brandt") -> Team:
    person = visit(portal, browser)
    member = Team(person.portal, person.context, person.page)
    member.enter_demo(name)
    return member


def answer_form(page: Page) -> Locator:
    return page.locator("form", has=page.get_by_role("button", name="Send my answer"))
