"""What the team writes down about an advocate: looks, notes, how far they are, their details (ADV-2, ADV-3, ADV-8)."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.kinds import AskState, Stage
from portal.domain.models import (
    Advocate,
    Audit,
    ContactView,
    Note,
    Person,
)
from tests import make
from tests.admin.test_ask_changes import now_is
from tests.fixtures.web import Visitor
from tests.page_checker import check_page


@pytest.mark.parametrize("htmx", [False, True])
def test_contact_details_are_shown_once_and_the_look_is_written_down(
    team: Visitor, session: Session, priya: Person, *, htmx: bool
) -> None:
    dana = make.advocate(session, email="dana@meridian.example")
    page = f"/admin/advocates/{dana.id}"
    assert "dana@meridian.example" not in team.get(page).text
    answer = team.post(f"{page}/contact-views", htmx=htmx)
    assert "dana@meridian.example" in answer.text
    check_page(answer.text, fragment=htmx)
    assert "dana@meridian.example" not in team.get(page).text
    assert list(session.scalars(select(ContactView.viewer_id))) == [priya.id]


@pytest.mark.parametrize("htmx", [False, True])
def test_a_note_is_kept(team: Visitor, session: Session, *, htmx: bool) -> None:
    dana = make.advocate(session)
    answer = team.post(f"/admin/advocates/{dana.id}/notes", {"body": "Prefers mornings. <b>"}, htmx=htmx)
    assert answer.status_code == (200 if htmx else 303)
    assert "Prefers mornings. &lt;b&gt;" in team.get(f"/admin/advocates/{dana.id}").text
    empty = team.post(f"/admin/advocates/{dana.id}/notes", {"body": " "}, htmx=htmx)
    assert empty.status_code == 422
    check_page(empty.text, fragment=htmx)
    assert session.execute(select(func.count()).select_from(Note)).scalar_one() == 1


@pytest.mark.parametrize(
    ("noun", "stage"),
    [("interview", Stage.INTERVIEWED), ("confirmation", Stage.CONFIRMED), ("departure", Stage.DEPARTED)],
)
def test_the_team_notes_how_far_somebody_is(team: Visitor, session: Session, noun: str, stage: Stage) -> None:
    dana = make.advocate(session, stage=Stage.JOINED)
    for _ in range(2):
        assert team.post(f"/admin/advocates/{dana.id}/{noun}", {"kind": "left"}).status_code == 303
    session.expire_all()
    assert session.get_one(Advocate, dana.id).stage is stage
    assert make.match_row(session, dana).may_be_asked is (stage is not Stage.DEPARTED)


def test_a_candidate_is_not_confirmed_before_joining(team: Visitor, session: Session) -> None:
    someone = make.advocate(session, stage=Stage.CANDIDATE)
    answer = team.post(f"/admin/advocates/{someone.id}/confirmation")
    assert answer.status_code == 409
    assert "They have not joined" in answer.text
    check_page(answer.text)


def test_who_departs_is_asked_nothing_more(team: Visitor, session: Session, priya: Person) -> None:
    ask = make.ask(session, make.advocate(session), asker=priya)
    team.post(f"/admin/advocates/{ask.advocate_id}/departure", {"kind": "left"})
    assert now_is(session, ask).state is AskState.WITHDRAWN


def test_an_imported_person_is_checked(team: Visitor, session: Session, priya: Person) -> None:
    dana = make.advocate(session)
    dana.validated_at = None
    session.flush()
    assert "not checked by anybody yet" in team.get(f"/admin/advocates/{dana.id}").text
    team.post(f"/admin/advocates/{dana.id}/validation")
    session.expire_all()
    assert session.get_one(Advocate, dana.id).validated_by == priya.id


def test_somebody_is_added_by_hand_once(team: Visitor) -> None:
    typed: dict[str, object] = {
        "name": "Hélène Marchand",
        "email": "Helene@Clinic.Example",
        "company": "Clinique  Saint-Roch",
        "channel": "event",
    }
    there = team.post("/admin/advocates", typed).headers["Location"]
    text = team.get(there).text
    for words in ("Hélène Marchand", "Clinique Saint-Roch", "An event", "Has not joined yet", "Invite Hélène"):
        assert words in text, words
    again = team.post("/admin/advocates", typed)
    assert again.status_code == 409
    assert "helene@clinic.example is in the program already." in again.text
    check_page(again.text)
    for name, value in (("email", "not an address"), ("name", " "), ("company", "")):
        bad = team.post("/admin/advocates", typed | {name: value})
        assert bad.status_code == 422
        assert f'id="{name}-error"' in bad.text
        check_page(bad.text)


def test_details_are_corrected_and_the_log_names_the_fields_alone(team: Visitor, session: Session) -> None:
    dana = make.advocate(session)
    typed: dict[str, object] = {
        "name": "Dana Okafor",
        "company": "Meridian",
        "languages": "English, Dutch, English",
        "score": "9",
        "score_on": "2026-11-01",
    }
    assert team.post(f"/admin/advocates/{dana.id}/details", typed).status_code == 303
    session.expire_all()
    changed = session.get_one(Advocate, dana.id)
    assert (changed.languages, changed.score) == (["English", "Dutch"], 9)
    line = session.execute(select(Audit).where(Audit.action == "advocate.corrected")).scalar_one()
    assert set(line.fields) == {"account_id", "languages", "score", "score_on"}
    bad = team.post(f"/admin/advocates/{dana.id}/details", typed | {"score": "11"})
    assert bad.status_code == 422
    check_page(bad.text)
