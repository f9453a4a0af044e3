"""Leaving, moving and coming back in the team's pages (ADV-2)."""

import pytest
from sqlalchemy.orm import Session

from portal.domain.kinds import Stage
from portal.domain.models import Advocate
from portal.domain.operations import advocates
from tests import make
from tests.fixtures.web import Visitor
from tests.make import NOW
from tests.page_checker import check_page


def test_somebody_moves_and_comes_back(team: Visitor, session: Session) -> None:
    dana = make.advocate(session)
    path = f"/admin/advocates/{dana.id}/departure"
    check_page(team.get(path).text)
    data = {"kind": "moved", "company": "New Harbour", "note": "Saw it online."}
    assert team.post(path, data).status_code == 303
    session.expire_all()
    assert session.get_one(Advocate, dana.id).stage is Stage.DEPARTED
    profile = team.get(f"/admin/advocates/{dana.id}")
    check_page(profile.text)
    assert f'href="{path}"' in profile.text
    noted = team.get(path)
    check_page(noted.text)
    assert "to New Harbour" in noted.text
    assert "Saw it online." in noted.text
    for _ in range(2):
        assert team.post(f"/admin/advocates/{dana.id}/return").status_code == 303
    session.expire_all()
    assert session.get_one(Advocate, dana.id).stage is Stage.JOINED
    again = team.get(path)
    check_page(again.text)
    assert "Back since" in again.text


@pytest.mark.parametrize("kind", ["", "gone"])
def test_what_happened_is_asked_for(team: Visitor, session: Session, kind: str) -> None:
    dana = make.advocate(session)
    answer = team.post(f"/admin/advocates/{dana.id}/departure", {"kind": kind, "company": "New Harbour"})
    assert answer.status_code == 422
    check_page(answer.text)
    assert "New Harbour" in answer.text


def test_who_left_by_their_own_word_is_theirs_to_bring_back(team: Visitor, session: Session) -> None:
    dana = make.advocate(session)
    advocates.leave(session, advocate_id=dana.id, actor_id=dana.person_id, now=NOW)
    session.flush()
    answer = team.post(f"/admin/advocates/{dana.id}/return")
    assert answer.status_code == 409
    check_page(answer.text)
    assert "only they can come back" in answer.text
