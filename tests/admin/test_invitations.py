"""Inviting people from the team's pages (CAP-9)."""

import pytest
from sqlalchemy import select

from portal.db import Database
from portal.domain.kinds import InvitationState, Role, Stage
from portal.domain.models import Invitation, Person
from portal.domain.operations import imports, invitations
from portal.domain.rules.imports import Noun
from portal.links import Links
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page


@pytest.fixture
def people(database: Database) -> list[int]:
    """Two candidates and somebody who has joined."""
    with database.writing() as session:
        stages = {"ana": Stage.CANDIDATE, "bob": Stage.CANDIDATE, "cy": Stage.JOINED}
        return [
            make.advocate(session, name=name.title(), email=f"{name}@acme.example", stage=stage, willing={}).id
            for name, stage in stages.items()
        ]


def invited(database: Database) -> list[int]:
    with database.reading() as session:
        return list(session.scalars(select(Invitation.advocate_id).order_by(Invitation.id)))


def test_a_selection_is_shown_with_who_is_left_out_and_then_invited(
    team: Visitor, people: list[int], database: Database
) -> None:
    check_page(team.get("/admin/invitations").text)
    chosen = "&".join(f"id={one}" for one in people)
    page = team.get(f"/admin/invitations/new?{chosen}")
    check_page(page.text)
    assert "Invite 2 people" in page.text
    assert "Has joined already." in page.text
    answer = team.post("/admin/invitations", {"id": people, "note": "Leo told me about you."})
    assert (answer.status_code, answer.location) == (303, "/admin/invitations")
    assert invited(database) == people[:2]
    listed = team.get("/admin/invitations")
    check_page(listed.text)
    assert "2 people are invited, 1 was left out" in listed.text
    assert "Waits to be sent" in listed.text
    again = team.get(f"/admin/invitations/new?{chosen}")
    check_page(again.text)
    assert "Has an invitation that awaits an answer." in again.text
    assert team.post("/admin/invitations", {"id": people}).status_code == 303
    assert invited(database) == people[:2]


def test_nobody_ticked_and_too_long_a_note_are_said(team: Visitor, people: list[int], database: Database) -> None:
    nobody = team.post("/admin/invitations", {"note": "Hello"})
    assert nobody.status_code == 422
    assert "Tick at least one person." in nobody.text
    long = team.post("/admin/invitations", {"id": people, "note": "x" * 601})
    assert long.status_code == 422
    check_page(long.text)
    assert "x" * 601 in long.text
    assert team.post("/admin/invitations", {"id": ["900000000"]}).status_code == 404
    assert invited(database) == []


def test_the_people_of_an_import_are_invited_some_or_all(team: Visitor, database: Database, links: Links) -> None:
    with database.writing() as session:
        run = imports.take_in(
            session,
            noun=Noun.CONTACTS,
            file_name="a.csv",
            rows=[(1, ["Name", "Email"]), *((n, [f"P{n}", f"p{n}@acme.example"]) for n in range(2, 6))],
            by_id=make.person(session).id,
            address_hashes=links.address_hashes,
            now=make.NOW,
        )
        imports.confirm(
            session, import_id=run.id, actor_id=run.by_id, address_hashes=links.address_hashes, now=make.NOW
        )
        run_id = run.id
    page = team.get(f"/admin/invitations/new?import_id={run_id}")
    check_page(page.text)
    assert "Invite all 4" in page.text
    assert "checked" not in page.text
    none = team.post("/admin/invitations", {"import_id": run_id})
    assert none.status_code == 422
    check_page(none.text)
    with database.reading() as session:
        ids = list(session.scalars(select(Person.id).where(Person.role == Role.ADVOCATE)))
    assert len(ids) == 4
    team.post("/admin/invitations", {"import_id": run_id, "who": "all"})
    assert len(invited(database)) == 4
    with database.reading() as session:
        assert set(session.scalars(select(Invitation.import_id))) == {run_id}
    assert team.get("/admin/invitations/new?import_id=900000000").status_code == 404


def test_an_invitation_is_withdrawn_once(team: Visitor, people: list[int], database: Database, links: Links) -> None:
    with database.writing() as session:
        invitations.invite(
            session,
            advocate_ids=people[:1],
            inviter_id=make.person(session).id,
            note=None,
            address_hashes=links.address_hashes,
            now=make.NOW,
        )
        made = session.scalars(select(Invitation.id)).one()
    done = team.post(f"/admin/invitations/{made}/withdrawal", htmx=True)
    assert done.status_code == 200
    assert "No invitation here" in done.text
    again = team.post(f"/admin/invitations/{made}/withdrawal")
    assert again.status_code == 409
    check_page(again.text)
    assert team.get(f"/admin/invitations?state={InvitationState.WITHDRAWN.value}").text.count("Ana") >= 1
