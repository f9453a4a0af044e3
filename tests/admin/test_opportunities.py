"""Deals in the team's pages: a file's words, the list, one deal, whose a name is."""

import io

from sqlalchemy import select

from portal.db import Database
from portal.domain.demand_kinds import LinkKind
from portal.domain.models import Import, Opportunity, OpportunityLink, OpportunityOwner, Person
from tests import make
from tests.fixtures.web import Visitor
from tests.make import NOW
from tests.page_checker import check_page

HEAD = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
FILE = (
    HEAD
    + "A1,Leo Marchetti,GTX Pro,Cancity,Won,2016-10-20,2017-03-01,1054\nB2,Moses Frase,GTX Pro,,Engaging,2016-11-03,,\n"
)
GUESSES = {"word_0": "open", "word_1": "won", "word_2": "USD"}


def upload(team: Visitor, content: str = FILE) -> str:
    answer = team.post("/admin/imports", {"noun": "opportunities", "file": (io.BytesIO(content.encode()), "deals.csv")})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def bring_in(team: Visitor) -> str:
    path = upload(team)
    team.post(f"{path}/words", GUESSES)
    team.post(f"{path}/confirmation")
    return path


def test_words_are_asked_for_shown_as_guessed_and_kept(team: Visitor, database: Database) -> None:
    path = upload(team)
    page = team.get(path)
    check_page(page.text)
    assert "Say what these words mean" in page.text
    assert "Import the" not in page.text
    refused = team.post(f"{path}/confirmation")
    check_page(refused.text)
    assert refused.status_code == 409
    bad = team.post(f"{path}/words", GUESSES | {"word_0": "maybe"})
    check_page(bad.text)
    assert bad.status_code == 422
    assert team.post(f"{path}/words", GUESSES).status_code == 303
    checked = team.get(path)
    check_page(checked.text)
    assert "Import the 2 good rows" in checked.text
    assert "Add this company as an account" in checked.text
    assert "1 deal names no account" in checked.text
    for _ in range(2):
        assert team.post(f"{path}/confirmation").status_code == 303
    done = team.get(path)
    check_page(done.text)
    assert "See the deals" in done.text
    again = upload(team, FILE.replace("Engaging", "Won"))
    changed = team.get(again)
    check_page(changed.text)
    assert "What would change" in changed.text
    with database.reading() as session:
        assert len(session.scalars(select(Opportunity.id)).all()) == 2
        assert session.scalars(select(Import.placed).order_by(Import.id)).first() == {
            "stage": {"Won": "won", "Engaging": "open"},
            "currency": {"": "USD"},
        }


def test_the_list_and_one_deal(team: Visitor, database: Database) -> None:
    empty = team.get("/admin/opportunities")
    check_page(empty.text)
    assert "Your deals will be here" in empty.text
    bring_in(team)
    for query, found in {"": 2, "?q=cancity": 1, "?outcome=won": 1, "?account=none": 1, "?q=nothing": 0}.items():
        page = team.get(f"/admin/opportunities{query}")
        check_page(page.text)
        assert page.text.count('<th scope="row">') == found, query
        assert "1 deal names no account" in page.text
    assert team.get("/admin/opportunities?owner=Moses+Frase").text.count('<th scope="row">') == 1
    with database.writing() as session:
        deal = session.scalars(select(Opportunity).where(Opportunity.external_id == "A1")).one()
        request = make.request(session)
        session.add(OpportunityLink(opportunity_id=deal.id, kind=LinkKind.REQUEST, about_id=request.id, at=NOW))
        path, about = f"/admin/opportunities/{deal.id}", f"/admin/requests/{request.id}"
    page = team.get(path)
    check_page(page.text)
    assert about in page.text
    assert "$1,054" in page.text


def test_a_name_is_tied_to_the_colleague_of_that_name_by_one_press(team: Visitor, database: Database) -> None:
    with database.writing() as session:
        leo = make.colleague(session).id
        advocate = make.advocate(session).person_id
    bring_in(team)
    page = team.get("/admin/opportunities/owners")
    check_page(page.text)
    assert "Same name" in page.text
    with database.reading() as session:
        found = session.scalars(select(OpportunityOwner.id).where(OpportunityOwner.name == "Leo Marchetti")).one()
    path = f"/admin/opportunities/owners/{found}/colleague"
    for _ in range(2):
        assert team.post(path, {"colleague_id": str(leo)}).status_code == 303
    check_page(team.get("/admin/opportunities/owners").text)
    assert deals_of(database, leo) == ["A1"]
    bad = team.post(path, {"colleague_id": str(advocate)})
    assert bad.status_code == 422
    check_page(bad.text)
    team.post(path, {"colleague_id": ""})
    assert deals_of(database, leo) == []
    assert team.post("/admin/opportunities/owners/900000/colleague", {"colleague_id": ""}).status_code == 404


def test_a_tied_name_keeps_its_colleague_in_the_next_file(team: Visitor, database: Database) -> None:
    with database.writing() as session:
        leo = make.colleague(session).id
    bring_in(team)
    with database.writing() as session:
        owner = session.scalars(select(OpportunityOwner).where(OpportunityOwner.name == "Leo Marchetti")).one()
        owner.colleague_id = leo
    path = upload(team, FILE + "C3,LEO MARCHETTI,GTX Pro,,Engaging,,,\n")
    team.post(f"{path}/confirmation")
    assert deals_of(database, leo) == ["A1", "C3"]


def deals_of(database: Database, person_id: int) -> list[str]:
    statement = select(Opportunity.external_id).join(Person, Person.id == Opportunity.owner_id)
    with database.reading() as session:
        return list(session.scalars(statement.where(Person.id == person_id).order_by(Opportunity.external_id)))
