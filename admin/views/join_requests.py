"""People who ask to join themselves and wait for the team's word (ID-5)."""

from typing import Any

from flask import Response, url_for

from admin.blueprint import blueprint
from portal.domain.errors import Refused
from portal.domain.operations import join_requests
from portal.domain.queries import join_requests as queries
from portal.web import access, current, responses

PAGE, LIST = "admin/join_requests/index.html", "admin/join_requests/_list.html"


@blueprint.get("/join-requests", endpoint="join_requests")
@access.team
def waiting() -> Response:
    return responses.page(PAGE, LIST, **everybody())


@blueprint.post("/join-requests/<int:request_id>/approval")
@access.team
def approve_request(request_id: int) -> Response:
    try:
        with current.writing() as session:
            join_requests.approve(
                session,
                request_id=request_id,
                actor_id=current.signed_in().id,
                address_hashes=current.links().address_hashes,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, PAGE, LIST, **everybody())
    return responses.done(url_for("admin.join_requests"), LIST, said="They are invited", **everybody())


@blueprint.post("/join-requests/<int:request_id>/refusal")
@access.team
def refuse_request(request_id: int) -> Response:
    try:
        with current.writing() as session:
            join_requests.refuse(
                session,
                request_id=request_id,
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, PAGE, LIST, **everybody())
    return responses.done(url_for("admin.join_requests"), LIST, said="Not now. Nothing was sent", **everybody())


def everybody() -> dict[str, Any]:
    with current.reading() as session:
        return {"lines": queries.waiting(session)}
