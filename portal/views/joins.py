"""Putting oneself forward, without being invited (ID-5, ADV-1)."""

from flask import Blueprint, Response, url_for

from portal.domain.errors import Refused
from portal.domain.operations import join_requests
from portal.domain.queries import programs
from portal.forms import joins as forms
from portal.web import access, current, responses
from portal.web.limits import address_block

blueprint = Blueprint("joins", __name__)


@blueprint.get("/join")
@access.anyone
def new() -> Response:
    return responses.page("joins/new.html", form=form())


@blueprint.post("/join")
@access.anyone
def create() -> Response:
    filled = form()
    if not filled.validate():
        return responses.again("joins/new.html", form=filled)
    try:
        with current.writing() as session:
            join_requests.ask(
                session,
                name=filled.name.data or "",
                email=filled.email.data or "",
                company=filled.company.data or "",
                title=filled.title.data or None,
                activities=filled.activities.data or [],
                words=filled.words.data or None,
                block=address_block(),
                address_hashes=current.links().address_hashes,
                now=current.moment(session),
            )
    except Refused:
        return responses.page("errors/429.html", status=429, minutes=60)
    return responses.elsewhere(url_for("joins.thanks"))


@blueprint.get("/join/thanks")
@access.anyone
def thanks() -> Response:
    return responses.page("joins/thanks.html")


def form() -> forms.JoinRequest:
    made = forms.JoinRequest()
    with current.reading() as session:
        made.activities.choices = [(activity.slug, activity.plural) for activity in programs.activities(session)]
    return made
