"""The advocate's side, signed in: the link of an ask answers that ask and nothing else (ID-3)."""

from functools import partial

from flask import Blueprint, Response, url_for

from portal.domain.meeting_kinds import Side
from portal.domain.queries import meetings as queries
from portal.views.meetings import steps
from portal.views.meetings.steps import Way
from portal.web import access, current

blueprint = Blueprint("meetings", __name__)
ENDPOINTS = {"page": "show", "offer": "offer", "choose": "choose", "call_off": "call_off"}


@blueprint.get("/asks/<int:ask_id>/meeting")
@access.advocate
def show(ask_id: int) -> Response:
    return steps.show(way(ask_id))


@blueprint.post("/asks/<int:ask_id>/meeting/offers")
@access.advocate
def offer(ask_id: int) -> Response:
    return steps.offer(way(ask_id))


@blueprint.post("/asks/<int:ask_id>/meeting/choices")
@access.advocate
def choose(ask_id: int) -> Response:
    return steps.choose(way(ask_id))


@blueprint.post("/asks/<int:ask_id>/meeting/cancellation")
@access.advocate
def call_off(ask_id: int) -> Response:
    return steps.call_off(way(ask_id))


def way(ask_id: int) -> Way:
    urls = {name: url_for(f"meetings.{endpoint}", ask_id=ask_id) for name, endpoint in ENDPOINTS.items()}
    urls |= {"back": url_for("asks.show", ask_id=ask_id), "feedback": url_for("feedback.show", ask_id=ask_id)}
    find = partial(queries.of_advocate, ask_id=ask_id, advocate_id=current.signed_in().advocate_id or 0)
    return Way(Side.ADVOCATE, "meetings/show.html", urls, find)
