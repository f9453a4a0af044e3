"""The answer to an invitation, from its link (ID-2, CAP-9)."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.clock import SetClock
from portal.db import Database
from portal.domain.kinds import InvitationState, Stage, Topic
from portal.domain.models import Activity, Advocate, Invitation, MatchRow, Outbox, Person, SignIn, Suppression
from portal.domain.operations import invitations
from portal.links import Links, Purpose
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page, read

PACES: dict[str, object] = {"high_gap": "92", "low_gap": "31"}


@dataclass(frozen=True)
class Invited:
    id: int
    advocate_id: int
    link: str
    no: str


@pytest.fixture
def ana(database: Database, links: Links) -> Invited:
    """Ana Silva, invited and not answered yet."""
    with database.writing() as session:
        advocate = make.advocate(
            session,
            name="Ana Silva",
            email="ana.private@customer.example",
            stage=Stage.CANDIDATE,
            willing={},
            consents=frozenset(),
        )
        invitations.invite(
            session,
            advocate_ids=[advocate.id],
            inviter_id=make.person(session).id,
            note=None,
            address_hashes=links.address_hashes,
            now=make.NOW,
        )
        made = session.scalars(select(Invitation)).one()
    token = links.make(Purpose.INVITATION, id=made.id, version=1, subject="ana.private@customer.example")
    return Invited(made.id, advocate.id, f"/join/{token}", f"/no/{token}")


def invitation(database: Database, who: Invited) -> Invitation:
    with database.writing() as session:
        return session.get_one(Invitation, who.id)


def stage(database: Database, who: Invited) -> Stage:
    with database.writing() as session:
        return session.get_one(Advocate, who.advocate_id).stage


def test_the_page_has_nothing_chosen_but_the_pace(visitor: Visitor, ana: Invited) -> None:
    response = visitor.get(ana.link)
    assert response.status_code == 200
    check_page(response.text)
    page, _ = read(response.text)
    chosen = [each for each in page.all("input") if each.get("checked") is not None]
    assert [(each.get("name"), each.get("value")) for each in chosen] == [("high_gap", "92"), ("low_gap", "31")]
    assert "Welcome, Ana" in response.text
    for private in ("Silva", "ana.private", "Account "):
        assert private not in response.text


def test_joining_saves_the_choices_and_mails_a_sign_in_link(database: Database, visitor: Visitor, ana: Invited) -> None:
    with database.reading() as session:
        call = session.scalars(select(Activity.id).where(Activity.slug == "call")).one()
    data = PACES | {"join": "yes", f"activity_{call}": "happy", "high_gap": "366", "share_contact": "y"}
    response = visitor.post(ana.link, data)
    assert (response.status_code, response.location) == (303, "/joined")
    check_page(visitor.get("/joined").text)
    assert stage(database, ana) is Stage.JOINED
    with database.writing() as session:
        row = session.get_one(MatchRow, ana.advocate_id)
        sign_in = session.scalars(select(SignIn)).one()
        topics = {each.topic for each in session.scalars(select(Outbox))}
    assert (row.happy, row.high_gap, row.shares_contact, row.may_be_asked) == ([call], 366, True, True)
    assert Topic.JOIN_CONFIRMED in topics
    assert sign_in.browser_hash is not None
    assert "_user_id" not in visitor.cookie()
    assert visitor.get("/home").status_code == 303


@pytest.mark.parametrize("way", ["link", "no"])
def test_no_thanks_is_for_ever(database: Database, visitor: Visitor, ana: Invited, way: str) -> None:
    response = visitor.post(getattr(ana, way), PACES | {"join": "no"})
    assert (response.status_code, response.location) == (303, "/no-thanks")
    check_page(visitor.get("/no-thanks").text)
    assert invitation(database, ana).state is InvitationState.DECLINED
    with database.reading() as session:
        assert session.query(Suppression).count() == 1
        assert session.query(SignIn).count() == 0


@pytest.mark.parametrize("way", ["link", "no"])
@pytest.mark.parametrize("data", [{}, {"join": "maybe"}])
def test_without_a_choice_nothing_happens(
    database: Database, visitor: Visitor, ana: Invited, way: str, data: dict[str, object]
) -> None:
    check_page(visitor.get(getattr(ana, way)).text)
    response = visitor.post(getattr(ana, way), PACES | data)
    assert response.status_code == 422
    check_page(response.text)
    assert "Choose one of the two. Either is fine." in response.text
    assert invitation(database, ana).state is InvitationState.OPEN


def test_the_way_from_no_back_to_the_page(visitor: Visitor, ana: Invited) -> None:
    page, _ = read(visitor.get(ana.no).text)
    assert [each for each in page.all("input") if each.get("checked") is not None] == []
    assert visitor.post(ana.no, {"join": "yes"}).location == ana.link


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_an_answered_link_says_so(database: Database, visitor: Visitor, ana: Invited, answer: str) -> None:
    visitor.post(ana.link, PACES | {"join": answer})
    kept = invitation(database, ana).state
    for response in (visitor.get(ana.link), visitor.get(ana.no), visitor.post(ana.link, PACES | {"join": "yes"})):
        assert response.status_code == 410
        check_page(response.text)
        assert "This link has been used" in response.text
    assert visitor.post(f"{ana.link}/renewal").status_code == 410
    assert invitation(database, ana).state is kept


def test_an_expired_link_gives_a_fresh_one_by_mail(
    database: Database, visitor: Visitor, ana: Invited, clock: SetClock, links: Links
) -> None:
    clock.instant += timedelta(days=14)
    with database.writing() as session:
        invitations.expire_due(session, now=clock.instant)
    response = visitor.get(ana.link)
    assert response.status_code == 410
    check_page(response.text)
    assert "Send me a fresh invitation" in response.text
    assert visitor.post(ana.link, PACES | {"join": "yes"}).status_code == 410
    assert visitor.post(f"{ana.link}/renewal").location == "/invitation-sent"
    check_page(visitor.get("/invitation-sent").text)
    fresh = invitation(database, ana)
    assert (fresh.state, fresh.version) == (InvitationState.OPEN, 2)
    with database.reading() as session:
        made = session.query(Outbox).filter_by(topic=Topic.INVITATION_MADE, about_id=ana.id).count()
    assert made == 2
    assert visitor.post(f"{ana.link}/renewal").status_code == 404
    token = links.make(Purpose.INVITATION, id=ana.id, version=2, subject="ana.private@customer.example")
    assert visitor.get(f"/join/{token}").status_code == 200
    assert visitor.post(f"/join/{token}/renewal").status_code == 410


def test_a_withdrawn_invitation_is_not_renewed(database: Database, visitor: Visitor, ana: Invited) -> None:
    with database.writing() as session:
        someone = session.scalars(select(Person.id).limit(1)).one()
        invitations.withdraw(session, invitation_id=ana.id, actor_id=someone, now=make.NOW)
    response = visitor.get(ana.link)
    assert response.status_code == 410
    assert "Send me a fresh invitation" not in response.text
    assert visitor.post(f"{ana.link}/renewal").status_code in {404, 410}
    assert invitation(database, ana).state is InvitationState.WITHDRAWN


def test_a_link_works_for_its_own_invitation_address_and_version_only(
    database: Database, visitor: Visitor, ana: Invited, links: Links
) -> None:
    mine = "ana.private@customer.example"
    tokens = [
        links.make(Purpose.INVITATION, id=ana.id, version=2, subject=mine),
        links.make(Purpose.INVITATION, id=ana.id + 1, version=1, subject=mine),
        links.make(Purpose.INVITATION, id=ana.id, version=1, subject="other@customer.example"),
        links.make(Purpose.ASK, id=ana.id, version=1, subject=mine),
        "1.1.short",
    ]
    for token in tokens:
        answers = (
            visitor.get(f"/join/{token}"),
            visitor.get(f"/no/{token}"),
            visitor.post(f"/join/{token}", PACES | {"join": "yes"}),
            visitor.post(f"/no/{token}", {"join": "no"}),
            visitor.post(f"/join/{token}/renewal"),
        )
        assert [response.status_code for response in answers] == [404] * 5
        check_page(answers[0].text)
    assert invitation(database, ana).state is InvitationState.OPEN


def test_methods(visitor: Visitor, ana: Invited) -> None:
    assert visitor.get(f"{ana.link}/renewal").status_code == 405
    assert visitor.post("/joined").status_code == 405
