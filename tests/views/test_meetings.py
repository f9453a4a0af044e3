"""Offering, choosing, moving and calling off, from both sides' pages (REQ-7); how it went (ASK-7)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.clock import SetClock
from portal.domain.kinds import AskState, Via
from portal.domain.meeting_kinds import Side, Went
from portal.domain.models import Advocate, Ask, Feedback, MeetingTime, Person
from portal.domain.operations import asks, lines, meetings
from portal.domain.queries import feedback as said
from tests import make
from tests.fixtures.web import Visitor
from tests.make import NOW
from tests.page_checker import check_page

VIDEO = "https://meet.company.example/abc"
TIMES = {"day_1": "2026-11-26", "at_1": "10:00", "day_2": "2026-11-27", "at_2": "14:30"}
FIRST = datetime(2026, 11, 26, 9, tzinfo=UTC)


@pytest.fixture
def leo(session: Session) -> Person:
    return make.colleague(session)


@pytest.fixture
def dana(session: Session) -> Advocate:
    made = make.advocate(session)
    session.get_one(Person, made.person_id).time_zone = "Europe/Berlin"
    return made


@pytest.fixture
def ask(session: Session, leo: Person, dana: Advocate) -> Ask:
    request = make.request(session, requester=leo)
    team = make.person(session)
    made = lines.ask(session, request_id=request.id, advocate_id=dana.id, actor_id=team.id, now=NOW)
    asks.accept(session, ask_id=made.id, via=Via.LINK, actor_id=None, now=NOW)
    session.flush()
    return made


@pytest.fixture
def theirs(session: Session, dana: Advocate, signed_in: Callable[[Person], Visitor]) -> Visitor:
    return signed_in(session.get_one(Person, dana.person_id))


@pytest.fixture
def leos(leo: Person, signed_in: Callable[[Person], Visitor]) -> Visitor:
    return signed_in(leo)


def agree(session: Session, ask: Ask, leo: Person, dana: Advocate) -> None:
    meetings.offer(
        session,
        ask_id=ask.id,
        by=Side.ADVOCATE,
        starts=[FIRST],
        zone="Europe/Berlin",
        how=None,
        actor_id=dana.person_id,
        now=NOW,
    )
    time_id = session.scalars(select(MeetingTime.id)).one()
    meetings.choose(session, ask_id=ask.id, time_id=time_id, by=Side.REQUESTER, how=VIDEO, actor_id=leo.id, now=NOW)
    session.flush()


def test_offered_by_one_and_chosen_by_the_other(session: Session, ask: Ask, theirs: Visitor, leos: Visitor) -> None:
    here, there = f"/asks/{ask.id}/meeting", f"/colleague/requests/{ask.request_id}/meeting"
    check_page(theirs.get(here).text)
    offered = theirs.post(f"{here}/offers", TIMES)
    assert offered.status_code == 303
    page = leos.get(there)
    check_page(page.text)
    assert "Which time suits you?" in page.text
    assert "Dana" not in page.text
    time_id = session.scalars(select(MeetingTime.id).order_by(MeetingTime.starts_at)).first()
    chosen = leos.post(f"{there}/choices", {"time": str(time_id), "how": VIDEO})
    assert chosen.status_code == 303
    session.expire_all()
    assert session.get_one(Ask, ask.id).scheduled_for == FIRST
    for visitor, address in ((theirs, here), (leos, there)):
        text = visitor.get(address).text
        check_page(text)
        assert "It’s set for" in text
        assert VIDEO in text
    assert "It’s set for" in leos.get(f"/colleague/requests/{ask.request_id}").text


@pytest.mark.parametrize(
    ("typed", "said_back"),
    [
        ({}, "Choose at least one day and time."),
        ({"day_1": "2026-11-26"}, "Write the time too."),
        ({"at_1": "10:00"}, "Choose the day too."),
        ({"day_1": "2026-11-20", "at_1": "10:00"}, "still to come"),
        ({"day_1": "2027-03-28", "at_1": "02:30"}, "does not exist"),
        ({"day_1": "2027-11-26", "at_1": "10:00"}, "within the next 180 days"),
        ({"day_1": "nonsense", "at_1": "10:00"}, "Not a valid date"),
        ({"day_1": "2199-12-31", "at_1": "23:59"}, "within the next 180 days"),
        ({"day_1": "1900-01-01", "at_1": "00:00"}, "still to come"),
        ({"day_1": "9999-12-31", "at_1": "23:59"}, "between 1900 and 2199"),
        ({"day_1": "0001-01-01", "at_1": "00:00"}, "between 1900 and 2199"),
    ],
)
def test_times_at_which_nobody_can_meet(ask: Ask, theirs: Visitor, typed: dict[str, str], said_back: str) -> None:
    answer = theirs.post(f"/asks/{ask.id}/meeting/offers", typed)
    assert answer.status_code == 422
    assert said_back in answer.text
    check_page(answer.text)


def test_nothing_is_chosen_beforehand_and_how_is_needed(
    session: Session, ask: Ask, theirs: Visitor, leos: Visitor
) -> None:
    theirs.post(f"/asks/{ask.id}/meeting/offers", TIMES)
    there = f"/colleague/requests/{ask.request_id}/meeting"
    assert "checked" not in leos.get(there).text
    time_id = session.scalars(select(MeetingTime.id).order_by(MeetingTime.starts_at)).first()
    for typed in ({}, {"time": str(time_id)}, {"how": VIDEO}):
        answer = leos.post(f"{there}/choices", typed)
        assert answer.status_code == 422
        check_page(answer.text)


def test_a_time_that_is_gone_is_refused_with_how_it_stands(
    session: Session, ask: Ask, leo: Person, dana: Advocate, leos: Visitor
) -> None:
    agree(session, ask, leo, dana)
    answer = leos.post(f"/colleague/requests/{ask.request_id}/meeting/choices", {"time": "999999", "how": VIDEO})
    assert answer.status_code == 409
    assert "changed meanwhile" in answer.text
    check_page(answer.text)


def test_how_they_speak_is_not_typed_twice_for_a_time_that_has_passed(
    session: Session, ask: Ask, theirs: Visitor, leos: Visitor, clock: SetClock
) -> None:
    theirs.post(f"/asks/{ask.id}/meeting/offers", TIMES)
    time_id = session.scalars(select(MeetingTime.id).order_by(MeetingTime.starts_at)).first()
    clock.instant = FIRST + timedelta(minutes=30)
    answer = leos.post(f"/colleague/requests/{ask.request_id}/meeting/choices", {"time": str(time_id), "how": VIDEO})
    assert answer.status_code == 409
    assert "has passed" in answer.text
    assert VIDEO in answer.text
    check_page(answer.text)


def test_with_htmx_the_meeting_alone_comes_back(ask: Ask, theirs: Visitor) -> None:
    answer = theirs.post(f"/asks/{ask.id}/meeting/offers", TIMES, htmx=True)
    assert answer.status_code == 200
    assert 'id="meeting"' in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize("side", list(Side))
def test_either_calls_it_off(
    session: Session, ask: Ask, leo: Person, dana: Advocate, theirs: Visitor, leos: Visitor, side: Side
) -> None:
    agree(session, ask, leo, dana)
    visitor = theirs if side is Side.ADVOCATE else leos
    base = f"/asks/{ask.id}" if side is Side.ADVOCATE else f"/colleague/requests/{ask.request_id}"
    answer = visitor.post(f"{base}/meeting/cancellation", {"note": "I am travelling."})
    assert answer.status_code == 303
    session.expire_all()
    assert session.get_one(Ask, ask.id).state is AskState.ACCEPTED
    check_page(theirs.get(f"/asks/{ask.id}").text)


def test_who_suggested_nothing_is_not_said_to_have(
    session: Session, ask: Ask, leo: Person, dana: Advocate, theirs: Visitor, signed_in: Callable[[Person], Visitor]
) -> None:
    agree(session, ask, leo, dana)
    meetings.call_off(session, ask_id=ask.id, by=Side.REQUESTER, note="On hold.", actor_id=leo.id, now=NOW)
    session.flush()
    page = theirs.get(f"/asks/{ask.id}").text
    assert "You suggested" not in page
    assert "You offer times, they choose one" in page
    assert "suggested" not in signed_in(make.person(session)).get(f"/admin/asks/{ask.id}").text


def test_of_times_that_are_taken_back_nobody_is_said_to_hear(ask: Ask, theirs: Visitor) -> None:
    page = f"/asks/{ask.id}/meeting"
    theirs.post(f"{page}/offers", TIMES)
    assert theirs.post(f"{page}/cancellation").status_code == 303
    text = theirs.get(page).text
    assert "Your times are taken back" in text
    assert "the other side knows" not in text


def test_a_link_opens_no_meeting(ask: Ask, visitor: Visitor) -> None:
    for path in (f"/asks/{ask.id}/meeting", f"/asks/{ask.id}/feedback"):
        assert visitor.get(path).location.startswith("/sign-in")


def test_somebody_elses_meeting_is_not_found(
    session: Session, ask: Ask, signed_in: Callable[[Person], Visitor]
) -> None:
    other = signed_in(session.get_one(Person, make.advocate(session).person_id))
    stranger = signed_in(make.colleague(session, name="Somebody Else"))
    for step in ("offers", "choices", "cancellation"):
        assert other.post(f"/asks/{ask.id}/meeting/{step}", TIMES | {"time": "1"}).status_code == 404
    for step in ("offers", "choices", "cancellation", "outcome"):
        answer = stranger.post(f"/colleague/requests/{ask.request_id}/meeting/{step}", TIMES | {"happened": "yes"})
        assert answer.status_code == 404


def test_before_a_yes_there_is_no_meeting(session: Session, leo: Person, leos: Visitor, dana: Advocate) -> None:
    request = make.request(session, requester=leo)
    lines.ask(session, request_id=request.id, advocate_id=dana.id, actor_id=make.person(session).id, now=NOW)
    assert leos.get(f"/colleague/requests/{request.id}/meeting").status_code == 404


def test_did_it_happen_then_how_it_went(
    session: Session, ask: Ask, leo: Person, dana: Advocate, leos: Visitor, theirs: Visitor
) -> None:
    agree(session, ask, leo, dana)
    session.get_one(Ask, ask.id).scheduled_for = NOW - timedelta(hours=2)
    session.flush()
    base = f"/colleague/requests/{ask.request_id}"
    page = leos.get(f"{base}/meeting")
    check_page(page.text)
    assert "Did it happen?" in page.text
    assert leos.post(f"{base}/meeting/outcome").status_code == 422
    answer = leos.post(f"{base}/meeting/outcome", {"happened": "yes"})
    assert (answer.status_code, answer.location) == (303, f"{base}/feedback")
    for visitor, address in ((leos, f"{base}/feedback"), (theirs, f"/asks/{ask.id}/feedback")):
        check_page(visitor.get(address).text)
        assert visitor.post(address, {"went": "well"}).status_code == 422
        typed = {"went": "well", "as_said": "yes", "words": "They knew what they wanted to ask."}
        assert visitor.post(address, typed).status_code == 303
        assert visitor.post(address, typed | {"went": "badly"}).status_code == 303
        check_page(visitor.get(address).text)
    rows = session.scalars(select(Feedback).order_by(Feedback.id)).all()
    assert [(one.side, one.went, one.as_said) for one in rows] == [
        (Side.REQUESTER, Went.WELL, True),
        (Side.ADVOCATE, Went.WELL, True),
    ]
    assert {one.side for one in said.about(session, dana.id)} == set(Side)
    assert set(said.own(session, dana.id)) == {ask.id}


def test_before_it_was_held_nobody_says_how_it_went(ask: Ask, theirs: Visitor) -> None:
    answer = theirs.post(f"/asks/{ask.id}/feedback", {"went": "well", "as_said": "yes"})
    assert answer.status_code == 409
    check_page(answer.text)


def test_no_pressed_twice_says_twice_that_the_request_is_open_again(
    session: Session, ask: Ask, leo: Person, dana: Advocate, leos: Visitor
) -> None:
    agree(session, ask, leo, dana)
    session.get_one(Ask, ask.id).scheduled_for = NOW - timedelta(hours=2)
    session.flush()
    base = f"/colleague/requests/{ask.request_id}"
    for _ in range(2):
        answer = leos.post(f"{base}/meeting/outcome", {"happened": "no", "what": "Nobody came."})
        assert (answer.status_code, answer.location) == (303, base)
    assert "open again" in leos.get(base).text


def test_times_that_have_passed_are_no_choices(ask: Ask, theirs: Visitor, leos: Visitor, clock: SetClock) -> None:
    theirs.post(f"/asks/{ask.id}/meeting/offers", TIMES)
    pages = ((leos, f"/colleague/requests/{ask.request_id}/meeting"), (theirs, f"/asks/{ask.id}/meeting"))
    clock.instant = FIRST + timedelta(minutes=30)
    assert leos.get(pages[0][1]).text.count('name="time"') == 1
    clock.instant = FIRST + timedelta(days=3)
    for visitor, address in pages:
        text = visitor.get(address).text
        check_page(text)
        assert "Find a time" in text
    assert "Offer times" in leos.get(f"/colleague/requests/{ask.request_id}").text
