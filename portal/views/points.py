"""Every entry of somebody's points: what they earned and why, what they used (RWD-1)."""

from flask import Blueprint, Response

from portal.domain.queries import ledgers
from portal.web import access, current, responses

blueprint = Blueprint("points", __name__)


@blueprint.get("/rewards/points")
@access.advocate
def index() -> Response:
    viewer = current.signed_in()
    with current.reading() as session:
        balance = ledgers.balance(session, viewer.advocate_id or 0)
        lines = ledgers.lines(session, viewer.advocate_id or 0)
    zone = viewer.time_zone or current.program().time_zone
    return responses.page("points/index.html", balance=balance, lines=lines, zone=zone)
