"""What the team does with an ask that was answered, and with a draft: the time, done, thrown away (ASK-1, ASK-6)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.kinds import AskState, Via
from portal.domain.models import (
    Advocate,
    Ask,
    Audit,
    Person,
    Program,
)
from portal.domain.operations import asks
from tests import make
from tests.admin.test_changes import TYPED
from tests.fixtures.web import Visitor
from tests.make import NOW
from tests.page_checker import check_page


def accepted(session: Session, priya: Person) -> Ask:
    ask = make.ask(session, make.advocate(session), asker=priya)
    return asks.accept(session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=NOW)


def now_is(session: Session, ask: Ask) -> Ask:
    session.expire_all()
    return session.get_one(Ask, ask.id)


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("noun", "data", "state"),
    [
        ("schedule", {"day": "2026-12-01", "at": "15:00"}, AskState.SCHEDULED),
        ("completion", {"on": "2026-11-23", "evidence": "Call held"}, AskState.COMPLETED),
        ("no-show", {"note": "Nobody came"}, AskState.NO_SHOW),
        ("withdrawal", {}, AskState.WITHDRAWN),
    ],
)
def test_a_yes_goes_on(
    team: Visitor, session: Session, priya: Person, noun: str, data: dict[str, object], state: AskState, *, htmx: bool
) -> None:
    ask = accepted(session, priya)
    answer = team.post(f"/admin/asks/{ask.id}/{noun}", data, htmx=htmx)
    assert answer.status_code == (200 if htmx else 303)
    if htmx:
        check_page(answer.text, fragment=True)
    assert now_is(session, ask).state is state
    check_page(team.get(f"/admin/asks/{ask.id}").text)


def test_the_time_is_read_on_the_teams_clock(team: Visitor, session: Session, priya: Person) -> None:
    session.execute(select(Program)).scalar_one().time_zone = "America/New_York"
    session.flush()
    ask = accepted(session, priya)
    team.post(f"/admin/asks/{ask.id}/schedule", {"day": "2026-12-01", "at": "15:00"})
    assert now_is(session, ask).scheduled_for == NOW.replace(month=12, day=1, hour=20)


@pytest.mark.parametrize(
    ("noun", "data", "words"),
    [
        ("schedule", {"day": "", "at": "15:00"}, "Choose the day."),
        ("schedule", {"day": "2026-12-01", "at": "25:99"}, "at-error"),
        ("schedule", {"day": "2026-11-20", "at": "15:00"}, "Choose a time that is still to come."),
        ("completion", {"on": "2026-11-23", "evidence": " "}, "Say what shows it was done"),
        ("completion", {"on": "soon", "evidence": "held"}, "on-error"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_not_understood_is_said(
    team: Visitor, session: Session, priya: Person, noun: str, data: dict[str, object], words: str, *, htmx: bool
) -> None:
    ask = accepted(session, priya)
    answer = team.post(f"/admin/asks/{ask.id}/{noun}", data, htmx=htmx)
    assert answer.status_code == 422
    assert words in answer.text
    check_page(answer.text, fragment=htmx)
    assert now_is(session, ask).state is AskState.ACCEPTED


@pytest.mark.parametrize(
    ("noun", "data", "words"),
    [
        ("completion", {"on": "2026-11-24", "evidence": "held"}, "That day has not come yet."),
        ("sending", {}, "This ask has been accepted."),
        ("removal", {}, "Only a draft can be thrown away."),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_can_not_be_is_refused_in_a_sentence(
    team: Visitor, session: Session, priya: Person, noun: str, data: dict[str, object], words: str, *, htmx: bool
) -> None:
    ask = accepted(session, priya)
    answer = team.post(f"/admin/asks/{ask.id}/{noun}", data, htmx=htmx)
    assert answer.status_code == 409
    assert words in answer.text
    check_page(answer.text, fragment=htmx)


def test_done_twice_is_done_once(team: Visitor, session: Session, priya: Person) -> None:
    ask = accepted(session, priya)
    for _ in range(2):
        team.post(f"/admin/asks/{ask.id}/completion", {"on": "2026-11-23", "evidence": "held"})
    done = select(func.count()).select_from(Audit).where(Audit.action == "ask.completed", Audit.object_id == ask.id)
    assert session.execute(done).scalar_one() == 1


def test_a_draft_can_be_thrown_away(team: Visitor, session: Session, priya: Person) -> None:
    draft = make.draft(session, make.advocate(session), asker=priya)
    assert team.post(f"/admin/asks/{draft.id}/removal").headers["Location"] == "/admin/asks?state=draft"
    assert session.scalar(select(Ask.id)) is None
    assert team.get(f"/admin/asks/{draft.id}").status_code == 404


def test_an_ask_keeps_the_effort_it_was_made_with(administrator: Visitor, session: Session) -> None:
    ask = make.ask(session, make.advocate(session), "review")
    review = make.activity(session, "review")
    changed: dict[str, Any] = TYPED | {"name": "Review", "effort": "high"}
    assert administrator.post(f"/admin/settings/activities/{review.id}", changed).status_code == 303
    assert now_is(session, ask).effort == "low"


def test_a_break_that_began_meanwhile_is_said_with_its_day(team: Visitor, session: Session, priya: Person) -> None:
    draft = make.draft(session, make.advocate(session), asker=priya)
    make.match_row(session, session.get_one(Advocate, draft.advocate_id)).break_until = NOW.date() + timedelta(days=9)
    session.flush()
    answer = team.post(f"/admin/asks/{draft.id}/sending", htmx=True)
    assert answer.status_code == 409
    assert "On a break. Next possible 2 December." in answer.text
