"""What somebody chose, and what became of it (RWD-3)."""

from typing import Any

from flask import Blueprint, Response, url_for

from portal.domain.errors import Refused
from portal.domain.operations import redemptions as operations
from portal.domain.operations.ledgers import KeyReused
from portal.domain.queries import redemptions as queries
from portal.domain.queries import rewards
from portal.domain.value_kinds import Fulfilment, RedemptionState
from portal.forms.redemptions import Address, Redemption
from portal.web import access, current, responses

blueprint = Blueprint("redemptions", __name__)
CONFIRM = ("rewards/show.html", "rewards/_confirm.html")
RECEIPT = ("redemptions/show.html", "redemptions/_redemption.html")


@blueprint.post("/rewards/<int:reward_id>/redemptions")
@access.advocate
def create(reward_id: int) -> Response:
    advocate_id = current.signed_in().advocate_id or 0
    with current.reading() as session:
        item, taker = rewards.one(session, reward_id=reward_id, advocate_id=advocate_id, now=current.now())
    form = Redemption()
    form.offer(item)
    shown: dict[str, Any] = {"item": item, "points": taker.points, "form": form}
    if not form.validate():
        return responses.again(*CONFIRM, **shown)
    try:
        with current.writing() as session:
            made = operations.choose(
                session,
                advocate_id=advocate_id,
                reward_id=reward_id,
                key=form.key.data or "",
                wishes=form.wishes(),
                now=current.moment(session),
            )
    except KeyReused as reused:
        return responses.again(*CONFIRM, refusal=reused, **shown)
    except Refused as refusal:
        return responses.refused(refusal, *CONFIRM, **shown)
    return responses.done(url_for("redemptions.show", redemption_id=made.id), said="Redeemed")


@blueprint.get("/redemptions/<int:redemption_id>")
@access.advocate
def show(redemption_id: int) -> Response:
    return responses.page(*RECEIPT, **facts(redemption_id))


@blueprint.post("/redemptions/<int:redemption_id>/cancellation")
@access.advocate
def cancel(redemption_id: int) -> Response:
    try:
        with current.writing() as session:
            made = operations.cancel(
                session,
                redemption_id=redemption_id,
                advocate_id=current.signed_in().advocate_id or 0,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, *RECEIPT, **facts(redemption_id))
    word = current.program().reward_word
    return responses.done(
        url_for("redemptions.show", redemption_id=redemption_id),
        RECEIPT[1],
        said=f"Called off. Your {word} are back" if made.points else "Called off",
        **facts(redemption_id),
    )


@blueprint.post("/redemptions/<int:redemption_id>/address")
@access.advocate
def give_address(redemption_id: int) -> Response:
    shown = facts(redemption_id)
    form = Address()
    if not form.validate():
        return responses.again(*RECEIPT, **shown | {"form": form})
    try:
        with current.writing() as session:
            operations.give_address(
                session,
                redemption_id=redemption_id,
                advocate_id=current.signed_in().advocate_id or 0,
                address=form.address.data or "",
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, *RECEIPT, **shown)
    return responses.done(
        url_for("redemptions.show", redemption_id=redemption_id),
        RECEIPT[1],
        said="We send it there",
        **facts(redemption_id),
    )


def facts(redemption_id: int) -> dict[str, Any]:
    viewer = current.signed_in()
    with current.reading() as session:
        chosen = queries.one(session, redemption_id, of=viewer.advocate_id or 0)
        return {
            "chosen": chosen,
            "steps": queries.steps(session, redemption_id),
            "code": queries.code(session, redemption_id) if chosen.state is RedemptionState.FULFILLED else None,
            "wants_address": chosen.is_open and chosen.fulfilment is Fulfilment.POST and not chosen.address,
            "form": Address(formdata=None),
            "zone": viewer.time_zone or current.program().time_zone,
        }
