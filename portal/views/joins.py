"""Putting oneself forward, without being invited (ID-5, ADV-1)."""

from flask import Blueprint, Response, url_for

from portal.domain.errors import NotFound, Refused
from portal.domain.operations import join_requests
from portal.domain.queries import join_links, programs
from portal.domain.queries.join_links import Door
from portal.forms import joins as forms
from portal.web import access, current, responses
from portal.web.limits import address_block

blueprint = Blueprint("joins", __name__)


@blueprint.get("/join")
@access.anyone
def new() -> Response:
    return page_of(None)


@blueprint.get("/join/<slug:slug>")
@access.anyone
def new_by_link(slug: str) -> Response:
    """The same page, for one recruiting channel (ACT-2)."""
    return page_of(door_of(slug))


@blueprint.post("/join")
@access.anyone
def create() -> Response:
    return keep(None)


@blueprint.post("/join/<slug:slug>")
@access.anyone
def create_by_link(slug: str) -> Response:
    return keep(door_of(slug))


def door_of(slug: str) -> Door:
    with current.reading() as session:
        door = join_links.of_slug(session, slug)
    if door is None:
        raise NotFound
    return door


def page_of(door: Door | None) -> Response:
    return responses.page("joins/new.html", form=form(), action=action_of(door))


def action_of(door: Door | None) -> str:
    return url_for("joins.create_by_link", slug=door.slug) if door else url_for("joins.create")


def keep(door: Door | None) -> Response:
    filled = form()
    if not filled.validate():
        return responses.again("joins/new.html", form=filled, action=action_of(door))
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
                link_id=door.id if door else None,
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
