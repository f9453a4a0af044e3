"""Every page of the team's: who may read it, and that it is whole while empty and while full."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portal.domain.kinds import AskState, Channel, MessageState, Stage, Topic, Via
from portal.domain.models import Activity, Ask, JoinRequest, Nomination, Outbox, Person
from portal.domain.operations import asks, contact_views, notes, stages
from tests import make
from tests.fixtures.web import Visitor
from tests.make import NOW
from tests.page_checker import check_page

FOR_TEAM = (
    "/admin/",
    "/admin/advocates",
    "/admin/advocates/new",
    "/admin/asks",
    "/admin/asks/new",
    "/admin/nominations",
    "/admin/departments",
    "/admin/join-links",
    "/admin/join-requests",
    "/admin/outbox",
)
FOR_ADMINISTRATORS = (
    "/admin/people",
    "/admin/settings",
    "/admin/settings/policy",
    "/admin/settings/face",
    "/admin/settings/sender",
    "/admin/settings/wordings",
    "/admin/settings/wordings/rest.words",
    "/admin/settings/activities",
    "/admin/settings/activities/new",
    "/admin/log",
)


@pytest.mark.parametrize("path", FOR_TEAM)
def test_a_page_of_the_teams_is_whole_while_there_is_nothing(team: Visitor, path: str) -> None:
    answer = team.get(path)
    assert answer.status_code == 200
    check_page(answer.text)


@pytest.mark.parametrize("path", FOR_ADMINISTRATORS)
def test_a_page_of_the_administrators_is_whole(administrator: Visitor, path: str) -> None:
    answer = administrator.get(path)
    assert answer.status_code == 200
    check_page(answer.text)


@pytest.mark.parametrize("path", FOR_ADMINISTRATORS)
def test_the_team_does_not_get_the_administrators_pages(team: Visitor, path: str) -> None:
    assert team.get(path).status_code == 403


@pytest.mark.parametrize("path", FOR_TEAM + FOR_ADMINISTRATORS)
def test_nobody_else_gets_in(
    visitor: Visitor,
    colleague: Visitor,
    session: Session,
    signed_in: Callable[[Person], Visitor],
    path: str,
) -> None:
    customer = make.advocate(session)
    assert visitor.get(path).status_code == 303
    assert colleague.get(path).status_code == 403
    assert signed_in(session.get_one(Person, customer.person_id)).get(path).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/admin/advocates/999",
        "/admin/advocates/999/details",
        "/admin/advocates/999/departure",
        "/admin/advocates/999/asks/new",
        "/admin/advocates/999/asks/new?activity=1",
        "/admin/asks/999",
        "/admin/asks/new?activity=999",
    ],
)
def test_what_is_not_there_is_not_found(team: Visitor, path: str) -> None:
    assert team.get(path).status_code == 404


def busy(session: Session, priya: Person) -> list[Ask]:
    """A program in which every line of "Needs you today" has something to say."""
    found = []
    for number, state in enumerate(AskState):
        who = make.advocate(session, name=f"Person {number}")
        ask = make.draft(session, who, asker=priya)
        if state is not AskState.DRAFT:
            asks.send(session, ask_id=ask.id, actor_id=priya.id, now=NOW)
        reach(session, ask, state, priya)
        found.append(ask)
    ask = make.ask(session, make.advocate(session, name="Grace Lindqvist"), asker=priya)
    asks.suggest_time(
        session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=NOW, on=None, at=None, words="Any Thursday"
    )
    resting = make.advocate(session, name="Ruth Abernathy")
    resting.rest_since = NOW
    session.add(JoinRequest(email="h@clinic.example", name="Hélène Marchand", company="Clinic", created_at=NOW))
    session.add(Nomination(name="Owen Pritchard", email="o@grid.example", channel=Channel.ADVOCATE, at=NOW))
    message(session, MessageState.UNCERTAIN, dotted_at=NOW - timedelta(hours=2))
    message(session, MessageState.FAILED, finished_at=NOW - timedelta(hours=2), last_error="550 no such user")
    notes.add(session, advocate_id=resting.id, body="Prefers mornings.", author_id=priya.id, now=NOW)
    contact_views.record(session, advocate_id=resting.id, viewer_id=priya.id, now=NOW)
    make.advocate(session, name="Cand Idate", stage=Stage.CANDIDATE)
    stages.move(session, advocate_id=make.advocate(session).id, stage=Stage.DEPARTED, actor_id=priya.id, now=NOW)
    session.flush()
    return [*found, ask]


def message(session: Session, state: MessageState, **more: object) -> Outbox:
    row = Outbox(
        topic=Topic.INVITATION_MADE,
        queue="bulk",
        dedupe_key=f"{state}",
        message_id=f"<{state}@company.example>",
        state=state,
        not_before=NOW,
        expires_at=NOW,
        created_at=NOW,
        **more,
    )
    session.add(row)
    session.flush()
    return row


def reach(session: Session, ask: Ask, state: AskState, priya: Person) -> None:
    """Bring a sent ask to a state by the way people go."""
    if state in {AskState.ACCEPTED, AskState.SCHEDULED, AskState.COMPLETED, AskState.NO_SHOW}:
        asks.accept(session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=NOW, note="Gladly.")
    if state in {AskState.SCHEDULED, AskState.COMPLETED}:
        asks.schedule(session, ask_id=ask.id, at=NOW + timedelta(hours=1), actor_id=priya.id, now=NOW)
    if state is AskState.SCHEDULED:
        ask.scheduled_for = NOW - timedelta(hours=1)
    if state is AskState.COMPLETED:
        after = NOW + timedelta(hours=2)
        asks.complete(session, ask_id=ask.id, on=NOW.date(), evidence="held", actor_id=priya.id, now=after)
    if state is AskState.NO_SHOW:
        asks.no_show(session, ask_id=ask.id, actor_id=priya.id, now=NOW, note="Nobody came")
    end(session, ask, state, priya)


def end(session: Session, ask: Ask, state: AskState, priya: Person) -> None:
    if state is AskState.DECLINED:
        asks.decline(session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=NOW, reason="busy")
    if state is AskState.HANDED_ON:
        named = {"name": "Ines Vidal", "email": "ines@customer.example"}
        asks.hand_on(session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=NOW, **named)
    if state is AskState.WITHDRAWN:
        asks.withdraw(session, ask_id=ask.id, via=Via.TEAM, actor_id=priya.id, now=NOW)
    if state is AskState.UNDELIVERED:
        asks.undeliver(session, ask_id=ask.id, now=NOW)
    if state is AskState.EXPIRED:
        asks.expire_due(session, now=NOW + timedelta(days=30))


def test_every_page_is_whole_while_there_is_much(team: Visitor, session: Session, priya: Person) -> None:
    found = busy(session, priya)
    activity = make.activity(session, "call")
    paths = [
        *FOR_TEAM,
        f"/admin/asks/new?activity={activity.id}",
        *(f"/admin/outbox?state={tab}" for tab in ("queued", "deferred", "uncertain", "failed")),
        *(f"/admin/asks?state={tab}" for tab in ("sent", "yes", "done", "no", "over", "draft", "nonsense")),
        *(f"/admin/asks/{ask.id}" for ask in found),
        *(f"/admin/advocates/{ask.advocate_id}" for ask in found),
        f"/admin/advocates/{found[0].advocate_id}/details",
        f"/admin/advocates/{found[0].advocate_id}/departure",
        f"/admin/advocates/{found[0].advocate_id}/asks/new",
        f"/admin/advocates/{found[0].advocate_id}/asks/new?activity={activity.id}",
        "/admin/advocates?can=high&q=Person&stage=confirmed",
        "/admin/advocates?q=nobody-at-all",
    ]
    for path in paths:
        answer = team.get(path)
        assert answer.status_code == 200, path
        check_page(answer.text)


@pytest.mark.parametrize(
    "path",
    ["/admin/advocates", "/admin/asks", "/admin/outbox?state=failed", "/admin/nominations", "/admin/join-requests"],
)
def test_htmx_gets_the_region_alone(team: Visitor, session: Session, priya: Person, path: str) -> None:
    busy(session, priya)
    answer = team.get(path, htmx=True)
    assert "<html" not in answer.text
    assert "HX-Request" in answer.headers["Vary"]
    check_page(answer.text, fragment=True)


def test_a_late_message_is_not_called_handed_over(team: Visitor, session: Session, priya: Person) -> None:
    busy(session, priya)
    page = team.get("/admin/outbox?state=uncertain").text
    assert "1 shown" in page
    assert "Every message has been handed over" not in team.get("/admin/outbox?state=queued").text


def test_the_first_page_says_what_waits(team: Visitor, session: Session, priya: Person) -> None:
    busy(session, priya)
    text = team.get("/admin/").text
    for words in (
        "Grace Lindqvist said yes; the time is open.",
        "Suggested: Any Thursday.",
        "Did it happen? Reference call with",
        "1 person asks to join.",
        "2 nominations to review.",
        "1 message uncertain.",
        "1 message came back or refused.",
        "Ruth Abernathy rests since 23 November.",
    ):
        assert words in text, words


def test_an_activity_can_be_put_away_and_its_page_stays_whole(administrator: Visitor, session: Session) -> None:
    activity = make.activity(session, "call")
    assert isinstance(activity, Activity)
    assert administrator.post(f"/admin/settings/activities/{activity.id}/archiving").status_code == 303
    check_page(administrator.get("/admin/settings/activities").text)
    check_page(administrator.get(f"/admin/settings/activities/{activity.id}").text)
