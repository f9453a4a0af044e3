"""One tag on many people at once, or off them, and undone (SEG-1)."""

from collections.abc import Sequence
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from admin import finding
from admin.blueprint import blueprint
from admin.forms.taggings import PUT_ON, NewTagging
from portal.domain.errors import Refused
from portal.domain.operations import tags
from portal.domain.queries import grounds, searches
from portal.domain.queries import tags as queries
from portal.domain.rules.searches import Criteria, Unreadable
from portal.web import access, current, responses

NEW, SHOW = "admin/taggings/new.html", "admin/taggings/show.html"


@blueprint.get("/taggings/new")
@access.team
def new_tagging() -> Response:
    return responses.page(NEW, form=NewTagging(), nobody="", **chosen())


@blueprint.post("/taggings")
@access.team
def create_tagging() -> Response:
    form, people = NewTagging(request.form), chosen()
    if not form.validate() or not people["ids"]:
        nobody = "" if people["ids"] else "Choose at least one person."
        return responses.again(NEW, form=form, nobody=nobody, **people)
    change = tags.put_on if form.what.data == PUT_ON else tags.take_off
    try:
        with current.writing() as session:
            tagging = change(
                session,
                advocate_ids=people["ids"],
                tag=form.tag.data or "",
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, NEW, form=form, nobody="", **people)
    return responses.done(url_for("admin.tagging", tagging_id=tagging.id))


@blueprint.get("/taggings/<int:tagging_id>", endpoint="tagging")
@access.team
def show(tagging_id: int) -> Response:
    with current.reading() as session:
        return responses.page(SHOW, **told(session, tagging_id))


@blueprint.post("/taggings/<int:tagging_id>/undoing")
@access.team
def create_tagging_undoing(tagging_id: int) -> Response:
    with current.writing() as session:
        tags.undo(session, tagging_id=tagging_id, actor_id=current.signed_in().id, now=current.moment(session))
    return responses.done(url_for("admin.tagging", tagging_id=tagging_id), said="It is as it was before")


def chosen() -> dict[str, Any]:
    """Those ticked on the list, or everybody whom a search found."""
    ticked = list(dict.fromkeys(request.values.getlist("id", type=int)))
    with current.reading() as session:
        found = everybody(session) if request.args.get("who") == "all" else queries.ids(session, ticked)
        return {
            "ids": found,
            "people": queries.named(session, found),
            "known_tags": searches.choices(session)["tag"],
        }


def everybody(session: Session) -> Sequence[int]:
    """The newest of those who match, as many as can be tagged at once."""
    try:
        criteria = finding.asked()
    except Unreadable:
        criteria = Criteria(words="-")
    return searches.newest(session, criteria, grounds.ground(session, current.now()), limit=tags.AT_ONCE)


def told(session: Session, tagging_id: int) -> dict[str, Any]:
    tagging = queries.one(session, tagging_id)
    return {"tagging": tagging, "people": queries.named(session, tagging.advocate_ids)}
