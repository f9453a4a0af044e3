"""Asks: lists by state, one with its story, and what the team can do about it (ASK-1, ASK-6)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from admin.blueprint import blueprint
from admin.forms.asks import AskFilters, Completion, NoShow
from admin.forms.meetings import CallingOff, Choice, Schedule
from admin.states import ASKS, MESSAGES
from portal.domain.errors import Refused
from portal.domain.kinds import AskState, Via
from portal.domain.operations import asks
from portal.domain.queries import activities, asks_team, feedback, meetings
from portal.domain.queries.meetings import Arrangement
from portal.web import access, current, responses
from portal.words import local, moment

PAGE, FRAGMENT = "admin/asks/show.html", "admin/asks/_ask.html"
TABS = (
    ("", "All", frozenset[AskState]()),
    ("sent", "Await an answer", frozenset({AskState.SENT})),
    ("yes", "Said yes", frozenset({AskState.ACCEPTED, AskState.SCHEDULED})),
    ("done", "Done", frozenset({AskState.COMPLETED})),
    ("no", "Said no", frozenset({AskState.DECLINED, AskState.HANDED_ON})),
    (
        "over",
        "Came to nothing",
        frozenset({AskState.EXPIRED, AskState.WITHDRAWN, AskState.UNDELIVERED, AskState.NO_SHOW}),
    ),
    ("draft", "Drafts", frozenset({AskState.DRAFT})),
)


@blueprint.get("/asks", endpoint="asks")
@access.team
def index() -> Response:
    key = request.args.get("state", "")
    form = AskFilters(request.args)
    states = next((states for name, _, states in TABS if name == key), frozenset())
    with current.reading() as session:
        form.activity.offer({str(one.id): one.name for one in activities.offers(session, archived=True)})
        page = asks_team.page(
            session,
            states,
            words=form.q.data or "",
            activity_id=int(form.activity.chosen) if form.activity.chosen else None,
            before=request.args.get("before", type=int),
            after=request.args.get("after", type=int),
        )
        numbers = asks_team.counts(session)
    chosen = {"state": key, "q": form.q.data or "", "activity": form.activity.chosen}
    return responses.page(
        "admin/asks/index.html",
        "admin/asks/_list.html",
        form=form,
        chosen={name: value for name, value in chosen.items() if value},
        page=page,
        signs=ASKS,
        tabs=tabs(key, numbers),
        total=sum(numbers.values()),
    )


@blueprint.get("/asks/<int:ask_id>")
@access.team
def ask(ask_id: int) -> Response:
    with current.reading() as session:
        return responses.page(PAGE, FRAGMENT, **facts(session, ask_id))


@blueprint.post("/asks/<int:ask_id>/sending")
@access.team
def send_draft(ask_id: int) -> Response:
    return changed(
        ask_id,
        lambda session: asks.send(session, ask_id=ask_id, actor_id=current.signed_in().id, now=current.moment(session)),
        said="The ask is sent",
    )


@blueprint.post("/asks/<int:ask_id>/removal")
@access.team
def remove_draft(ask_id: int) -> Response:
    """Of a draft."""
    try:
        with current.writing() as session:
            asks.discard(session, ask_id=ask_id, actor_id=current.signed_in().id, now=current.moment(session))
    except Refused as refusal:
        return refused(ask_id, refusal)
    return responses.done(url_for("admin.asks", state="draft"), said="The draft is thrown away")


@blueprint.post("/asks/<int:ask_id>/withdrawal")
@access.team
def withdraw_ask(ask_id: int) -> Response:
    return changed(
        ask_id,
        lambda session: asks.withdraw(
            session,
            ask_id=ask_id,
            via=Via.TEAM,
            actor_id=current.signed_in().id,
            now=current.moment(session),
        ),
        said="The ask is withdrawn",
    )


@blueprint.post("/asks/<int:ask_id>/completion")
@access.team
def complete_ask(ask_id: int) -> Response:
    form = Completion(request.form)
    if not form.validate() or form.on.data is None:
        return again(ask_id, completion=form)
    on = form.on.data
    return changed(
        ask_id,
        lambda session: asks.complete(
            session,
            ask_id=ask_id,
            on=on,
            evidence=form.evidence.data or "",
            actor_id=current.signed_in().id,
            now=current.moment(session),
        ),
        said="Confirmed as done",
        completion=form,
    )


@blueprint.post("/asks/<int:ask_id>/no-show")
@access.team
def note_no_show(ask_id: int) -> Response:
    form = NoShow(request.form)
    if not form.validate():
        return again(ask_id, no_show=form)
    return changed(
        ask_id,
        lambda session: asks.no_show(
            session,
            ask_id=ask_id,
            actor_id=current.signed_in().id,
            now=current.moment(session),
            note=form.note.data or None,
        ),
        said="Noted: it did not take place",
    )


def changed(ask_id: int, change: Callable[[Session], object], *, said: str, **typed: object) -> Response:
    """One change, then the ask as it stands. `typed` are the forms to show again if it is refused."""
    try:
        with current.writing() as session:
            change(session)
            session.flush()
            shown = facts(session, ask_id)
    except Refused as refusal:
        return refused(ask_id, refusal, **typed)
    return responses.done(url_for("admin.ask", ask_id=ask_id), FRAGMENT, said=said, **shown)


def refused(ask_id: int, refusal: Refused, **typed: object) -> Response:
    with current.reading() as session:
        return responses.refused(refusal, PAGE, FRAGMENT, **(facts(session, ask_id) | typed))


def again(ask_id: int, **typed: object) -> Response:
    with current.reading() as session:
        return responses.again(PAGE, FRAGMENT, **(facts(session, ask_id) | typed))


def facts(session: Session, ask_id: int) -> dict[str, Any]:
    view = asks_team.one(session, ask_id)
    completion = Completion()
    held = view.facts.scheduled_for
    if held and held <= current.now():
        completion.on.data = local(held, current.program().time_zone).date()
    return {
        "view": view,
        "ask": view.facts,
        "sign": ASKS[view.facts.state],
        "signs": ASKS,
        "messages": MESSAGES,
        "schedule": Schedule(),
        "completion": completion,
        "no_show": NoShow(),
        **arranged(session, ask_id),
        "zone": zone(),
    }


def arranged(session: Session, ask_id: int) -> dict[str, Any]:
    """The meeting, once they said yes, and what was said after it."""
    meeting = meetings.of_team(session, ask_id)
    choice = Choice()
    choice.offer(times_of(meeting, after=current.now()))
    return {
        "meeting": meeting,
        "choice": choice,
        "calling_off": CallingOff(),
        "feedback": feedback.of_ask(session, ask_id) if meeting else [],
        "now": current.now(),
    }


def times_of(meeting: Arrangement | None, *, after: datetime | None = None) -> dict[int, str]:
    """What is offered, on the clock of who looks."""
    ahead = [one for one in (meeting.times if meeting else ()) if after is None or one.starts_at > after]
    return {one.id: moment(one.starts_at, zone(), current.today()) for one in ahead}


def zone() -> str:
    """The clock of who looks."""
    return current.signed_in().time_zone or current.program().time_zone


def tabs(key: str, numbers: dict[AskState, int]) -> list[tuple[str, str, bool, str]]:
    return [
        (
            words,
            url_for("admin.asks", state=name or None),
            name == key,
            f"{sum(number for state, number in numbers.items() if state in states or not states):,}",
        )
        for name, words, states in TABS
    ]
