"""Finding people for a request, putting them in line, asking them (REQ-3, REQ-5)."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import CandidateState, RequestState
from portal.domain.kinds import Answer, AskState, Part, Stage, Via
from portal.domain.models import Account, Advocate, Ask, Confirmation, Request, RequestCandidate
from portal.domain.operations import asks, searches
from portal.domain.rules.asks import SCORE_SHELF_DAYS
from portal.domain.rules.sentences import plain_day
from tests import make
from tests.fixtures.web import Visitor
from tests.make import NOW
from tests.page_checker import check_page

MOST = 12
"""Statements of the page, those of signing in included."""


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
    assert text.count("button--primary") == 1
    for words in ("Uses Trace", "Same industry, logistics", "Other region, DACH", "Not asked yet", "2 of 3"):
        assert words in text
    assert "Ask Dana" in text
    assert "Write to Samir" in text
    assert "Put Samir in line" not in text
    assert "1 more fits but can’t be asked now" in text
    assert "Another ask awaits an answer." in text
    assert "Hidden Person" not in text


def test_who_meets_no_wish_is_folded_away(team: Visitor, session: Session, wanted: Request) -> None:
    placed(session, "Dana Okafor")
    make.advocate(session, name="Samir Haddad")
    wanted.industries = []
    session.flush()
    text = page(team, wanted)
    assert "1 matches and can be asked today" in text
    assert "1 more can be asked today but meets none of the wishes" in text
    assert text.index("Ask Dana") < text.index("Ask Samir")


def out_of_date(session: Session, name: str) -> Advocate:
    made = placed(session, name)
    session.add(Confirmation(advocate_id=made.id, part=Part.DEPLOYMENTS, confirmed_at=NOW - timedelta(days=430)))
    searches.refresh(session, advocate_ids=[made.id])
    return made


def test_who_is_out_of_date_is_left_out_if_wished_with_what_can_be_done(
    team: Visitor, session: Session, wanted: Request
) -> None:
    dana, samir = out_of_date(session, "Dana Okafor"), placed(session, "Samir Haddad")
    quiet = out_of_date(session, "Inés Costa")
    make.ask(session, quiet)
    text = page(team, wanted)
    assert "2 match and can be asked today" in text
    assert "Out of date" in text[text.index("Dana Okafor") : text.index("Ask Dana")]
    address = f"/admin/requests/{wanted.id}/matches?fresh=y"
    text = team.get(address).text
    check_page(text)
    assert "1 matches and can be asked today" in text
    assert "Ask Dana" not in text
    day = plain_day(NOW.date() - timedelta(days=430), NOW.date())
    assert f"What they use: last confirmed 1 year ago, on {day}." in text
    assert f'<a href="/admin/advocates/{dana.id}#freshness">When Dana confirms it</a>' in text
    assert text.count("last confirmed") == 2, "whoever waits for something else too is told both"
    fragment = team.get(address, htmx=True).text
    assert fragment.strip().startswith('<div id="matches"')
    answer = team.post(f"/admin/requests/{wanted.id}/line?fresh=y", {"advocate": str(samir.id)})
    assert answer.headers["Location"] == address, "the address remembers it"


def test_who_may_be_asked_too_much_is_told_and_is_never_next_in_turn(
    team: Visitor, session: Session, wanted: Request
) -> None:
    dana = placed(session, "Dana Okafor")
    dana.score, dana.score_on = 6, NOW.date() - timedelta(days=200)
    session.flush()
    text = page(team, wanted)
    assert f"Their last score of 6 is older than {SCORE_SHELF_DAYS} days" in text
    assert "Ask Dana" in text
    assert "Put Dana in line" not in text


def test_however_many_match_the_page_takes_the_same_few_statements(
    team: Visitor, session: Session, wanted: Request, statements: list[str]
) -> None:
    address = f"/admin/requests/{wanted.id}/matches?fresh=y"
    counted = []
    for name in ("Dana Okafor", "Inés Costa", "Samir Haddad"):
        out_of_date(session, name)
        placed(session, f"{name} Junior")
        team.get(address)
        statements.clear()
        assert team.get(address).status_code == 200
        counted.append(len(statements))
    assert len(set(counted)) == 1
    assert counted[0] <= MOST, "\n".join(statements)


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


def test_a_yes_that_came_to_nothing_is_not_called_a_no(team: Visitor, session: Session, wanted: Request) -> None:
    dana = placed(session, "Dana Okafor")
    team.post(f"/admin/requests/{wanted.id}/line/{dana.id}/ask")
    ask = session.execute(select(Ask)).scalar_one()
    asks.accept(session, ask_id=ask.id, via=Via.PORTAL, actor_id=dana.person_id, now=NOW)
    assert "Said yes" in page(team, wanted)
    asks.schedule(session, ask_id=ask.id, at=NOW + timedelta(days=2), actor_id=ask.asker_id, now=NOW)
    asks.no_show(session, ask_id=ask.id, actor_id=ask.asker_id, now=NOW + timedelta(days=3))
    text = page(team, wanted)
    assert "Did not take place" in text
    assert "No yes" not in text


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
