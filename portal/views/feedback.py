"""How a call went, said once by each side (ASK-7)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy.orm import Session

from portal.domain.errors import Refused
from portal.domain.meeting_kinds import Side, Went
from portal.domain.operations import feedback
from portal.domain.queries import meetings
from portal.domain.queries.meetings import Arrangement
from portal.forms.feedback import Feedback
from portal.web import access, current, responses

blueprint = Blueprint("feedback", __name__)


@dataclass(frozen=True)
class Way:
    """How somebody comes to say it. `find` lets nobody else in."""

    side: Side
    template: str
    here: str
    back: str
    find: Callable[[Session], Arrangement]


@blueprint.get("/asks/<int:ask_id>/feedback")
@access.advocate
def show(ask_id: int) -> Response:
    return shown(own(ask_id))


@blueprint.post("/asks/<int:ask_id>/feedback")
@access.advocate
def create(ask_id: int) -> Response:
    return given(own(ask_id))


def own(ask_id: int) -> Way:
    def find(session: Session) -> Arrangement:
        return meetings.of_advocate(session, ask_id, advocate_id=current.signed_in().advocate_id or 0)

    here = url_for("feedback.show", ask_id=ask_id)
    return Way(Side.ADVOCATE, "feedback/show.html", here, url_for("history.show"), find)


def shown(way: Way, form: Feedback | None = None, refusal: Refused | None = None) -> Response:
    with current.reading() as session:
        found = way.find(session)
    context: dict[str, Any] = {
        "meeting": found,
        "form": form or Feedback(formdata=None),
        "heard": way.side in found.heard,
        "here": way.here,
        "back": way.back,
        "by_advocate": way.side is Side.ADVOCATE,
    }
    if refusal:
        return responses.refused(refusal, way.template, **context)
    return responses.again(way.template, **context) if form else responses.page(way.template, **context)


def given(way: Way) -> Response:
    form = Feedback()
    if not form.validate():
        return shown(way, form)
    try:
        with current.writing() as session:
            feedback.give(
                session,
                ask_id=way.find(session).ask_id,
                side=way.side,
                author_id=current.signed_in().id,
                went=Went(form.went.data),
                as_said=form.as_said.data == "yes",
                words=form.words.data or None,
                now=current.moment(session),
            )
    except Refused as refusal:
        return shown(way, refusal=refusal)
    return responses.done(way.back, said="Thank you. The team reads it")
