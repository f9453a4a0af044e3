"""The team's side of a meeting (REQ-7), and what was said after it (ASK-7)."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.kinds import AskState, Via
from portal.domain.meeting_kinds import Side, Went
from portal.domain.models import Advocate, Ask, CalendarEntry, Feedback, MeetingTime, Person
from portal.domain.operations import asks, feedback, meetings
from tests import make
from tests.fixtures.web import Visitor
from tests.make import NOW
from tests.page_checker import check_page

VIDEO = "https://meet.company.example/abc"
START = NOW + timedelta(days=2)


@pytest.fixture
def priya(session: Session) -> Person:
    return make.person(session)


@pytest.fixture
def dana(session: Session) -> Advocate:
    return make.advocate(session)


@pytest.fixture
def ask(session: Session, priya: Person, dana: Advocate) -> Ask:
    made = make.ask(session, dana, asker=priya)
    asks.accept(session, ask_id=made.id, via=Via.LINK, actor_id=None, now=NOW)
    session.flush()
    return made


@pytest.fixture
def hers(priya: Person, signed_in: Callable[[Person], Visitor]) -> Visitor:
    return signed_in(priya)


def offer(session: Session, ask: Ask, dana: Advocate) -> int:
    meetings.offer(
        session,
        ask_id=ask.id,
        by=Side.ADVOCATE,
        starts=[START],
        zone="Europe/Berlin",
        how=None,
        actor_id=dana.person_id,
        now=NOW,
    )
    session.flush()
    return session.scalars(select(MeetingTime.id)).one()


def test_whoever_asked_chooses_among_what_is_offered(session: Session, ask: Ask, dana: Advocate, hers: Visitor) -> None:
    time_id, page = offer(session, ask, dana), f"/admin/asks/{ask.id}"
    shown = hers.get(page)
    check_page(shown.text)
    assert "offers 1 time" in shown.text
    assert re.search(r"Times are \w+ time\.", shown.text)
    nothing = hers.post(f"{page}/meeting/choices", {"how": VIDEO})
    assert nothing.status_code == 422
    check_page(nothing.text)
    assert hers.post(f"{page}/meeting/choices", {"time": str(time_id), "how": VIDEO}).status_code == 303
    session.expire_all()
    assert session.get_one(Ask, ask.id).scheduled_for == START
    check_page(hers.get(page).text)


def test_a_time_agreed_elsewhere_goes_into_both_calendars(session: Session, ask: Ask, hers: Visitor) -> None:
    session.get_one(Person, ask.asker_id).time_zone = "Europe/Berlin"
    typed = {"day": "2026-11-26", "at": "10:00", "joined_by": VIDEO}
    assert hers.post(f"/admin/asks/{ask.id}/schedule", typed).status_code == 303
    entry = session.scalars(select(CalendarEntry)).one()
    assert (entry.sequence, entry.how) == (0, VIDEO)
    missing = hers.post(f"/admin/asks/{ask.id}/schedule", {"day": "2027-03-28", "at": "02:30"})
    assert missing.status_code == 422
    assert "does not exist" in missing.text


def test_called_off_by_the_team(session: Session, ask: Ask, hers: Visitor) -> None:
    meetings.set_time(session, ask_id=ask.id, at=START, zone="Europe/Berlin", how=None, actor_id=ask.asker_id, now=NOW)
    session.flush()
    page = hers.get(f"/admin/asks/{ask.id}")
    check_page(page.text)
    assert "Call the time off" in page.text
    assert hers.post(f"/admin/asks/{ask.id}/meeting/cancellation", {"reason": "They moved it."}).status_code == 303
    session.expire_all()
    assert session.get_one(Ask, ask.id).state is AskState.ACCEPTED


def test_the_day_it_was_held_is_the_programs_own(session: Session, ask: Ask, hers: Visitor) -> None:
    make.program(session).time_zone = "America/New_York"
    meetings.set_time(
        session, ask_id=ask.id, at=NOW + timedelta(hours=1), zone="UTC", how=None, actor_id=ask.asker_id, now=NOW
    )
    session.get_one(Ask, ask.id).scheduled_for = datetime(2026, 11, 23, 1, tzinfo=UTC)
    session.flush()
    page = hers.get(f"/admin/asks/{ask.id}").text
    assert 'value="2026-11-22"' in page
    assert 'value="2026-11-23"' not in page


def test_both_words_after_a_call_stand_on_the_ask_and_the_advocates_page(
    session: Session, ask: Ask, dana: Advocate, hers: Visitor
) -> None:
    page = f"/admin/asks/{ask.id}"
    assert hers.post(f"{page}/feedback", {"went": "well", "as_said": "yes"}).status_code == 409
    asks.complete(session, ask_id=ask.id, on=NOW.date(), evidence="Held", actor_id=ask.asker_id, now=NOW)
    feedback.give(
        session,
        ask_id=ask.id,
        side=Side.ADVOCATE,
        author_id=dana.person_id,
        went=Went.SO_SO,
        as_said=False,
        words="It took an hour.",
        now=NOW,
    )
    check_page(hers.get(f"{page}/feedback").text)
    assert hers.post(f"{page}/feedback", {"went": "well"}).status_code == 422
    assert hers.post(f"{page}/feedback", {"went": "well", "as_said": "yes", "words": "It helped."}).status_code == 303
    assert len(session.scalars(select(Feedback.id)).all()) == 2
    for address in (page, f"/admin/advocates/{dana.id}"):
        text = hers.get(address).text
        check_page(text)
        assert "It took an hour." in text
        assert "It helped." in text


def test_a_colleagues_word_is_not_the_teams_to_give(session: Session, dana: Advocate, hers: Visitor) -> None:
    request = make.request(session)
    made = make.ask(session, dana)
    made.request_id = request.id
    session.flush()
    assert hers.get(f"/admin/asks/{made.id}/feedback").status_code == 404
