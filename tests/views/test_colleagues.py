"""The colleague's area: nominating, what became of it, one's own accounts, the wait for the launch (NOM-1, ID-4)."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from portal.db import Database
from portal.domain.kinds import Channel, NominationState, Role, Stage
from portal.domain.models import Account, Department, Nomination, Note, Person
from portal.domain.operations import nominations
from portal.links import Links
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page

SignIn = Callable[[Person], Visitor]
OWEN = {
    "name": "Owen Pritchard",
    "email": "Owen@grid.example",
    "company": "Severn Grid",
    "why": "Support is the best I’ve dealt with, he says.",
    "how_known": "well",
}


@pytest.fixture
def leo(database: Database) -> Person:
    with database.writing() as session:
        make.program(session)
        return make.colleague(session)


@pytest.fixture
def at_leos(leo: Person, signed_in: SignIn) -> Visitor:
    return signed_in(leo)


def all_nominations(database: Database) -> list[Nomination]:
    with database.writing() as session:
        session.expire_all()
        return list(session.scalars(select(Nomination).order_by(Nomination.id)))


def test_one_lands_on_ones_requests(at_leos: Visitor) -> None:
    assert at_leos.get("/").location == "/colleague/requests"
    assert at_leos.get("/colleague").location == "/colleague/requests"
    assert "What became of" not in at_leos.get("/colleague/requests").text
    at_leos.post("/colleague/nominations", OWEN)
    assert "What became of the one you nominated" in at_leos.get("/colleague/requests").text


def test_the_first_visit_shows_the_three_steps(at_leos: Visitor) -> None:
    page = at_leos.get("/colleague/nominations")
    check_page(page.text)
    assert "Nobody nominated yet" in page.text
    assert '<details class="mb" open>' in page.text
    check_page(at_leos.get("/colleague/nominations/new?company=Severn+Grid").text)


def test_nominating_takes_one_form_and_counts_once(at_leos: Visitor, leo: Person, database: Database) -> None:
    with database.reading() as session:
        call = make.activity(session, "call").id
    for _ in range(2):
        answer = at_leos.post("/colleague/nominations", OWEN | {"activities": [str(call)]})
        assert (answer.status_code, answer.location) == (303, "/colleague/nominations")
    (made,) = all_nominations(database)
    assert (made.email, made.nominator_id, made.channel) == ("owen@grid.example", leo.id, Channel.CUSTOMER_SUCCESS)
    assert (made.state, made.activity_ids, made.how_known) == (NominationState.WAITING, [call], "We talk often")
    page = at_leos.get("/colleague/nominations")
    check_page(page.text)
    assert "Waits for the team" in page.text
    assert '<details class="mb">' in page.text


def test_what_is_missing_is_said_and_the_typing_stays(at_leos: Visitor, database: Database) -> None:
    answer = at_leos.post("/colleague/nominations", {"name": "Owen Pritchard", "email": "owen", "how_known": "x"})
    assert answer.status_code == 422
    check_page(answer.text)
    for words in ("Enter an email address", "Say in a sentence why", "Enter the company", 'value="Owen Pritchard"'):
        assert words in answer.text
    assert all_nominations(database) == []


def test_a_similar_name_is_asked_about_once_and_then_taken(
    at_leos: Visitor, signed_in: SignIn, database: Database
) -> None:
    with database.writing() as session:
        maud = make.colleague(session, name="Maud Leclerc")
    signed_in(maud).post("/colleague/nominations", OWEN)
    similar = OWEN | {"name": "Pritchard, Ówen", "email": "o.pritchard@grid.example"}
    answer = at_leos.post("/colleague/nominations", similar)
    assert answer.status_code == 409
    check_page(answer.text)
    assert "Maud Leclerc nominated Owen Pritchard of Severn Grid" in answer.text
    assert len(all_nominations(database)) == 1
    assert at_leos.post("/colleague/nominations", similar | {"sure": "yes"}).status_code == 303
    assert len(all_nominations(database)) == 2


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (Stage.CONFIRMED, "is in the program already"),
        (Stage.DEPARTED, "can’t be invited"),
    ],
)
def test_who_is_here_is_said_without_saying_more(
    at_leos: Visitor, database: Database, stage: Stage, words: str
) -> None:
    with database.writing() as session:
        make.advocate(session, name="Owen P", email="owen@grid.example", stage=stage)
    answer = at_leos.post("/colleague/nominations", OWEN | {"sure": "yes"})
    assert answer.status_code == 409
    check_page(answer.text)
    assert words in answer.text
    assert "Owen P " not in answer.text
    assert all_nominations(database) == []


def test_the_page_says_what_became_of_it(at_leos: Visitor, database: Database, links: Links) -> None:
    at_leos.post("/colleague/nominations", OWEN)
    at_leos.post("/colleague/nominations", OWEN | {"name": "Nadia Rahmani", "email": "nadia@lorient.example"})
    with database.writing() as session:
        ids = list(session.scalars(select(Nomination.id).order_by(Nomination.id)))
        priya = make.person(session).id
        words = "The relationship needs care before we ask for anything."
        nominations.pass_over(session, nomination_ids=ids[1:], reason=words, actor_id=priya, now=make.NOW)
        nominations.invite(
            session, nomination_ids=ids[:1], actor_id=priya, address_hashes=links.address_hashes, now=make.NOW
        )
    page = at_leos.get("/colleague/nominations")
    check_page(page.text)
    assert words in page.text
    assert 'aria-current="step">Invited' in page.text
    assert "2 nominated, 1 invited, 0 joined" in page.text


def test_before_the_launch_there_is_a_friendly_page(signed_in: SignIn, database: Database) -> None:
    with database.writing() as session:
        make.program(session)
        session.add(Department(name="Product", channel=Channel.PARTNER_TEAM, created_at=make.NOW))
        hanna = make.person(session, role=Role.COLLEAGUE, name="Hanna Weiss")
        hanna.department = "product"
    early = signed_in(hanna)
    for path in ("/colleague", "/colleague/nominations/new"):
        answer = early.get(path)
        assert answer.status_code == 403
        check_page(answer.text)
        assert "You’re early, Hanna" in answer.text
    assert early.post("/colleague/nominations", OWEN).status_code == 403
    assert all_nominations(database) == []
    with database.writing() as session:
        session.execute(select(Department)).scalar_one().launched_at = make.NOW
    assert early.get("/colleague/requests").status_code == 200


@pytest.fixture
def own(database: Database, leo: Person) -> tuple[int, int]:
    """An account of Leo's and somebody there."""
    with database.writing() as session:
        someone = make.advocate(session)
        account = session.get_one(Account, someone.account_id)
        account.name, account.csm_id = "Meridian Cold Chain", leo.id
        return account.id, someone.id


def test_notes_about_ones_own_accounts_people(
    at_leos: Visitor, own: tuple[int, int], database: Database, signed_in: SignIn
) -> None:
    account, dana = own
    assert "Meridian Cold Chain" in at_leos.get("/colleague/requests").text
    check_page(at_leos.get(f"/colleague/accounts/{account}").text)
    empty = at_leos.post(f"/colleague/people/{dana}/notes", {"body": " "})
    assert empty.status_code == 422
    check_page(empty.text)
    long = at_leos.post(f"/colleague/people/{dana}/notes", {"body": "x" * 4001})
    assert long.status_code == 422
    assert "x" * 4001 in long.text
    assert at_leos.post(f"/colleague/people/{dana}/notes", {"body": "Likes mornings."}).status_code == 303
    with database.reading() as session:
        note = session.execute(select(Note)).scalar_one().id
    assert at_leos.post(f"/colleague/notes/{note}", {"body": "Likes afternoons."}).status_code == 303
    page = at_leos.get(f"/colleague/accounts/{account}")
    check_page(page.text)
    assert "Likes afternoons." in page.text
    with database.writing() as session:
        other = signed_in(make.colleague(session, name="Amara Bello"))
    assert other.get(f"/colleague/accounts/{account}").status_code == 404
    assert other.post(f"/colleague/people/{dana}/notes", {"body": "x"}).status_code == 404
    assert other.post(f"/colleague/notes/{note}", {"body": ""}).status_code == 404
    assert other.post(f"/colleague/accounts/{account}/truce", {"until": "2026-12-24", "why": "x"}).status_code == 404
    assert at_leos.post(f"/colleague/notes/{note}", {"body": ""}).status_code == 303
    assert at_leos.post(f"/colleague/notes/{note}", {"body": ""}).status_code == 404


def test_an_account_is_left_alone_and_asked_again(
    at_leos: Visitor, own: tuple[int, int], database: Database, signed_in: SignIn
) -> None:
    account, dana = own
    assert at_leos.post(f"/colleague/accounts/{account}/truce", {"why": "Renewal"}).status_code == 422
    past = at_leos.post(f"/colleague/accounts/{account}/truce", {"until": "2026-11-23", "why": "Renewal"})
    assert past.status_code == 409
    check_page(past.text)
    told = {"until": "2026-12-24", "why": "Renewal talks."}
    assert at_leos.post(f"/colleague/accounts/{account}/truce", told).status_code == 303
    page = at_leos.get(f"/colleague/accounts/{account}")
    check_page(page.text)
    assert "Left alone until 24 December" in page.text
    with database.writing() as session:
        call, team = make.activity(session, "call").id, signed_in(make.person(session))
    words = "Leo Marchetti asks that Meridian Cold Chain be left alone until 24 December: Renewal talks."
    assert words in team.get(f"/admin/advocates/{dana}/asks/new?activity={call}").text
    assert at_leos.post(f"/colleague/accounts/{account}/truce/end").status_code == 303
    assert words not in team.get(f"/admin/advocates/{dana}/asks/new?activity={call}").text
