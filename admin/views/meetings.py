"""The time of an accepted ask, for whoever asked or for the team in their place (REQ-7); how it went (ASK-7)."""

from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from admin.blueprint import blueprint
from admin.forms.meetings import CallingOff, Choice, Feedback, Schedule
from admin.views import asks as pages
from portal.domain.errors import NotFound, Refused
from portal.domain.meeting_kinds import Side, Went
from portal.domain.operations import feedback, meetings
from portal.domain.queries import asks_team
from portal.domain.queries import meetings as queries
from portal.web import access, current, responses

FEEDBACK = "admin/feedback/new.html"


@blueprint.post("/asks/<int:ask_id>/schedule")
@access.team
def schedule_ask(ask_id: int) -> Response:
    form = Schedule(request.form)
    if not form.fits(pages.zone(), now=current.now()):
        return pages.again(ask_id, schedule=form)
    return pages.changed(
        ask_id,
        lambda session: meetings.set_time(
            session,
            ask_id=ask_id,
            at=form.instant(pages.zone()),
            zone=pages.zone(),
            how=form.joined_by.data or None,
            actor_id=current.signed_in().id,
            now=current.moment(session),
        ),
        said="The time is set, and both get it for their calendar",
        schedule=form,
    )


@blueprint.post("/asks/<int:ask_id>/meeting/choices")
@access.team
def choose_time(ask_id: int) -> Response:
    form = Choice(request.form)
    with current.reading() as session:
        form.offer(pages.times_of(queries.of_team(session, ask_id)))
    if not form.validate():
        return pages.again(ask_id, choice=form)
    return pages.changed(
        ask_id,
        lambda session: meetings.choose(
            session,
            ask_id=ask_id,
            time_id=form.chosen,
            by=Side.REQUESTER,
            how=form.how.data or None,
            actor_id=current.signed_in().id,
            now=current.moment(session),
        ),
        said="The time is set, and both get it for their calendar",
        choice=form,
    )


@blueprint.post("/asks/<int:ask_id>/meeting/cancellation")
@access.team
def call_off_meeting(ask_id: int) -> Response:
    form = CallingOff(request.form)
    if not form.validate():
        return pages.again(ask_id, calling_off=form)
    return pages.changed(
        ask_id,
        lambda session: meetings.call_off(
            session,
            ask_id=ask_id,
            by=Side.REQUESTER,
            note=form.reason.data or None,
            actor_id=current.signed_in().id,
            now=current.moment(session),
        ),
        said="It’s off, and both calendars hear so",
    )


@blueprint.get("/asks/<int:ask_id>/feedback")
@access.team
def new_feedback(ask_id: int) -> Response:
    return feedback_page(ask_id)


@blueprint.post("/asks/<int:ask_id>/feedback")
@access.team
def create_feedback(ask_id: int) -> Response:
    """Of whoever asked: a colleague says it on their own page."""
    form = Feedback(request.form)
    if not form.validate():
        return feedback_page(ask_id, form)
    try:
        with current.writing() as session:
            asked_by_team(session, ask_id)
            feedback.give(
                session,
                ask_id=ask_id,
                side=Side.REQUESTER,
                author_id=current.signed_in().id,
                went=Went(form.went.data),
                as_said=form.as_said.data == "yes",
                words=form.words.data or None,
                now=current.moment(session),
            )
    except Refused as refusal:
        return feedback_page(ask_id, form, refusal)
    return responses.done(url_for("admin.ask", ask_id=ask_id), said="Noted")


def feedback_page(ask_id: int, form: Feedback | None = None, refusal: Refused | None = None) -> Response:
    with current.reading() as session:
        asked_by_team(session, ask_id)
        facts: dict[str, Any] = {"ask": asks_team.one(session, ask_id).facts, "form": form or Feedback()}
    if refusal:
        return responses.refused(refusal, FEEDBACK, **facts)
    return responses.again(FEEDBACK, **facts) if form else responses.page(FEEDBACK, **facts)


def asked_by_team(session: Session, ask_id: int) -> None:
    """Raises NotFound where there is no yes, or where a colleague asked."""
    found = queries.of_team(session, ask_id)
    if found is None or found.request_id is not None:
        raise NotFound
