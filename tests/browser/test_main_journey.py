"""The whole of it: people come in from a file, one opts in, is asked within their limits, answers, and it is done.

With the team at a desk, the advocate on a phone without scripts, and the real workers in between.
"""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.pages import PHONE, Mailbox, Person, Team, link, team, visit
from tests.fixtures.portals import Portal

HEADINGS = ["Index", "Customer Id", "First Name", "Last Name", "Company", "City", "Country", "Phone 1", "Email"]
FIRST = ("Ines", "Otto", "Bea", "Karim", "Lucy", "Emil", "Rosa", "Jan", "Mina", "Paul", "Tess", "Ugo")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Twelve people as a CRM writes them."""
    made = tmp_path / "customers.csv"
    with made.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(HEADINGS)
        for place, name in enumerate(FIRST, start=1):
            address = f"{name.lower()}.quist@acme{place}.example"
            row = [
                place,
                f"c{place:04}",
                name,
                "Quist",
                f"Acme {place}",
                "Rotterdam",
                "Netherlands",
                "555-0100",
                address,
            ]
            writer.writerow(row)
    return made


def in_days(days: int) -> str:
    return (date.today() + timedelta(days=days)).isoformat()  # noqa: DTZ011 - what a person would type


def import_and_invite(tom: Team, file: Path) -> None:
    tom.import_people(file)
    tom.reads("12 new people")
    tom.bring_in(12)
    tom.tick(10)
    tom.press("Invite those ticked")
    tom.reads("Ines Quist")


def opt_in(ines: Person, letters: Mailbox) -> None:
    ines.open(link(letters.wait_for("An invitation"), "/join/"))
    ines.choose("Yes, I want to join")
    for activity in ("Reference calls", "Case studies"):
        ines.page.get_by_role("group", name=activity).locator("label", has_text="Happy to").click()
    ines.choose("Share my name and contact")
    ines.press("Send my answer")
    assert ines.heading() == "You’ve joined. Thank you"
    ines.open(link(letters.wait_for("You've joined"), "/s/"))
    ines.press("Continue")
    ines.reads("Ines")


def ask_for_a_call(tom: Team) -> None:
    tom.find_advocate("Ines Quist")
    tom.begin_ask("Ines", "Ask for: Reference call")
    tom.fill_ask(happen_by=in_days(14))
    tom.press("Ask Ines")
    tom.reads("The answer is due by")
    tom.reads("Would you take one 30-minute call with a supply chain director at a logistics company")


def be_refused_a_second_ask(tom: Team) -> None:
    """The page says why and from when; a draft that is sent all the same is refused in the same words."""
    again = date.today() + timedelta(days=92)  # noqa: DTZ011
    next_possible = f"{again.day} {again:%B}"
    tom.find_advocate("Ines Quist")
    tom.follow("Ask Ines")
    tom.reads(f"From {next_possible}")
    tom.open(f"{tom.page.url}?activity=2")
    tom.fill_ask(happen_by=in_days(30))
    tom.press("Save as draft")
    tom.press("Ask Ines")
    tom.reads("Tom Brandt asked on")
    tom.reads(next_possible)
    tom.reads("Nothing was changed")


@pytest.mark.timeout(600)
def test_from_a_file_of_contacts_to_a_call_that_was_held(live: Portal, browser: Browser, file: Path) -> None:
    tom = team(live, browser)
    ines = visit(live, browser, size=PHONE, scripts=False)
    letters = Mailbox(live, "ines.quist@acme1.example")
    import_and_invite(tom, file)
    opt_in(ines, letters)
    ask_for_a_call(tom)

    ines.open(link(letters.wait_for("Reference call"), "/a/"))
    assert ines.page.locator("input[type=radio]:checked").count() == 0
    assert not ines.is_wider_than_the_screen()
    ines.choose("Yes, I can help")
    ines.press("Send my answer")
    ines.reads("Change my answer")
    letters.wait_for("yes")
    be_refused_a_second_ask(tom)

    tom.open("/admin/asks")
    tom.page.get_by_role("link", name="Said yes").click()
    tom.page.wait_for_url("**state=**")
    tom.page.get_by_role("row").filter(has_text="Ines Quist").first.get_by_role("link", name="Reference call").click()
    tom.write("It was done on", date.today().isoformat())  # noqa: DTZ011
    tom.write("What shows it", "Call held, confirmed by both")
    tom.press("Confirm it was done")
    tom.reads("Done on")
    expect(tom.page.get_by_role("button", name="Confirm it was done")).to_have_count(0)

    ines.open("/history")
    ines.reads("Done on")
