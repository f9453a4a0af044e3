"""A colleague asks for somebody or for something to show, and sees what becomes of it (REQ-1, REQ-2, REQ-6)."""

from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import RequestState, Wants
from portal.domain.errors import Refused
from portal.domain.kinds import ActivityKind, Effort
from portal.domain.operations import requests
from portal.domain.queries import activities, adoptions, departments, lines, meetings, relationships, searches
from portal.domain.queries import requests as queries
from portal.domain.queries.activities import Offer
from portal.domain.queries.requests import Deal
from portal.domain.rules.requests import FILLED_WITHIN, REASONS, working_day_after
from portal.forms.requests import Decision, NewRequest, Words
from portal.views.colleagues import deals
from portal.views.colleagues.blueprint import blueprint
from portal.web import access, current, responses
from portal.words import minutes

LIST, NEW, PAGE = "colleagues/requests/index.html", "colleagues/requests/new.html", "colleagues/requests/show.html"
FIRST = (ActivityKind.REFERENCE, ActivityKind.SPEAKING)
"""What is asked for most; the rest folds away."""
PREFILLED = ("what", "industry", "region", "persona")
SHOWN_NOW = "A case study, a quote, a video. Nobody is asked; often there today."


@blueprint.get("")
@access.colleague
def home() -> Response:
    return responses.elsewhere(url_for("colleagues.requests"))


@blueprint.get("/requests", endpoint="requests")
@access.colleague
def index() -> Response:
    """A colleague's first page."""
    me = current.signed_in().id
    with current.reading() as session:
        found = queries.mine(session, me, before=request.args.get("before", type=int))
        lines = found[: queries.PAGE]
        return responses.page(
            LIST,
            lines=lines,
            older=lines[-1].id if len(found) > queries.PAGE else None,
            asked=queries.asked_now(session, [line.id for line in lines if line.runs]),
            awaited=queries.awaiting_my_word(session, me),
            accounts=relationships.own_accounts(session, me),
            nominated=departments.contribution(session, me).nominated,
            guide=adoptions.guide(session, me),
        )


@blueprint.get("/requests/new")
@access.colleague
def new_request() -> Response:
    """A deal, what would help and what must fit may be in the address: they are chosen beforehand."""
    form = NewRequest(formdata=None)
    with current.reading() as session:
        picked = queries.deal(session, request.args.get("deal", 0, type=int))
        facts = fill(session, form, [picked] if picked else [])
    for name in PREFILLED:
        form[name].data = request.args.get(name)
    form.needed_by.data = working_day_after(current.today(), FILLED_WITHIN)
    if picked:
        form.deal.data, form.other_industry.data = str(picked.id), picked.industry
        form.industry.data = form.industry.data or picked.industry
    return responses.page(NEW, **facts)


@blueprint.post("/requests")
@access.colleague
def create_request() -> Response:
    form = NewRequest()
    with current.reading() as session:
        meant = deals.meant(session, form.deal, form.other_deal.data or "")
        facts = fill(session, form, meant.offered)
    if not form.fits(current.today(), meant.deal, meant.unclear):
        return responses.again(NEW, **facts)
    try:
        with current.writing() as session:
            made = requests.make(
                session, need=form.need(meant.deal), requester_id=current.signed_in().id, now=current.moment(session)
            )
    except Refused as refusal:
        return responses.refused(refusal, NEW, **facts)
    said = "Sent. You hear back within one working day"
    return responses.done(url_for("colleagues.request", request_id=made), said=said)


@blueprint.get("/requests/<int:request_id>", endpoint="request")
@access.colleague
def show(request_id: int) -> Response:
    with current.reading() as session:
        return responses.page(PAGE, **shown(session, request_id))


@blueprint.post("/requests/<int:request_id>/messages")
@access.colleague
def create_request_message(request_id: int) -> Response:
    form = Words()
    if not form.validate():
        with current.reading() as session:
            return responses.again(PAGE, **shown(session, request_id, words=form))
    with current.writing() as session:
        requests.write(
            session,
            request_id=request_id,
            words=form.words.data or "",
            requester_id=current.signed_in().id,
            now=current.moment(session),
        )
    return back(request_id, "Sent to the team")


@blueprint.post("/requests/<int:request_id>/withdrawal")
@access.colleague
def create_withdrawal(request_id: int) -> Response:
    try:
        with current.writing() as session:
            requests.withdraw(
                session, request_id=request_id, requester_id=current.signed_in().id, now=current.moment(session)
            )
    except Refused as refusal:
        with current.reading() as session:
            return responses.refused(refusal, PAGE, **shown(session, request_id))
    return back(request_id, "Withdrawn. Nobody will be asked for it")


@blueprint.post("/requests/<int:request_id>/approval")
@access.colleague
def create_approval(request_id: int) -> Response:
    form = Decision()
    if not form.validate():
        with current.reading() as session:
            return responses.again(PAGE, **shown(session, request_id, decision=form))
    try:
        with current.writing() as session:
            requests.decide(
                session,
                request_id=request_id,
                approved=form.answer.data == "yes",
                note=form.note.data or None,
                approver_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        with current.reading() as session:
            return responses.refused(refusal, PAGE, **shown(session, request_id, decision=form))
    return back(request_id, "Thank you. The team knows")


def fill(session: Session, form: NewRequest, more: list[Deal]) -> dict[str, Any]:
    own = queries.of_mine(session, current.signed_in().id)
    known = {one.id for one in own}
    offers = activities.offers(session)
    form.offer(offers, [*own, *(one for one in more if one.id not in known)], searches.choices(session))
    first = {str(one.id): costs(one) for one in offers if one.kind in FIRST}
    rest = {str(one.id): costs(one) for one in offers if one.kind not in FIRST}
    return {"form": form, "first": first | {Wants.CONTENT.value: SHOWN_NOW}, "rest": rest}


def costs(offer: Offer) -> str:
    size = "A bigger ask" if offer.effort is Effort.HIGH else "A small ask, and often quicker"
    return f"{minutes(offer.minutes)} of theirs. {size}."


def shown(
    session: Session, request_id: int, *, words: Words | None = None, decision: Decision | None = None
) -> dict[str, Any]:
    me = current.signed_in().id
    line = queries.own(session, request_id, me)
    return {
        "line": line,
        "asked": queries.asked_now(session, [line.id] if line.runs else []),
        "released": lines.released(session, request_id, me, current.today()),
        "reason": REASONS[line.close_reason] if line.close_reason else "",
        "mine": line.requester_id == me,
        "meeting": meetings.find_of_requester(session, request_id, person_id=me),
        "now": current.now(),
        "decides": line.approver_id == me and line.state is RequestState.AWAITS_APPROVAL,
        "messages": queries.messages(session, request_id),
        "form": words or Words(formdata=None),
        "decision": decision or Decision(formdata=None),
    }


def back(request_id: int, said: str) -> Response:
    return responses.done(url_for("colleagues.request", request_id=request_id), said=said)
