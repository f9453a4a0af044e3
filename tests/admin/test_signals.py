"""Signals in the team's pages: answers by file, candidates worked through, corrections, calls (NOM-2, NOM-3)."""

import io
import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.kinds import NominationState
from portal.domain.models import Import, Invitation, Nomination, Signal
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page

ANSWERS = """Response ID,Email,Name,Company,NPS,Comment,Date
1,ana@acme.example,Ana Ruiz,Acme,10,Support is the best I have dealt with!,2026-11-02
2,bo@acme.example,Bo Berg,Acme,9,,2026-11-03
3,cy@acme.example,Cy Clark,Acme,3,"I love the people, it is fantastic.",2026-11-03
4,di@acme.example,Di Dorn,Acme,8,Fine.,2026-11-04
5,nowhere,Eve,Acme,10,Great,2026-11-04
6,fay@acme.example,Fay,Acme,11,Great,2026-11-04
7,gus@acme.example,Gus,Acme,10,Great,11/04/2026
"""


def upload(team: Visitor, session: Session, content: str = ANSWERS, *, noun: str = "answers") -> str:
    """The path of the checked import."""
    data = {"noun": noun, "file": (io.BytesIO(content.encode()), "answers.csv")}
    answer = team.post("/admin/imports", data)
    assert answer.status_code == 303
    return f"/admin/imports/{session.scalar(select(func.max(Import.id)))}"


def bring_in(team: Visitor, session: Session, content: str = ANSWERS, *, noun: str = "answers") -> str:
    path = upload(team, session, content, noun=noun)
    assert team.post(f"{path}/confirmation").status_code == 303
    session.expire_all()
    return path


def waiting(session: Session) -> dict[str, int]:
    rows = session.execute(select(Nomination.email, Nomination.id).where(Nomination.state == NominationState.WAITING))
    return {email.partition("@")[0]: key for email, key in rows}


def test_answers_are_checked_brought_in_and_taken_back(team: Visitor, session: Session) -> None:
    check_page(team.get("/admin/imports?noun=answers").text)
    path = upload(team, session)
    checked = team.get(path)
    check_page(checked.text)
    assert re.search(r"<strong>4</strong> new answers", checked.text)
    assert "3 rows with a problem" in checked.text
    assert "Who scored 9 or 10 becomes a candidate" in checked.text
    assert team.post(f"{path}/confirmation").status_code == 303
    done = team.get(path)
    check_page(done.text)
    assert "See the candidates" in done.text
    assert sorted(waiting(session)) == ["ana", "bo"]
    again = upload(team, session)
    assert re.search(r"<strong>4</strong> already here", team.get(again).text)
    team.post(f"{again}/confirmation")
    assert session.scalar(select(func.count()).select_from(Signal)) == 4
    assert team.post(f"{path}/undoing").status_code == 303
    undone = team.get(path)
    check_page(undone.text)
    assert waiting(session) == {}
    assert session.scalar(select(func.count()).select_from(Signal)) == 0


@pytest.mark.parametrize(
    ("noun", "content", "candidates"),
    [
        ("usage", "Email,Health,As of\na@x.example,91%,2026-11-01\nb@x.example,89,2026-11-01\n", ["a"]),
        ("milestones", "Email,Milestone,Reached on\na@x.example,Third site is live,2026-11-01\n", ["a"]),
        ("answers", "E-Mail;NPS;Feedback;Datum\na@x.example;10;Toll;2026-11-01\n", []),
    ],
)
def test_other_files_come_in_the_same_way(
    team: Visitor, session: Session, noun: str, content: str, candidates: list[str]
) -> None:
    path = upload(team, session, content, noun=noun)
    check_page(team.get(path).text)
    team.post(f"{path}/confirmation")
    assert sorted(waiting(session)) == candidates


def test_every_tab_and_filter_is_a_page(team: Visitor, session: Session) -> None:
    empty = team.get("/admin/signals")
    check_page(empty.text)
    assert "Nothing was heard yet" in empty.text
    bring_in(team, session)
    for query in (
        "",
        "?tab=decided",
        "?tab=others",
        "?tab=all",
        "?q=zeppelin",
        "?tab=all&q=%25",
        "?kind=nonsense&tab=x",
    ):
        page = team.get(f"/admin/signals{query}")
        assert page.status_code == 200, query
        check_page(page.text)
    assert "Nobody waits" not in team.get("/admin/signals").text
    assert "No signal fits that" in team.get("/admin/signals?q=zeppelin").text
    found = team.get("/admin/signals?tab=all&q=support+acme&kind=survey", htmx=True).text
    assert "Ana Ruiz" in found
    assert "Bo Berg" not in found


def test_the_strongest_comes_first_with_the_reasons(team: Visitor, session: Session) -> None:
    bring_in(team, session)
    page = team.get("/admin/signals").text
    assert "<mark></mark>" not in page
    assert page.index("Ana Ruiz") < page.index("Bo Berg")
    assert "“Support is the best I have dealt with!”" in page
    assert "Scored 10 on 2 November" in page
    assert "Sounds glad" in page


def test_many_are_worked_through_in_one_press(team: Visitor, session: Session) -> None:
    bring_in(team, session)
    ids = waiting(session)
    choices = {f"decision-{ids['ana']}": "invite", f"decision-{ids['bo']}": "pass"}
    first = team.post("/admin/signals/decisions", choices)
    assert first.status_code == 303
    assert "1 person invited, 1 person left for another time" in team.get(first.location).text
    second = team.post("/admin/signals/decisions", choices)
    assert second.status_code == 303
    assert "All of these had been decided about already" in team.get(second.location).text
    session.expire_all()
    assert session.scalar(select(func.count()).select_from(Invitation)) == 1
    decided = team.get("/admin/signals?tab=decided")
    check_page(decided.text)
    assert "Invited" in decided.text
    assert "Not now" in decided.text


def test_with_htmx_the_list_comes_back_shorter(team: Visitor, session: Session) -> None:
    bring_in(team, session)
    ids = waiting(session)
    answer = team.post("/admin/signals/decisions", {f"decision-{ids['ana']}": "pass"}, htmx=True)
    assert answer.status_code == 200
    assert "Bo Berg" in answer.text
    assert "Ana Ruiz" not in answer.text


@pytest.mark.parametrize(("query", "most"), [("", 6), ("?tab=all", 3)])
def test_a_list_asks_the_database_as_often_however_long_it_is(
    team: Visitor, session: Session, statements: list[str], query: str, most: int
) -> None:
    for answers in (3, 20):
        lines = [f"p{number}@acme.example,{answers},10,2026-11-02" for number in range(answers)]
        bring_in(team, session, "Email,Comment,NPS,Date\n" + "\n".join(lines))
        statements.clear()
        page = team.get(f"/admin/signals{query}")
        assert page.text.count('class="person"') >= answers
        assert len(statements) <= most, "\n".join(statements)


@pytest.mark.parametrize("data", [{}, {"decision-": "invite"}, {"decision-1": ""}, {"decision-x": "pass"}])
def test_nothing_chosen_is_said(team: Visitor, session: Session, data: dict[str, str]) -> None:
    bring_in(team, session)
    answer = team.post("/admin/signals/decisions", data)
    assert answer.status_code == 422
    check_page(answer.text)
    assert "Choose for at least one person." in answer.text


def test_who_is_not_there_cannot_be_decided_about(team: Visitor) -> None:
    assert team.post("/admin/signals/decisions", {"decision-900000000": "invite"}).status_code == 404


def test_one_signal_says_how_it_read_and_can_be_corrected(team: Visitor, session: Session) -> None:
    bring_in(team, session)
    signal = session.execute(select(Signal).where(Signal.email == "ana@acme.example")).scalar_one()
    path = f"/admin/signals/{signal.id}"
    page = team.get(path)
    check_page(page.text)
    assert "<mark>Support is the best I have dealt with!</mark>" in page.text
    assert "“best” (+3)" in page.text
    assert team.post(f"{path}/correction").status_code == 422
    answer = team.post(f"{path}/correction", {"leaning": "unhappy"})
    assert answer.status_code == 303
    shown = team.get(path)
    check_page(shown.text)
    assert "Corrected by Priya Raman" in shown.text
    assert "Sounds unhappy" in shown.text
    assert "ana" not in waiting(session)
    htmx = team.post(f"{path}/correction", {"leaning": "glad"}, htmx=True)
    assert 'id="signal"' in htmx.text


def test_corrected_in_a_list_only_the_evidence_comes_back(team: Visitor, session: Session) -> None:
    bring_in(team, session)
    ids = waiting(session)
    signal = session.execute(select(Signal).where(Signal.email == "ana@acme.example")).scalar_one()
    data = {"leaning": "neither", "nomination": str(ids["ana"])}
    answer = team.post(f"/admin/signals/{signal.id}/correction", data, htmx=True)
    assert answer.text.lstrip().startswith(f'<div id="evidence-{ids["ana"]}"')
    assert "Sounds neutral" in answer.text
    assert "by a person’s word" in answer.text
    strange = team.post(f"/admin/signals/{signal.id}/correction", data | {"nomination": "900000000"}, htmx=True)
    assert 'id="signal"' in strange.text


def test_an_unhappy_answer_says_why_it_makes_nobody_a_candidate(team: Visitor, session: Session) -> None:
    bring_in(team, session)
    signal = session.execute(select(Signal).where(Signal.email == "cy@acme.example")).scalar_one()
    assert "Their last survey answer scored 3" in team.get(f"/admin/signals/{signal.id}").text


def test_an_advocates_address_is_not_shown_beside_the_log_of_who_saw_it(team: Visitor, session: Session) -> None:
    known = make.advocate(session, name="Dana Okafor", email="dana@acme.example")
    bring_in(team, session, "Email,Comment,NPS,Date\ndana@acme.example,Good,10,2026-11-02\n")
    signal = session.execute(select(Signal)).scalar_one()
    for path in ("/admin/signals?tab=all", f"/admin/signals/{signal.id}"):
        page = team.get(path).text
        assert "Dana Okafor" in page
        assert "dana@acme.example" not in page
    assert f"/admin/advocates/{known.id}" in page


CALL = {
    "name": "Ana Ruiz",
    "email": "ana@acme.example",
    "company": "Acme",
    "on": "2026-11-02",
    "words": "Priya: Fantastic!\nAna Ruiz: We cut delays by half. It is excellent.",
}


def test_a_call_is_pasted_or_uploaded(team: Visitor, session: Session) -> None:
    check_page(team.get("/admin/signals/calls/new").text)
    answer = team.post("/admin/signals/calls", CALL)
    assert answer.status_code == 303
    page = team.get(answer.location)
    check_page(page.text)
    assert "<mark>It is excellent.</mark>" in page.text
    assert team.post("/admin/signals/calls", CALL).location == answer.location
    file = (io.BytesIO(b"WEBVTT\n\n<v Ana Ruiz>It is wonderful.</v>\n<v Bo>Ok.</v>\n"), "call.vtt")
    uploaded = team.post("/admin/signals/calls", {**CALL, "words": "", "file": file})
    assert uploaded.status_code == 303
    assert "It is wonderful." in team.get(uploaded.location).text
    assert len(waiting(session)) == 1


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"words": ""}, 422, "Paste the transcript, or choose a file."),
        ({"name": ""}, 422, "Write the customer’s name."),
        ({"email": "nowhere"}, 422, "Write an address such as"),
        ({"on": ""}, 422, "Choose the day of the call."),
        ({"on": "2030-01-01"}, 422, "Choose a day that has come."),
        ({"name": "Bo Berg"}, 409, "Nobody in this call is called Bo Berg"),
        ({"words": "x" * 200_001}, 422, "Keep this to 200,000 characters."),
    ],
)
def test_a_call_that_cannot_be_read_keeps_the_typing(
    team: Visitor, change: dict[str, str], status: int, words: str
) -> None:
    answer = team.post("/admin/signals/calls", CALL | change)
    assert answer.status_code == status
    check_page(answer.text)
    assert words in answer.text
    assert "Acme" in answer.text


def test_a_file_that_is_no_text_is_refused(team: Visitor) -> None:
    answer = team.post("/admin/signals/calls", {**CALL, "file": (io.BytesIO(b"\0\1\2"), "call.docx")})
    assert answer.status_code == 422
    assert "This is not a text file." in answer.text
