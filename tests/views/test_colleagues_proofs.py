"""Looking for proof: people unnamed, content as far as agreed (REQ-4, CON-1)."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from portal.db import Database
from portal.domain.kinds import Stage
from portal.domain.models import Account, Person, SearchMiss
from portal.domain.operations import searches
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page

SignIn = Callable[[Person], Visitor]
SECRETS = ("Okafor", "Zebulon", "meridian", "555 01", "customer.example")


@pytest.fixture
def leo(database: Database) -> Person:
    with database.writing() as session:
        make.program(session)
        return make.colleague(session)


@pytest.fixture
def visitor_leo(leo: Person, signed_in: SignIn) -> Visitor:
    return signed_in(leo)


def zebulon(database: Database, **facts: object) -> int:
    """An advocate whose title, company and address all say who they are."""
    with database.writing() as session:
        who = make.advocate(session, name="Zebulon Okafor", email="zebulon@customer.example")
        person = session.get_one(Person, who.person_id)
        person.title, person.phone = "Planning lead of Meridian", "+44 555 01"
        account = session.get_one(Account, who.account_id)
        account.name, account.domain, account.employees = "Meridian Cold Chain", "meridian.example", 4_217
        account.region, who.persona, who.use_cases = "Nordics", "Planner", ["Carrier onboarding"]
        for name, value in facts.items():
            setattr(who, name, value)
        session.flush()
        searches.refresh(session, advocate_ids=[who.id])
        return who.id


def bare(text: str) -> str:
    """Without the parts of a page that hold no answer: the program's own addresses."""
    return re.sub(r"<footer.*?</footer>", "", text, flags=re.DOTALL)


def test_people_are_shown_unnamed(database: Database, visitor_leo: Visitor) -> None:
    zebulon(database)
    text = visitor_leo.get("/colleague/proofs").text
    check_page(text)
    assert "Planner, logistics, about 4,000 people, Nordics" in text
    assert "Not asked yet" in text
    assert not [word for word in SECRETS if word.lower() in bare(text).lower()]


@pytest.mark.parametrize("words", ["carrier", "CARRIER onboarding", "planner nordics", ""])
@pytest.mark.parametrize("htmx", [True, False])
def test_what_they_use_and_do_finds_them(database: Database, visitor_leo: Visitor, words: str, htmx: bool) -> None:
    zebulon(database)
    assert "about 4,000 people" in visitor_leo.get(f"/colleague/proofs?q={words}", htmx=htmx).text


@pytest.mark.parametrize("words", ["okafor", "zebulon", "meridian", "zebulon@customer.example", "555"])
def test_who_they_are_finds_nobody(database: Database, visitor_leo: Visitor, words: str) -> None:
    zebulon(database)
    text = visitor_leo.get(f"/colleague/proofs?q={words}").text
    check_page(text)
    assert "0 people" in text
    assert "about 4,000 people" not in text


@pytest.mark.parametrize("words", ["", "carrier"])
def test_what_they_wrote_about_themselves_does_not_tell_who_they_are(
    database: Database, visitor_leo: Visitor, words: str
) -> None:
    zebulon(database, persona="Meridian planner", use_cases=["Okafor’s yard plan", "Carrier onboarding"])
    text = bare(visitor_leo.get(f"/colleague/proofs?q={words}").text)
    assert "about 4,000 people" in text
    assert "Carrier onboarding" in text
    assert "meridian" not in text.lower()
    assert "okafor" not in text.lower()


@pytest.mark.parametrize(("words", "found"), [("meridian", False), ("okafor", False), ("yard", True)])
def test_who_they_are_finds_nobody_by_what_they_wrote_either(
    database: Database, visitor_leo: Visitor, words: str, found: bool
) -> None:
    zebulon(database, persona="Meridian planner", use_cases=["Okafor’s yard plan"])
    assert ("about 4,000 people" in visitor_leo.get(f"/colleague/proofs?q={words}").text) == found


@pytest.mark.parametrize("facts", [{"stage": Stage.JOINED}, {"validated_at": None}, {"stage": Stage.INTERVIEWED}])
def test_only_the_confirmed_and_validated_are_shown(
    database: Database, visitor_leo: Visitor, facts: dict[str, object]
) -> None:
    zebulon(database, **facts)
    assert "about 4,000 people" not in visitor_leo.get("/colleague/proofs").text


def test_what_found_nothing_is_noted_once(database: Database, visitor_leo: Visitor) -> None:
    zebulon(database)
    for path in ("?q=submarines", "?q=submarines", "", "?q=carrier"):
        check_page(visitor_leo.get(f"/colleague/proofs{path}").text)
    with database.reading() as session:
        assert [one.criteria for one in session.scalars(select(SearchMiss))] == [{"q": ["submarines"]}]


def test_asking_for_somebody_like_that_fills_the_form(database: Database, visitor_leo: Visitor) -> None:
    zebulon(database)
    found = re.search(r'href="(/colleague/requests/new\?[^"]+)"', visitor_leo.get("/colleague/proofs").text)
    assert found
    form = visitor_leo.get(found[1].replace("&amp;", "&")).text
    check_page(form)
    assert '<option selected value="Planner">' in form
