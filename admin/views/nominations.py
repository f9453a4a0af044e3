"""People who wait for the team's word: named by an advocate, or asking to join themselves."""

from typing import Any

from flask import Response, url_for

from admin.blueprint import blueprint
from portal.domain.errors import Refused
from portal.domain.operations import candidates, invitations, join_requests
from portal.domain.queries import join_requests as asking
from portal.domain.queries import nominations
from portal.domain.rules.invitations import WHY
from portal.web import access, current, responses

NAMED, NAMED_LIST = "admin/nominations/index.html", "admin/nominations/_list.html"
ASKING, ASKING_LIST = "admin/join_requests/index.html", "admin/join_requests/_list.html"


@blueprint.get("/nominations", endpoint="nominations")
@access.team
def named() -> Response:
    return responses.page(NAMED, NAMED_LIST, **all_named())


@blueprint.post("/nominations/<int:nomination_id>/invitation")
@access.team
def invite_nominee(nomination_id: int) -> Response:
    """They become a candidate and are invited in the same step, or nothing happens at all."""
    me = current.signed_in().id
    try:
        with current.writing() as session:
            now = current.moment(session)
            advocate = candidates.take_up(session, nomination_id=nomination_id, actor_id=me, now=now)
            invited = invitations.invite(
                session,
                advocate_ids=[advocate.id],
                inviter_id=me,
                note=None,
                address_hashes=current.links().address_hashes,
                now=now,
            )
            for left_out in invited.left_out:
                raise Refused(str(left_out.reason), WHY[left_out.reason], next_on=left_out.next_on)
    except Refused as refusal:
        return responses.refused(refusal, NAMED, NAMED_LIST, **all_named())
    return responses.done(url_for("admin.nominations"), NAMED_LIST, said="They are invited", **all_named())


@blueprint.post("/nominations/<int:nomination_id>/passing")
@access.team
def pass_nominee(nomination_id: int) -> Response:
    try:
        with current.writing() as session:
            candidates.pass_over(
                session,
                nomination_id=nomination_id,
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, NAMED, NAMED_LIST, **all_named())
    return responses.done(url_for("admin.nominations"), NAMED_LIST, said="Not now. Nothing was sent", **all_named())


@blueprint.get("/join-requests", endpoint="join_requests")
@access.team
def waiting() -> Response:
    return responses.page(ASKING, ASKING_LIST, **all_asking())


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
        return responses.refused(refusal, ASKING, ASKING_LIST, **all_asking())
    return responses.done(url_for("admin.join_requests"), ASKING_LIST, said="They are invited", **all_asking())


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
        return responses.refused(refusal, ASKING, ASKING_LIST, **all_asking())
    return responses.done(url_for("admin.join_requests"), ASKING_LIST, said="Not now. Nothing was sent", **all_asking())


def all_named() -> dict[str, Any]:
    with current.reading() as session:
        return {"lines": nominations.undecided(session)}


def all_asking() -> dict[str, Any]:
    with current.reading() as session:
        return {"lines": asking.waiting(session)}
