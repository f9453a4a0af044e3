"""The requester says how a call went (ASK-7)."""

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.domain.meeting_kinds import Side
from portal.domain.queries import meetings
from portal.domain.queries.meetings import Arrangement
from portal.views import feedback as views
from portal.views.colleagues.blueprint import blueprint
from portal.views.feedback import Way
from portal.web import access, current


@blueprint.get("/requests/<int:request_id>/feedback")
@access.colleague
def feedback(request_id: int) -> Response:
    return views.shown(way(request_id))


@blueprint.post("/requests/<int:request_id>/feedback")
@access.colleague
def create_feedback(request_id: int) -> Response:
    return views.given(way(request_id))


def way(request_id: int) -> Way:
    def find(session: Session) -> Arrangement:
        return meetings.of_requester(session, request_id, person_id=current.signed_in().id)

    here = url_for("colleagues.feedback", request_id=request_id)
    back = url_for("colleagues.request", request_id=request_id)
    return Way(Side.REQUESTER, "colleagues/feedback/show.html", here, back, find)
