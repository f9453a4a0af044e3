"""Is it still right? Answered from a mail's link, and in one press (ADV-6)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from portal.clock import SetClock
from portal.db import Database
from portal.domain.kinds import Answer, Part
from portal.domain.models import Advocate, Confirmation, Reconfirmation, Willingness
from portal.domain.operations import searches
from portal.domain.queries import freshness
from portal.domain.rules.freshness import Item
from portal.links import Links, Purpose
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page
from tests.views.customers import Customer, SignIn, customer

OUTCOMES = "12% less time spent on returns."


@pytest.fixture
def dana(database: Database, signed_in: SignIn) -> Customer:
    """Said long ago that she takes calls; her results were never confirmed."""
    who = customer(database, signed_in, willing={"call": Answer.HAPPY})
    with database.writing() as session:
        session.get_one(Advocate, who.advocate.id).outcomes = OUTCOMES
        session.execute(update(Willingness).values(chosen_at=make.NOW - timedelta(days=400)))
        searches.refresh(session, advocate_ids=[who.advocate.id])
    return who


@pytest.fixture
def link(dana: Customer, database: Database, links: Links) -> str:
    with database.writing() as session:
        made = Reconfirmation(advocate_id=dana.advocate.id, created_at=make.NOW)
        session.add(made)
        session.flush()
        return f"/confirm/{links.make(Purpose.RECONFIRMATION, id=made.id, version=1, subject=dana.person.email)}"


def seen(database: Database, who: Customer) -> dict[Item, str]:
    with database.reading() as session:
        return {one.item: one.seen for one in freshness.known(session, [who.advocate.id])[who.advocate.id]}


def confirmed(database: Database, who: Customer) -> tuple[datetime | None, datetime | None, int | None] | None:
    """When, called wrong when, and by whom."""
    with database.reading() as session:
        kept = session.get(Confirmation, (who.advocate.id, Part.OUTCOMES))
        return (kept.confirmed_at, kept.doubted_at, kept.by_id) if kept else None


def form(database: Database, who: Customer, **answers: str) -> dict[str, str]:
    there = seen(database, who)
    return answers | {f"seen_{item}": value for item, value in there.items()}


def press(database: Database, who: Customer, item: Item, answer: str, **more: str) -> dict[str, str]:
    return {"what": f"{item.value}:{seen(database, who)[item]}", "answer": answer} | more


def test_the_links_page_asks_and_chooses_nothing(
    visitor: Visitor, link: str, database: Database, dana: Customer
) -> None:
    page = visitor.get(link)
    check_page(page.text)
    assert OUTCOMES in page.text
    assert "You’re happy to be asked for reference calls." in page.text
    assert " checked" not in page.text
    assert "Okafor" not in page.text
    assert confirmed(database, dana) is None


def test_an_answer_from_the_link_confirms(visitor: Visitor, link: str, database: Database, dana: Customer) -> None:
    answer = visitor.post(link, form(database, dana, outcomes="right", willingness="right"))
    assert answer.status_code == 303
    assert confirmed(database, dana) == (make.NOW, None, dana.person.id)
    page = visitor.get(answer.location)
    check_page(page.text)
    assert "Thank you, Dana." in page.text
    with database.reading() as session:
        assert session.scalar(select(Reconfirmation.answered_at)) == make.NOW


def test_what_is_left_open_is_asked_again(visitor: Visitor, link: str, database: Database, dana: Customer) -> None:
    answer = visitor.post(link, form(database, dana, outcomes="right"))
    page = visitor.get(answer.location)
    assert "And is this still right?" in page.text
    assert OUTCOMES not in page.text


def test_what_needs_a_change_leads_to_signing_in(
    visitor: Visitor, link: str, database: Database, dana: Customer
) -> None:
    answer = visitor.post(link, form(database, dana, outcomes="wrong", willingness="wrong"))
    page = visitor.get(answer.location)
    check_page(page.text)
    assert "/sign-in?next=/profile%23outcomes" in page.text
    assert "/sign-in?next=/preferences" in page.text
    assert "Some things are left to change." in page.text
    assert confirmed(database, dana) == (None, make.NOW, dana.person.id)


@pytest.mark.parametrize("htmx", [False, True])
def test_an_answer_without_a_choice_asks_for_one(
    visitor: Visitor, link: str, database: Database, dana: Customer, *, htmx: bool
) -> None:
    answer = visitor.post(link, form(database, dana), htmx=htmx)
    assert answer.status_code == 422
    assert "Choose an answer for at least one of these." in answer.text
    check_page(answer.text, fragment=htmx)
    assert visitor.post(link, form(database, dana, outcomes="perhaps"), htmx=htmx).status_code == 422


def test_what_changed_meanwhile_is_shown_anew(visitor: Visitor, link: str, database: Database, dana: Customer) -> None:
    read = form(database, dana, outcomes="right")
    with database.writing() as session:
        session.get_one(Advocate, dana.advocate.id).outcomes = "Twice as fast."
    answer = visitor.post(link, read)
    assert answer.status_code == 409
    assert "Twice as fast." in answer.text
    assert "changed meanwhile" in answer.text
    assert confirmed(database, dana) is None


def test_a_signed_in_person_finds_it_among_their_details(link: str, dana: Customer) -> None:
    assert dana.visitor.get(link).location.endswith("/profile")


@pytest.mark.parametrize("htmx", [False, True])
def test_a_link_that_is_not_one(visitor: Visitor, link: str, *, htmx: bool) -> None:
    wrong = link[:-1] + ("A" if link[-1] != "A" else "B")
    assert visitor.get(wrong).status_code == 404
    assert visitor.post(wrong, {"outcomes": "right"}, htmx=htmx).status_code == (204 if htmx else 404)


def test_a_link_works_for_31_days(visitor: Visitor, link: str, clock: SetClock) -> None:
    clock.instant = make.NOW + timedelta(days=31)
    page = visitor.get(link)
    assert page.status_code == 410
    assert "has expired" in page.text


def test_a_link_of_somebody_who_left_is_over(visitor: Visitor, link: str, database: Database, dana: Customer) -> None:
    with database.writing() as session:
        session.get_one(Advocate, dana.advocate.id).left_at = make.NOW
    assert visitor.get(link).status_code == 410


def test_the_home_page_asks_what_is_out_of_date_and_one_press_answers(database: Database, dana: Customer) -> None:
    page = dana.visitor.get("/home")
    check_page(page.text)
    assert "happy to be asked for" in page.text
    answer = dana.visitor.post("/confirmations", press(database, dana, Item.WILLINGNESS, "right"))
    assert answer.location.endswith("/home")
    page = dana.visitor.get("/home")
    assert "happy to be asked for" not in page.text
    assert "That’s confirmed" in page.text


def test_one_press_with_htmx_swaps_the_region(database: Database, dana: Customer) -> None:
    answer = dana.visitor.post("/confirmations", press(database, dana, Item.WILLINGNESS, "right"), htmx=True)
    assert answer.status_code == 200
    assert 'id="confirm"' in answer.text
    assert "12% less time" in answer.text
    assert "happy to be asked for" not in answer.text
    check_page(answer.text.partition('<div id="flash')[0], fragment=True)


def test_the_profile_asks_what_was_never_confirmed(database: Database, dana: Customer) -> None:
    page = dana.visitor.get("/profile")
    check_page(page.text)
    assert "12% less time" in page.text
    answer = dana.visitor.post("/confirmations", press(database, dana, Item.OUTCOMES, "wrong", back="profile"))
    assert answer.location.endswith("/profile#outcomes")
    assert "You said on 23 November that it needs a change" in dana.visitor.get("/profile").text


def test_one_press_answers_all_of_it(database: Database, dana: Customer) -> None:
    assert "All of it is still right" in dana.visitor.get("/home").text
    both = [f"{item.value}:{value}" for item, value in seen(database, dana).items()]
    dana.visitor.post("/confirmations", {"what": both, "answer": "right"})
    assert "Is this still right?" not in dana.visitor.get("/home").text
    assert confirmed(database, dana) == (make.NOW, None, dana.person.id)


def test_wishes_are_changed_in_the_preferences(database: Database, dana: Customer) -> None:
    answer = dana.visitor.post("/confirmations", press(database, dana, Item.WILLINGNESS, "wrong"))
    assert answer.location.endswith("/preferences")


def test_a_press_on_an_old_page_confirms_nothing(database: Database, dana: Customer) -> None:
    old = press(database, dana, Item.OUTCOMES, "right")
    with database.writing() as session:
        session.get_one(Advocate, dana.advocate.id).outcomes = "Twice as fast."
    for htmx in (False, True):
        answer = dana.visitor.post("/confirmations", old, htmx=htmx)
        assert answer.status_code == 409
        assert "Twice as fast." in answer.text
        check_page(answer.text, fragment=htmx)


def test_a_press_that_says_nothing_changes_nothing(database: Database, dana: Customer) -> None:
    assert dana.visitor.post("/confirmations", {"what": "secrets:1", "answer": "right"}).status_code == 303
    assert confirmed(database, dana) is None


def test_saving_other_results_confirms_them(database: Database, dana: Customer) -> None:
    details = {"name": "Dana Okafor", "outcomes": "Twice as fast.", "time_zone": ""}
    assert dana.visitor.post("/profile", details).status_code == 303
    assert confirmed(database, dana) == (make.NOW, None, dana.person.id)
