"""Finding people for a request, putting them in line, asking them (REQ-3, REQ-5)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import CandidateState, RequestState
from portal.domain.kinds import Answer, AskState, Stage
from portal.domain.models import Account, Advocate, Ask, Request, RequestCandidate
from portal.domain.operations import searches
from tests import make
from tests.fixtures.web import Visitor
from tests.make import NOW
from tests.page_checker import check_page


@pytest.fixture
def wanted(session: Session) -> Request:
    return make.request(session, industries=["logistics"], products=["Trace"], regions=["Nordics"])


def placed(session: Session, name: str, **facts: object) -> Advocate:
    made = make.advocate(session, name=name, **facts)  # type: ignore[arg-type]
    account = session.get_one(Account, made.account_id)
    account.industry, account.region, made.products = "logistics", "DACH", ["Trace"]
    searches.refresh(session, advocate_ids=[made.id])
    return made


def states(session: Session, request: Request) -> dict[int, CandidateState]:
    session.expire_all()
    found = select(RequestCandidate).where(RequestCandidate.request_id == request.id)
    return {one.advocate_id: one.state for one in session.scalars(found)}


def page(team: Visitor, request: Request) -> str:
    text = team.get(f"/admin/requests/{request.id}/matches").text
    check_page(text)
    return text


def test_the_page_says_who_fits_why_and_who_does_not_now(team: Visitor, session: Session, wanted: Request) -> None:
    placed(session, "Dana Okafor")
    placed(session, "Samir Haddad", willing={"call": Answer.ASK_FIRST})
    make.ask(session, placed(session, "Inés Costa"))
    placed(session, "Hidden Person", stage=Stage.JOINED)
    text = page(team, wanted)
    assert "2 match and can be asked today" in text
    for words in ("Uses Trace", "Same industry, logistics", "Other region, DACH", "Not asked yet", "2 of 3"):
        assert words in text
    assert "Ask Dana" in text
    assert "Write to Samir" in text
    assert "Put Samir in line" not in text
    assert "1 more fit but can’t be asked now" in text
    assert "Another ask awaits an answer." in text
    assert "Hidden Person" not in text


def test_who_meets_no_wish_is_folded_away(team: Visitor, session: Session, wanted: Request) -> None:
    placed(session, "Dana Okafor")
    make.advocate(session, name="Samir Haddad")
    wanted.industries = []
    session.flush()
    text = page(team, wanted)
    assert "1 match and can be asked today" in text
    assert "1 more can be asked today but meet none of the wishes" in text
    assert text.index("Ask Dana") < text.index("Ask Samir")


def test_an_empty_pool_says_so(team: Visitor, wanted: Request) -> None:
    assert "Nobody can be asked for this today" in page(team, wanted)


def test_a_line_is_made_moved_and_taken_apart(team: Visitor, session: Session, wanted: Request) -> None:
    dana, ines = placed(session, "Dana Okafor"), placed(session, "Inés Costa")
    for who in (dana, ines, dana):
        answer = team.post(f"/admin/requests/{wanted.id}/line", {"advocate": str(who.id)})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/admin/requests/{wanted.id}/matches")
    text = page(team, wanted)
    assert text.index("Take Dana out") < text.index("Take Inés out")
    team.post(f"/admin/requests/{wanted.id}/line/{ines.id}/forward")
    text = page(team, wanted)
    assert text.index("Take Inés out") < text.index("Take Dana out")
    team.post(f"/admin/requests/{wanted.id}/line/{ines.id}/removal")
    assert states(session, wanted) == {dana.id: CandidateState.IN_LINE}


def test_one_is_asked_with_the_words_of_the_request(team: Visitor, session: Session, wanted: Request) -> None:
    dana = placed(session, "Dana Okafor")
    address = f"/admin/requests/{wanted.id}/line/{dana.id}/ask"
    form = team.get(address)
    check_page(form.text)
    assert "with a supply chain director at a logistics company" in form.text
    assert team.post(address).status_code == 303
    ask = session.execute(select(Ask)).scalar_one()
    assert (ask.state, ask.request_id) == (AskState.SENT, wanted.id)
    assert "The answer is due by" in page(team, wanted)
    again = team.post(address)
    check_page(again.text)
    assert (again.status_code, session.scalars(select(Ask.id)).all()) == (409, [ask.id])


def test_ask_me_first_wants_a_note(team: Visitor, session: Session, wanted: Request) -> None:
    samir = placed(session, "Samir Haddad", willing={"call": Answer.ASK_FIRST})
    address = f"/admin/requests/{wanted.id}/line/{samir.id}/ask"
    bad = team.post(address, {"by_hand_note": " "})
    check_page(bad.text)
    assert (bad.status_code, states(session, wanted)) == (422, {})
    assert team.post(address, {"by_hand_note": "We met in Malmö."}).status_code == 303
    assert states(session, wanted) == {samir.id: CandidateState.ASKED}


def test_all_in_line_are_asked_at_once(team: Visitor, session: Session, wanted: Request) -> None:
    people = [placed(session, name) for name in ("Dana Okafor", "Inés Costa")]
    for who in people:
        team.post(f"/admin/requests/{wanted.id}/line", {"advocate": str(who.id)})
    assert "Ask all 2 at once" in page(team, wanted)
    assert team.post(f"/admin/requests/{wanted.id}/line/asks").status_code == 303
    assert set(states(session, wanted).values()) == {CandidateState.ASKED}


def test_a_request_that_has_ended_is_refused_and_can_still_be_read(
    team: Visitor, session: Session, wanted: Request
) -> None:
    dana = placed(session, "Dana Okafor")
    wanted.state, wanted.closed_at = RequestState.WITHDRAWN, NOW
    session.flush()
    for path in (f"line/{dana.id}/ask", "line", "line/asks"):
        answer = team.post(f"/admin/requests/{wanted.id}/{path}", {"advocate": str(dana.id)})
        check_page(answer.text)
        assert (answer.status_code, "was withdrawn" in answer.text) == (409, True)
    assert "Ask Dana" not in page(team, wanted)


def test_nobody_but_the_team(colleague: Visitor, team: Visitor, wanted: Request) -> None:
    assert colleague.get(f"/admin/requests/{wanted.id}/matches").status_code == 403
    assert team.get("/admin/requests/9999/matches").status_code == 404
    assert team.post(f"/admin/requests/{wanted.id}/line", {"advocate": "9999"}).status_code == 404
    assert team.get(f"/admin/requests/{wanted.id}/line/9999/ask").status_code == 404
