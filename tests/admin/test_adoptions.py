"""How far colleagues have come, and what the team does about it (ADO-1)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.models import Adoption, AdoptionNote
from portal.domain.operations import adoptions
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page


def test_the_list_shows_each_with_their_steps(team: Visitor, session: Session) -> None:
    leo = make.colleague(session)
    make.colleague(session, name="Amara Bello")
    adoptions.note_search(session, by_id=leo.id, sought="carriers", results=2, now=make.NOW)
    page = team.get("/admin/adoption").text
    check_page(page)
    assert "1</strong> of 2 searched" in page
    found = team.get("/admin/adoption?lacks=searched&sort=seen", htmx=True).text
    check_page(found, fragment=True)
    assert ("Amara Bello" in found, "Leo Marchetti" in found) == (True, False)
    check_page(team.get("/admin/adoption?q=nobody").text)
    check_page(team.get("/admin/departments").text)


def test_one_is_asked_in_once(team: Visitor, session: Session) -> None:
    leo = make.colleague(session)
    path = f"/admin/adoption/{leo.id}"
    assert "Ask them in by mail" in team.get(path).text
    assert team.post(f"{path}/invitation").status_code == 303
    assert session.get_one(Adoption, leo.id).invited_at is not None
    page = team.get(path).text
    check_page(page)
    assert "Ask them in by mail" not in page
    again = team.post(f"{path}/invitation")
    assert again.status_code == 409
    check_page(again.text)


def test_notes_are_kept_and_removed(team: Visitor, session: Session) -> None:
    leo = make.colleague(session)
    path = f"/admin/adoption/{leo.id}/notes"
    long = team.post(path, {"words": "x" * 2001})
    assert long.status_code == 422
    check_page(long.text)
    assert "x" * 2001 in long.text
    check_page(team.post(path, {"words": ""}, htmx=True).text, fragment=True)
    assert team.post(path, {"words": "Travels until May."}).status_code == 303
    kept = team.post(path, {"words": "Showed him the form."}, htmx=True)
    check_page(kept.text, fragment=True)
    assert "Travels until May." in kept.text
    for note_id in session.scalars(select(AdoptionNote.id)).all():
        assert team.post(f"/admin/adoption/notes/{note_id}/removal").status_code == 303
    check_page(team.get(f"/admin/adoption/{leo.id}").text)
    assert session.scalars(select(AdoptionNote)).all() == []


def test_nobody_but_a_colleague_has_such_a_page(team: Visitor, session: Session) -> None:
    for other in (make.person(session).id, make.advocate(session).person_id):
        assert team.get(f"/admin/adoption/{other}").status_code == 404
        assert team.post(f"/admin/adoption/{other}/notes", {"words": "x"}).status_code == 404
