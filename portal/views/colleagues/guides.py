"""The first steps, until they are put away, and the help page that keeps them (ADO-1)."""

from flask import Response, url_for

from portal.domain.operations import adoptions
from portal.domain.queries import adoptions as queries
from portal.domain.rules.requests import ANSWERED_WITHIN, APPROVED_WITHIN, FILLED_WITHIN
from portal.views.colleagues.blueprint import blueprint
from portal.web import access, current, responses

GUIDE = "colleagues/guides/_guide.html"


@blueprint.get("/help", endpoint="help")
@access.colleague
def show_help() -> Response:
    return responses.page(
        "colleagues/guides/help.html", answered=ANSWERED_WITHIN, filled=FILLED_WITHIN, approved=APPROVED_WITHIN
    )


@blueprint.post("/guide/dismissal")
@access.colleague
def create_guide_dismissal() -> Response:
    me = current.signed_in().id
    with current.writing() as session:
        adoptions.hide_guide(session, person_id=me, now=current.moment(session))
        guide = queries.guide(session, me)
    said = "Put away. You find them under Help"
    return responses.done(url_for("colleagues.requests"), GUIDE, said=said, guide=guide)
