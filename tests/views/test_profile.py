"""An advocate's own details (ADV-3) and who sees what (ADV-8)."""

import re

import pytest
from sqlalchemy import select

from portal.db import Database
from portal.domain.models import Advocate, Audit, Person
from tests.fixtures.web import Visitor
from tests.page_checker import check_page
from tests.views.customers import Customer, SignIn, customer, team_member

DETAILS: dict[str, object] = {
    "name": " Dana  Okafor ",
    "title": "VP Supply Chain",
    "phone": "+44 20 7946 0000",
    "time_zone": "Europe/London",
    "region": "EMEA",
    "persona": "I run the budget",
    "languages": "English, Dutch,, English ",
    "products": "Planning suite",
    "use_cases": "Carrier onboarding",
    "outcomes": "40 carriers in nine weeks",
    "expertise": "Cold chain",
    "interests": "Scenario planning",
    "rather_not": "Pricing",
}


def kept(database: Database, who: Customer) -> tuple[Advocate, Person]:
    with database.writing() as session:
        return session.get_one(Advocate, who.advocate.id), session.get_one(Person, who.person.id)


@pytest.mark.parametrize("htmx", [False, True])
def test_details_are_saved_with_one_line_in_the_trail(database: Database, signed_in: SignIn, htmx: bool) -> None:
    dana = customer(database, signed_in)
    response = dana.visitor.post("/profile", DETAILS, htmx=htmx)
    assert response.status_code == (200 if htmx else 303)
    advocate, person = kept(database, dana)
    assert (person.name, person.title, person.time_zone) == ("Dana Okafor", "VP Supply Chain", "Europe/London")
    assert (advocate.languages, advocate.rather_not) == (["English", "Dutch"], "Pricing")
    with database.writing() as session:
        trail = session.scalars(select(Audit).where(Audit.action == "profile.changed")).one()
    assert set(trail.fields) == set(DETAILS) - {"name"}
    assert trail.actor_id == dana.person.id
    dana.visitor.post("/profile", DETAILS)
    with database.reading() as session:
        assert session.query(Audit).filter_by(action="profile.changed").count() == 1


def test_the_page_shows_what_is_kept(database: Database, signed_in: SignIn) -> None:
    dana = customer(database, signed_in)
    dana.visitor.post("/profile", DETAILS)
    text = dana.visitor.get("/profile").text
    check_page(text)
    for shown in ("VP Supply Chain", "English, Dutch", "40 carriers in nine weeks", "London, 9am now"):
        assert shown in text
    assert re.search(r"<option selected value=\"Europe/London\">", text)


def test_each_city_is_offered_once_and_a_former_name_stays_with_whoever_holds_it(
    database: Database, signed_in: SignIn
) -> None:
    dana = customer(database, signed_in)
    offered = re.findall(r"<option[^>]*>([^<]+), [^<,]+ now</option>", dana.visitor.get("/profile").text)
    assert "Buenos Aires" in offered
    assert len(offered) == len(set(offered))
    assert not {"ACT", "NSW", "Calcutta"} & set(offered)
    with database.writing() as session:
        session.get_one(Person, dana.person.id).time_zone = "Asia/Calcutta"
    assert '<option selected value="Asia/Calcutta">' in dana.visitor.get("/profile").text
    assert dana.visitor.post("/profile", DETAILS | {"time_zone": "Asia/Calcutta"}).status_code == 303
    assert kept(database, dana)[1].time_zone == "Asia/Calcutta"


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": " "}, "Enter your name."),
        ({"time_zone": "Mars/Olympus"}, "Choose a time zone from the list."),
        ({"title": "x" * 201}, "Keep it under 200 characters."),
        ({"outcomes": "x" * 4001}, "Keep it under 4,000 characters."),
        ({"languages": ",".join(f"l{n}" for n in range(31))}, "List at most 30, with commas between."),
        ({"products": "x" * 101}, "Keep each of them under 100 characters."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(
    database: Database, signed_in: SignIn, change: dict[str, object], message: str, htmx: bool
) -> None:
    dana = customer(database, signed_in)
    response = dana.visitor.post("/profile", DETAILS | change, htmx=htmx)
    assert response.status_code == 422
    check_page(response.text, fragment=htmx)
    assert message in response.text
    assert "Scenario planning" in response.text
    assert kept(database, dana)[1].title is None


def test_it_says_what_is_shared(database: Database, signed_in: SignIn) -> None:
    open_handed = customer(database, signed_in)
    careful = customer(database, signed_in, consents=frozenset())
    assert "You agreed on 23 November" in open_handed.visitor.get("/profile").text
    text = careful.visitor.get("/profile").text
    assert "You have not agreed to share them" in text
    assert "Nowhere. You have not agreed" in text


def test_only_their_own(database: Database, signed_in: SignIn, visitor: Visitor) -> None:
    team = team_member(database, signed_in)
    assert team.get("/profile").status_code == 403
    assert team.post("/profile", DETAILS).status_code == 403
    assert visitor.get("/profile").status_code == 303
    assert "HX-Redirect" in visitor.post("/profile", DETAILS, htmx=True).headers
