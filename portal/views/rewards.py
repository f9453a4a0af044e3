"""The rewards somebody may choose, and one of them before it is chosen (RWD-2)."""

from types import MappingProxyType

from flask import Blueprint, Response, request

from portal.domain.queries import gifts, ledgers, redemptions
from portal.domain.queries import rewards as queries
from portal.domain.queries.rewards import Item
from portal.domain.value_kinds import GiftPolicy, RewardGroup
from portal.forms.redemptions import Redemption
from portal.web import access, current, responses

blueprint = Blueprint("rewards", __name__)

GROUPS = MappingProxyType(
    {
        RewardGroup.ACCESS: ("Access", "compass"),
        RewardGroup.PEERS: ("Peers", "ticket"),
        RewardGroup.LEARNING: ("Learning", "report"),
        RewardGroup.GIVING: ("Giving", "heart"),
        RewardGroup.RECOGNITION: ("Recognition", "note"),
        RewardGroup.GIFTS: ("Gifts", "gift"),
    }
)
"""What each group is called, and its sign."""


@blueprint.get("/rewards")
@access.advocate
def index() -> Response:
    viewer = current.signed_in()
    advocate_id = viewer.advocate_id or 0
    with current.reading() as session:
        taker = gifts.taker(session, advocate_id, now=current.now())
        items = queries.menu(session, taker)
        balance = ledgers.balance(session, advocate_id)
        chosen = redemptions.of_advocate(session, advocate_id)
    shown = {item.group for item in items}
    group = request.args.get("kind", "")
    listed = [item for item in items if group not in shown or item.group == group]
    free = [item for item in listed if item.short is None]
    return responses.page(
        "rewards/index.html",
        zone=viewer.time_zone or current.program().time_zone,
        groups=GROUPS,
        shown=[each for each in GROUPS if each in shown],
        group=group if group in shown else "",
        free=[(item, form_for(item)) for item in free],
        short=[item for item in listed if item.short is not None],
        balance=balance,
        chosen=chosen,
        off=taker.off,
        nothing=taker.policy is GiftPolicy.NOTHING,
    )


@blueprint.get("/rewards/<int:reward_id>")
@access.advocate
def show(reward_id: int) -> Response:
    with current.reading() as session:
        item, taker = queries.one(
            session, reward_id=reward_id, advocate_id=current.signed_in().advocate_id or 0, now=current.now()
        )
    return responses.page("rewards/show.html", item=item, points=taker.points, form=form_for(item))


def form_for(item: Item) -> Redemption:
    form = Redemption(formdata=None)
    form.offer(item)
    return form
