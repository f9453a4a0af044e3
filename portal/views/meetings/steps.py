"""What both sides can do about a meeting. Each comes by a way of their own; the page is the same (REQ-7)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from portal import words
from portal.domain.errors import Refused
from portal.domain.meeting_kinds import Side
from portal.domain.operations import meetings
from portal.domain.queries.meetings import Arrangement
from portal.domain.rules.meetings import MOST_TIMES
from portal.domain.rules.sentences import other_side
from portal.forms.meetings import CallingOff, Choice, Offer, Outcome
from portal.web import current, responses
from portal.web.forms import number

FRAGMENT = "meetings/_meeting.html"


@dataclass(frozen=True)
class Way:
    """How somebody comes to their meeting: their side, the page, its addresses and what lets them in."""

    side: Side
    template: str
    urls: dict[str, str]
    find: Callable[[Session], Arrangement]
    more: dict[str, Any] = field(default_factory=dict)


def show(way: Way) -> Response:
    with current.reading() as session:
        found = way.find(session)
    return responses.page(way.template, FRAGMENT, **context(way, found))


def offer(way: Way) -> Response:
    form = Offer()
    with current.reading() as session:
        found = way.find(session)
    if not form.fits(zone(), needs_how=needs_how(way, found), now=current.now()):
        return responses.again(way.template, FRAGMENT, **context(way, found, offer=form))

    def change(session: Session, ask_id: int, now: datetime) -> None:
        meetings.offer(
            session,
            ask_id=ask_id,
            by=way.side,
            starts=form.starts(zone()),
            zone=zone(),
            how=form.offered_how.data or None,
            actor_id=current.signed_in().id,
            now=now,
        )

    return changed(way, change, said="Sent. We tell you once one of them is chosen", offer=form)


def choose(way: Way) -> Response:
    form = Choice()
    with current.reading() as session:
        found = way.find(session)
    form.offer(times(found))
    if not found.awaits(way.side):
        form.time.choices = {form.time.data or "": ""}
    if not form.fits(needs_how=needs_how(way, found)):
        return responses.again(way.template, FRAGMENT, **context(way, found, choice=form))

    def change(session: Session, ask_id: int, now: datetime) -> None:
        meetings.choose(
            session,
            ask_id=ask_id,
            time_id=number(form.time.data),
            by=way.side,
            how=form.how.data or None,
            actor_id=current.signed_in().id,
            now=now,
        )

    said = "It’s set. The calendar invitation is on its way to both of you"
    return changed(way, change, said=said, choice=form)


def call_off(way: Way) -> Response:
    form = CallingOff()
    with current.reading() as session:
        found = way.find(session)
    if not form.validate():
        return responses.again(way.template, FRAGMENT, **context(way, found, calling_off=form))

    def change(session: Session, ask_id: int, now: datetime) -> None:
        note, actor_id = form.note.data or None, current.signed_in().id
        meetings.call_off(session, ask_id=ask_id, by=way.side, note=note, actor_id=actor_id, now=now)

    said = "It’s off, and the other side knows" if found.scheduled_for else "Your times are taken back"
    return changed(way, change, said=said, calling_off=form)


def answer(way: Way) -> Response:
    form = Outcome()
    if not form.validate():
        with current.reading() as session:
            return responses.again(way.template, FRAGMENT, **context(way, way.find(session), outcome=form))

    def change(session: Session, ask_id: int, now: datetime) -> None:
        meetings.answer(
            session,
            ask_id=ask_id,
            happened=form.happened.data == "yes",
            note=form.what.data or None,
            actor_id=current.signed_in().id,
            now=now,
        )

    try:
        with current.writing() as session:
            change(session, way.find(session).ask_id, current.moment(session))
    except Refused as refusal:
        return refused(way, refusal, outcome=form)
    if form.happened.data == "yes":
        return responses.done(way.urls["feedback"], said="Thank you. It’s confirmed")
    return open_again(way)


def open_again(way: Way) -> Response:
    """Also to a second press, when the meeting is no longer theirs."""
    return responses.done(way.urls["back"], said="Thank you. Your request is open again")


def changed(way: Way, change: Callable[[Session, int, datetime], None], *, said: str, **typed: object) -> Response:
    try:
        with current.writing() as session:
            change(session, way.find(session).ask_id, current.moment(session))
            session.flush()
            found = way.find(session)
    except Refused as refusal:
        return refused(way, refusal, **typed)
    return responses.done(way.urls["page"], FRAGMENT, said=said, **context(way, found))


def refused(way: Way, refusal: Refused, **typed: object) -> Response:
    with current.reading() as session:
        return responses.refused(refusal, way.template, FRAGMENT, **context(way, way.find(session), **typed))


def context(way: Way, found: Arrangement, **typed: object) -> dict[str, Any]:
    now, choice = current.now(), typed.get("choice")
    if not isinstance(choice, Choice):
        choice = Choice(formdata=None)
    ahead = {one.id: name for one, name in zip(found.times, times(found).values(), strict=True) if one.starts_at > now}
    choice.offer(ahead)
    shown = {
        "meeting": found,
        "side": other_side(found.other_role, found.other_industry),
        "by_advocate": way.side is Side.ADVOCATE,
        "mine": bool(ahead) and found.offered_by is way.side,
        "awaits_me": bool(ahead) and found.awaits(way.side),
        "begun": found.begun(now),
        "times": list(ahead.values()),
        "most": MOST_TIMES,
        "heard": way.side in found.heard,
        "zone": zone(),
        "needs_how": needs_how(way, found),
        "urls": way.urls,
        "choice": choice,
        "offer": Offer(formdata=None),
        "calling_off": CallingOff(formdata=None),
        "outcome": Outcome(formdata=None),
    }
    return shown | way.more | {name: form for name, form in typed.items() if form is not None}


def times(found: Arrangement) -> dict[int, str]:
    """In the reader's own words and zone."""
    return {one.id: words.moment(one.starts_at, zone(), current.today()) for one in found.times}


def needs_how(way: Way, found: Arrangement) -> bool:
    """Who wanted the call says how they speak."""
    return way.side is Side.REQUESTER and not found.how


def zone() -> str:
    return current.signed_in().time_zone or current.program().time_zone
