"""What an advocate told us: written down, changed, removed and put back (ADV-5)."""

from typing import Any

from flask import Response, request, url_for

from admin.blueprint import blueprint
from admin.forms.interviews import NewInterview
from portal.domain.errors import Refused
from portal.domain.operations import interviews
from portal.domain.queries import advocates, staff
from portal.domain.queries import interviews as queries
from portal.web import access, current, responses

EDIT = "admin/interviews/edit.html"


@blueprint.get("/advocates/<int:advocate_id>/interviews/new")
@access.team
def new_interview(advocate_id: int) -> Response:
    form = NewInterview(held_on=current.today(), by_id=current.signed_in().id)
    return responses.page(EDIT, **shown(advocate_id, form))


@blueprint.post("/advocates/<int:advocate_id>/interviews")
@access.team
def create_interview(advocate_id: int) -> Response:
    form = NewInterview(request.form)
    facts = shown(advocate_id, form)
    if not form.validate():
        return responses.again(EDIT, **facts)
    try:
        with current.writing() as session:
            interviews.add(
                session,
                advocate_id=advocate_id,
                told=form.told(),
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, EDIT, **facts)
    return back(advocate_id, "The interview is kept")


@blueprint.get("/interviews/<int:interview_id>")
@access.team
def edit_interview(interview_id: int) -> Response:
    with current.reading() as session:
        interview = queries.one(session, interview_id)
    return responses.page(EDIT, **shown(interview.advocate_id, NewInterview(obj=interview), interview_id))


@blueprint.post("/interviews/<int:interview_id>")
@access.team
def change_interview(interview_id: int) -> Response:
    with current.reading() as session:
        advocate_id = queries.one(session, interview_id).advocate_id
    form = NewInterview(request.form)
    facts = shown(advocate_id, form, interview_id)
    if not form.validate():
        return responses.again(EDIT, **facts)
    try:
        with current.writing() as session:
            changed = interviews.change(
                session,
                interview_id=interview_id,
                told=form.told(),
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, EDIT, **facts)
    return back(advocate_id, "The interview is changed" if changed else "Nothing was different")


@blueprint.post("/interviews/<int:interview_id>/removal")
@access.team
def remove_interview(interview_id: int) -> Response:
    with current.writing() as session:
        gone = interviews.remove(
            session, interview_id=interview_id, actor_id=current.signed_in().id, now=current.moment(session)
        )
    return back(gone.advocate_id, "The interview is removed. You can put it back for 7 days")


@blueprint.post("/interviews/<int:interview_id>/return")
@access.team
def put_back_interview(interview_id: int) -> Response:
    with current.writing() as session:
        kept = interviews.put_back(
            session, interview_id=interview_id, actor_id=current.signed_in().id, now=current.moment(session)
        )
    return back(kept.advocate_id, "The interview is back")


def shown(advocate_id: int, form: NewInterview, interview_id: int | None = None) -> dict[str, Any]:
    with current.reading() as session:
        form.offer(staff.active(session))
        return {"profile": advocates.one(session, advocate_id).profile, "form": form, "interview_id": interview_id}


def back(advocate_id: int, said: str) -> Response:
    return responses.done(url_for("admin.advocate", advocate_id=advocate_id, _anchor="interviews"), said=said)
