"""Somebody left their company or moved to another, and came back (ADV-2)."""

from typing import Any

from flask import Response, request, url_for

from admin.blueprint import blueprint
from admin.forms.departures import NewDeparture
from portal.domain.errors import Refused
from portal.domain.kinds import DepartureKind
from portal.domain.operations import departures
from portal.domain.queries import advocates
from portal.domain.queries import departures as queries
from portal.web import access, current, responses

PAGE = "admin/departures/show.html"


@blueprint.get("/advocates/<int:advocate_id>/departure")
@access.team
def new_departure(advocate_id: int) -> Response:
    """The question before what ends their asks; afterwards, what was noted."""
    return responses.page(PAGE, form=NewDeparture(), **facts(advocate_id))


@blueprint.post("/advocates/<int:advocate_id>/departure")
@access.team
def note_departure(advocate_id: int) -> Response:
    form = NewDeparture(request.form)
    if not form.validate():
        return responses.again(PAGE, form=form, **facts(advocate_id))
    try:
        with current.writing() as session:
            departures.note(
                session,
                advocate_id=advocate_id,
                kind=DepartureKind(form.kind.data),
                company=form.company.data or "",
                words=form.note.data or None,
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, PAGE, form=form, **facts(advocate_id))
    return responses.done(url_for("admin.advocate", advocate_id=advocate_id), said="Noted. Nobody asks them any more")


@blueprint.post("/advocates/<int:advocate_id>/return")
@access.team
def create_return(advocate_id: int) -> Response:
    try:
        with current.writing() as session:
            departures.bring_back(
                session, advocate_id=advocate_id, actor_id=current.signed_in().id, now=current.moment(session)
            )
    except Refused as refusal:
        return responses.refused(refusal, PAGE, form=NewDeparture(), **facts(advocate_id))
    return responses.done(url_for("admin.advocate", advocate_id=advocate_id), said="They are back in the program")


def facts(advocate_id: int) -> dict[str, Any]:
    with current.reading() as session:
        return {"profile": advocates.one(session, advocate_id).profile, "noted": queries.of(session, advocate_id)}
