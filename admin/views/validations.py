"""Imported details that nobody has checked: counted as checked one by one or in bulk, and undone (ADV-7)."""

from collections.abc import Sequence
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from admin.blueprint import blueprint
from portal.domain.errors import Refused
from portal.domain.operations import validations
from portal.domain.queries import tags
from portal.domain.queries import validations as queries
from portal.domain.rules.sentences import plain_day
from portal.web import access, current, responses
from portal.words import count, local

PAGE, SHOW = "admin/validations/index.html", "admin/validations/show.html"


@blueprint.get("/validations", endpoint="validations")
@access.team
def index() -> Response:
    return responses.page(PAGE, **facts())


@blueprint.post("/validations")
@access.team
def create_validation() -> Response:
    """Of those ticked, of the page that was shown, or of everybody in the file."""
    try:
        with current.writing() as session:
            made = validations.validate(
                session,
                advocate_ids=chosen(session),
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, PAGE, **facts())
    return responses.done(url_for("admin.validation", validation_id=made.id))


@blueprint.get("/validations/<int:validation_id>", endpoint="validation")
@access.team
def show(validation_id: int) -> Response:
    with current.reading() as session:
        made = queries.one(session, validation_id)
        people = tags.named(session, made.advocate_ids)
        left = queries.how_many(session, None)
    return responses.page(SHOW, made=made, people=people, left=left)


@blueprint.post("/validations/<int:validation_id>/undoing")
@access.team
def create_validation_undoing(validation_id: int) -> Response:
    with current.writing() as session:
        validations.undo(
            session, validation_id=validation_id, actor_id=current.signed_in().id, now=current.moment(session)
        )
    return responses.done(url_for("admin.validation", validation_id=validation_id), said="It is as it was before")


def chosen(session: Session) -> list[int]:
    whom = request.form.get("whom", "ticked")
    if whom == "everybody":
        return queries.ids(session, request.form.get("file", type=int), limit=validations.AT_ONCE)
    return list(dict.fromkeys(request.form.getlist("id" if whom == "ticked" else "shown", type=int)))


def facts() -> dict[str, Any]:
    file_id = request.values.get("file", type=int)
    with current.reading() as session:
        found = queries.page(session, file_id, after=request.args.get("after", type=int))
        shown = found[: queries.PAGE]
        files = queries.files(session)
        return {
            "people": shown,
            "file_id": file_id,
            "files": files,
            "file_tabs": file_tabs(files, file_id),
            "waiting": queries.how_many(session, file_id),
            "at_once": validations.AT_ONCE,
            "first": "after" not in request.args,
            "next_after": shown[-1].id if len(found) > queries.PAGE else None,
        }


def file_tabs(files: Sequence[queries.File], file_id: int | None) -> list[tuple[str, str, bool, str | None]]:
    zone = current.signed_in().time_zone or current.program().time_zone
    found: list[tuple[str, str, bool, str | None]] = [("Everyone", url_for("admin.validations"), file_id is None, None)]
    for each in files:
        day = plain_day(local(each.created_at, zone).date(), current.today())
        address = url_for("admin.validations", file=each.id)
        found.append((f"{each.file_name}, {day}", address, each.id == file_id, count(each.waiting)))
    return found
