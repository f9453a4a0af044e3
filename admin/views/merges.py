"""Two entries that may be one person: the likely ones, what merging comes to, and doing it (SEG-2)."""

from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from admin.blueprint import blueprint
from portal.domain.errors import Refused
from portal.domain.operations import merges
from portal.domain.queries import advocates, grounds
from portal.domain.queries import merges as queries
from portal.domain.rules.searches import Criteria
from portal.web import access, current, responses

LIST, CHOOSE, PREVIEW = "admin/merges/index.html", "admin/merges/choose.html", "admin/merges/new.html"
OFFERED = 10
LONGEST = 200


@blueprint.get("/merges", endpoint="merges")
@access.team
def index() -> Response:
    with current.reading() as session:
        found = queries.likely(session, before=request.args.get("before", type=int))
    return responses.page(LIST, found=found, first="before" not in request.args)


@blueprint.get("/merges/new")
@access.team
def new_merge() -> Response:
    """Without the entry that goes, the question which it is."""
    survivor_id, loser_id = (request.args.get(name, type=int) for name in ("survivor", "loser"))
    if survivor_id is None:
        return responses.elsewhere(url_for("admin.merges"))
    if loser_id is None or loser_id == survivor_id:
        return choose(survivor_id)
    return responses.page(PREVIEW, **facts(survivor_id, loser_id))


@blueprint.post("/merges")
@access.team
def create_merge() -> Response:
    survivor_id, loser_id = (request.form.get(name, type=int) for name in ("survivor", "loser"))
    if survivor_id is None or loser_id is None:
        raise NotFound
    try:
        with current.writing() as session:
            merges.merge(
                session,
                survivor_id=survivor_id,
                loser_id=loser_id,
                address_hashes=current.links().address_hashes,
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, PREVIEW, **facts(survivor_id, loser_id))
    return responses.done(url_for("admin.advocate", advocate_id=survivor_id), said="The two entries are one now")


def choose(survivor_id: int) -> Response:
    words = " ".join(request.args.get("q", "")[:LONGEST].split())
    with current.reading() as session:
        profile = advocates.one(session, survivor_id).profile
        found = offered(session, words or profile.name, survivor_id)
    return responses.page(CHOOSE, profile=profile, words=words or profile.name, found=found)


def offered(session: Session, words: str, survivor_id: int) -> list[advocates.AdvocateLine]:
    page = advocates.page(session, Criteria(words=words), grounds.ground(session, current.now()))
    return [line for line in page.lines if line.id != survivor_id][:OFFERED]


def facts(survivor_id: int, loser_id: int) -> dict[str, Any]:
    with current.reading() as session:
        found = queries.preview(session, survivor_id, loser_id, address_hashes=current.links().address_hashes)
    return {"survivor": found.survivor, "loser": found.loser, "before": found.before, "after": found.after}
