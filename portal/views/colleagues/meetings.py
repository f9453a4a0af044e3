"""The requester's side of a meeting. No name is on its pages: it comes in the calendar invitation (REQ-4)."""

from functools import partial

from flask import Response, url_for

from portal.domain.meeting_kinds import Side
from portal.domain.queries import meetings as queries
from portal.views.colleagues.blueprint import blueprint
from portal.views.meetings import steps
from portal.views.meetings.steps import Way
from portal.web import access, current

ENDPOINTS = {
    "page": "meeting",
    "offer": "offer_times",
    "choose": "choose_time",
    "call_off": "call_off_meeting",
    "answer": "answer_meeting",
    "back": "request",
    "feedback": "feedback",
}


@blueprint.get("/requests/<int:request_id>/meeting")
@access.colleague
def meeting(request_id: int) -> Response:
    return steps.show(way(request_id))


@blueprint.post("/requests/<int:request_id>/meeting/offers")
@access.colleague
def offer_times(request_id: int) -> Response:
    return steps.offer(way(request_id))


@blueprint.post("/requests/<int:request_id>/meeting/choices")
@access.colleague
def choose_time(request_id: int) -> Response:
    return steps.choose(way(request_id))


@blueprint.post("/requests/<int:request_id>/meeting/cancellation")
@access.colleague
def call_off_meeting(request_id: int) -> Response:
    return steps.call_off(way(request_id))


@blueprint.post("/requests/<int:request_id>/meeting/outcome")
@access.colleague
def answer_meeting(request_id: int) -> Response:
    with current.reading() as session:
        missed = queries.was_missed(session, request_id, person_id=current.signed_in().id)
    return steps.open_again(way(request_id)) if missed else steps.answer(way(request_id))


def way(request_id: int) -> Way:
    urls = {name: url_for(f"colleagues.{endpoint}", request_id=request_id) for name, endpoint in ENDPOINTS.items()}
    find = partial(queries.of_requester, request_id=request_id, person_id=current.signed_in().id)
    return Way(Side.REQUESTER, "colleagues/meetings/show.html", urls, find, {"request_id": request_id})
