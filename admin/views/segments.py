"""Saved searches: kept, opened, renamed, changed, deleted and brought back; and searches that found nobody (SEG-1)."""

from collections.abc import Callable
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from admin import finding
from admin.blueprint import blueprint
from admin.cards import up_to
from admin.forms.searches import words_of
from admin.forms.segments import SegmentName
from portal.domain.errors import Refused
from portal.domain.operations import segments
from portal.domain.queries import grounds, searches
from portal.domain.queries import segments as queries
from portal.domain.rules.searches import Criteria, Unreadable
from portal.web import access, current, responses

NEW, EDIT, LIST = "admin/segments/new.html", "admin/segments/edit.html", "admin/segments/index.html"


@blueprint.get("/segments", endpoint="segments")
@access.team
def index() -> Response:
    return responses.page(LIST, **listed())


@blueprint.get("/segments/new")
@access.team
def new_segment() -> Response:
    try:
        criteria = finding.asked()
    except Unreadable as problem:
        return responses.again(NEW, form=SegmentName(), **{**described(Criteria()), "unreadable": str(problem)})
    return responses.page(NEW, form=SegmentName(), **described(criteria))


@blueprint.post("/segments")
@access.team
def create_segment() -> Response:
    form = SegmentName(request.form)
    try:
        criteria = finding.unpacked(request.form.get("search", ""))
    except (Unreadable, ValueError) as problem:
        return responses.again(NEW, form=form, **{**described(Criteria()), "unreadable": str(problem)})
    if not form.validate():
        return responses.again(NEW, form=form, **described(criteria))
    try:
        with current.writing() as session:
            segment = segments.save(
                session,
                name=form.name.data or "",
                criteria=criteria,
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, NEW, form=form, **described(criteria))
    return responses.done(finding.address(criteria, segment_id=segment.id), said=f"{form.name.data} is saved")


@blueprint.get("/segments/<int:segment_id>")
@access.team
def edit_segment(segment_id: int) -> Response:
    with current.reading() as session:
        segment = queries.one(session, segment_id)
    return responses.page(EDIT, segment=segment, form=SegmentName(data={"name": segment.name}))


@blueprint.post("/segments/<int:segment_id>/name")
@access.team
def create_segment_name(segment_id: int) -> Response:
    form = SegmentName(request.form)
    with current.reading() as session:
        segment = queries.one(session, segment_id)
    if not form.validate():
        return responses.again(EDIT, segment=segment, form=form)
    try:
        with current.writing() as session:
            segments.rename(
                session,
                segment_id=segment_id,
                name=form.name.data or "",
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, EDIT, segment=segment, form=form)
    return responses.done(url_for("admin.segments"), said="The name is changed")


@blueprint.post("/segments/<int:segment_id>/criteria")
@access.team
def create_segment_criteria(segment_id: int) -> Response:
    """The search that is open becomes what the segment looks for."""
    with current.reading() as session:
        segment = queries.one(session, segment_id)
    try:
        criteria = finding.unpacked(request.form.get("search", ""))
        with current.writing() as session:
            segments.change(
                session,
                segment_id=segment_id,
                criteria=criteria,
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, EDIT, segment=segment, form=SegmentName(data={"name": segment.name}))
    except (Unreadable, ValueError):
        return responses.again(EDIT, segment=segment, form=SegmentName(data={"name": segment.name}))
    return responses.done(finding.address(criteria, segment_id=segment_id), said=f"{segment.name} looks for this now")


@blueprint.post("/segments/<int:segment_id>/deletion")
@access.team
def create_segment_deletion(segment_id: int) -> Response:
    _do(segments.delete, segment_id)
    return responses.done(url_for("admin.segments", deleted=segment_id))


@blueprint.post("/segments/<int:segment_id>/restoring")
@access.team
def create_segment_restoring(segment_id: int) -> Response:
    try:
        _do(segments.restore, segment_id)
    except Refused as refusal:
        return responses.refused(refusal, LIST, **listed())
    return responses.done(url_for("admin.segments"), said="The segment is back")


@blueprint.get("/segments/misses")
@access.team
def segment_misses() -> Response:
    with current.reading() as session:
        found = queries.misses(session, before=request.args.get("before", type=int))
        words = offered(session)
    shown = found[: queries.PAGE]
    return responses.page(
        "admin/segments/misses.html",
        misses=[(miss, finding.summary(miss.criteria, words), finding.address(miss.criteria)) for miss in shown],
        older=shown[-1].id if len(found) > queries.PAGE else None,
    )


def listed() -> dict[str, Any]:
    deleted_id = request.args.get("deleted", type=int)
    with current.reading() as session:
        ground = grounds.ground(session, current.now())
        found = queries.page(session, before=request.args.get("before", type=int))
        words = offered(session)
        shown = [
            (
                segment,
                finding.summary(segment.criteria, words),
                up_to(searches.how_many(session, segment.criteria, ground)),
                finding.address(segment.criteria, segment_id=segment.id),
            )
            for segment in found[: queries.PAGE]
        ]
        deleted = queries.find(session, deleted_id, deleted=True) if deleted_id else None
    return {
        "segments": shown,
        "older": found[queries.PAGE - 1].id if len(found) > queries.PAGE else None,
        "deleted": deleted if deleted and deleted.deleted else None,
    }


def described(criteria: Criteria) -> dict[str, Any]:
    with current.reading() as session:
        ground = grounds.ground(session, current.now())
        number = up_to(searches.how_many(session, criteria, ground))
        words = offered(session)
    return {
        "summary": finding.summary(criteria, words),
        "number": number,
        "search": finding.packed(criteria),
        "back": finding.address(criteria),
        "unreadable": "",
    }


def offered(session: Session) -> dict[str, dict[str, str]]:
    return words_of(searches.choices(session), grounds.ground(session, current.now()).activities)


def _do(change: Callable[..., object], segment_id: int) -> None:
    with current.writing() as session:
        change(session, segment_id=segment_id, actor_id=current.signed_in().id, now=current.moment(session))
