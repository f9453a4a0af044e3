"""One ask and its answer: from the link in a message, or signed in (ID-3, ASK-4). A link opens that ask only."""

from datetime import datetime

from flask import Blueprint, Response, request, url_for
from sqlalchemy.orm import Session

from portal import words
from portal.domain.errors import Refused
from portal.domain.kinds import AskState, Via
from portal.domain.operations import asks
from portal.domain.queries.asks import AskLetter, OtherSide
from portal.forms import asks as forms
from portal.views.asks.pages import context, form_for
from portal.views.asks.ways import DeadLink, Way, offers, present
from portal.web import access, current, responses

blueprint = Blueprint("asks", __name__)


@blueprint.get("/a/<token>")
@access.link
def open_link(token: str) -> Response:
    ask, _ = present(Way(token))
    viewer = current.viewer()
    if viewer and viewer.advocate_id == ask.advocate_id:
        return responses.elsewhere(url_for("asks.show", ask_id=ask.id, first=request.args.get("first")))
    return shown(ask, Way(token), None)


@blueprint.post("/a/<token>/answer")
@access.link
def answer_by_link(token: str) -> Response:
    return answered(Way(token), actor_id=None)


@blueprint.get("/asks/<int:ask_id>")
@access.advocate
def show(ask_id: int) -> Response:
    way = Way(ask_id=ask_id)
    ask, other = present(way)
    return shown(ask, way, other)


@blueprint.post("/asks/<int:ask_id>/answer")
@access.advocate
def answer(ask_id: int) -> Response:
    return answered(Way(ask_id=ask_id), actor_id=current.signed_in().id)


@blueprint.app_errorhandler(DeadLink)
def dead(error: DeadLink) -> Response:
    if responses.wants_fragment():
        return responses.elsewhere(Way(error.token).page)
    status = 404 if error.reason == "unknown" else 410
    return responses.page("errors/link.html", status=status, purpose="ask", reason=error.reason, fresh=None)


def shown(ask: AskLetter, way: Way, other: OtherSide | None) -> Response:
    changing = "change" in request.args and bool(offers(ask, current.now()))
    return responses.page("asks/show.html", "asks/_ask.html", **context(ask, way, other, changing=changing))


def answered(way: Way, *, actor_id: int | None) -> Response:
    try:
        with current.writing() as session:
            now = current.moment(session)
            ask = way.ask(session, now)
            if not offers(ask, now):
                raise Refused("settled", "This ask is settled, so its answer can’t be changed any more.")
            form = form_for(ask, now)
            fits = form.fits(words.local(now, ask.time_zone).date())
            if fits:
                give(
                    session, form, ask_id=ask.id, via=Via.LINK if way.token else Via.PORTAL, actor_id=actor_id, now=now
                )
    except Refused as refusal:
        ask, other = present(way)
        return responses.refused(refusal, "asks/show.html", "asks/_ask.html", **context(ask, way, other))
    if not fits:
        changing = ask.state is not AskState.SENT
        return responses.again("asks/show.html", "asks/_ask.html", **context(ask, way, None, form, changing=changing))
    if not responses.wants_fragment():
        return responses.elsewhere(way.page)
    ask, other = present(way)
    return responses.done(way.page, "asks/_ask.html", **context(ask, way, other))


def give(session: Session, form: forms.Answer, *, ask_id: int, via: Via, actor_id: int | None, now: datetime) -> None:
    match form.answer.data:
        case "yes":
            asks.accept(session, ask_id=ask_id, via=via, actor_id=actor_id, now=now, note=form.note.data or None)
        case "time":
            asks.suggest_time(
                session,
                ask_id=ask_id,
                via=via,
                actor_id=actor_id,
                now=now,
                on=form.on.data,
                at=form.at.data,
                words=form.words.data or None,
            )
        case "hand":
            asks.hand_on(
                session,
                ask_id=ask_id,
                via=via,
                actor_id=actor_id,
                now=now,
                name=form.hand_name.data or "",
                email=form.hand_email.data or "",
            )
        case _:
            asks.decline(session, ask_id=ask_id, via=via, actor_id=actor_id, now=now, reason=form.why_not())
