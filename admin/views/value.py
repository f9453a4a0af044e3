"""What one advocate gave and was given: points, notes, what they may accept (RWD-1, RWD-5, RWD-7, RWD-8)."""

from collections.abc import Callable
from typing import Any

from flask import Response, request, url_for

from admin.blueprint import blueprint
from admin.forms import value as forms
from portal.domain.errors import Refused
from portal.domain.operations import adjustments as adjusting
from portal.domain.operations import gifts as giving
from portal.domain.operations import thanks as thanking
from portal.domain.queries import adjustments, advocates, gifts, ledgers, redemptions, thanks
from portal.domain.rules.money import words as money_words
from portal.domain.value_kinds import GiftPolicy
from portal.web import access, current, responses

PAGE = "admin/value/show.html"
LIST = "admin/adjustments/index.html"


@blueprint.get("/advocates/<int:advocate_id>/value", endpoint="value")
@access.team
def show(advocate_id: int) -> Response:
    return responses.page(PAGE, **facts(advocate_id))


@blueprint.post("/advocates/<int:advocate_id>/thank-you")
@access.team
def create_thank_you(advocate_id: int) -> Response:
    form = forms.ThankYou(request.form)
    if not form.validate():
        return responses.again(PAGE, **facts(advocate_id) | {"note": form})
    with current.writing() as session:
        thanking.give(
            session,
            advocate_id=advocate_id,
            words=form.words.data or "",
            author_id=current.signed_in().id,
            now=current.moment(session),
        )
    return responses.done(url_for("admin.value", advocate_id=advocate_id), said="Your note is on its way")


@blueprint.post("/advocates/<int:advocate_id>/adjustments")
@access.team
def create_adjustment(advocate_id: int) -> Response:
    form = forms.Adjustment(request.form)
    if not form.validate():
        return responses.again(PAGE, **facts(advocate_id) | {"adjustment": form})
    try:
        with current.writing() as session:
            adjusting.make(
                session,
                advocate_id=advocate_id,
                points=form.points.data or 0,
                reason=form.reason.data or "",
                key=form.key.data or "",
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, PAGE, **facts(advocate_id) | {"adjustment": form})
    return responses.done(url_for("admin.value", advocate_id=advocate_id), said="Noted, with its reason")


@blueprint.post("/accounts/<int:account_id>/gifts")
@access.team
def create_account_gifts(account_id: int) -> Response:
    """Sent from the page of one of its people, and leads back there."""
    form = forms.AccountGifts(request.form)
    advocate_id = request.form.get("advocate", type=int) or 0
    if not form.validate():
        return responses.again(PAGE, **facts(advocate_id) | {"account_gifts": form})
    try:
        with current.writing() as session:
            giving.set_for_account(
                session,
                account_id=account_id,
                policy=GiftPolicy(form.policy.data),
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, PAGE, **facts(advocate_id) | {"account_gifts": form})
    return responses.done(url_for("admin.value", advocate_id=advocate_id), said="It counts for all their people")


@blueprint.get("/adjustments", endpoint="adjustments")
@access.team
def index() -> Response:
    return responses.page(LIST, **listed())


@blueprint.post("/adjustments/<int:adjustment_id>/approval")
@access.team
def approve_adjustment(adjustment_id: int) -> Response:
    return decided(adjustment_id, adjusting.approve, said="Approved")


@blueprint.post("/adjustments/<int:adjustment_id>/refusal")
@access.team
def refuse_adjustment(adjustment_id: int) -> Response:
    return decided(adjustment_id, adjusting.refuse, said="Refused. Nothing was moved")


@blueprint.get("/thanks", endpoint="thanks")
@access.team
def owed() -> Response:
    with current.reading() as session:
        return responses.page("admin/thanks/index.html", owed=thanks.owed(session), wall=thanks.wall(session))


def decided(adjustment_id: int, decide: Callable[..., object], *, said: str) -> Response:
    try:
        with current.writing() as session:
            decide(session, adjustment_id=adjustment_id, actor_id=current.signed_in().id, now=current.moment(session))
    except Refused as refusal:
        return responses.refused(refusal, LIST, **listed())
    return responses.done(url_for("admin.adjustments"), said=said)


def listed() -> dict[str, Any]:
    with current.reading() as session:
        return {"adjustments": adjustments.latest(session)}


def facts(advocate_id: int) -> dict[str, Any]:
    with current.reading() as session:
        standing = gifts.of_advocate(session, advocate_id)
        given = gifts.given_this_year(session, advocate_id, current.now())
        return {
            "view": advocates.one(session, advocate_id),
            "gifts": standing,
            "given": [money_words(cents, unit) for unit, cents in sorted(given.items()) if cents],
            "policies": forms.POLICIES,
            "balance": ledgers.balance(session, advocate_id),
            "lines": ledgers.lines(session, advocate_id),
            "chosen": redemptions.of_advocate(session, advocate_id),
            "notes": thanks.of_advocate(session, advocate_id),
            "owed": thanks.of_one(session, advocate_id),
            "note": forms.ThankYou(),
            "adjustment": forms.Adjustment.fresh(),
            "account_gifts": forms.AccountGifts(data={"policy": standing.of_account.value}),
        }
