"""What was asked, what came of it, and who saw their contact details (ADV-8)."""

from flask import Blueprint, Response

from portal.domain.kinds import AskState, Effort
from portal.domain.queries import appearances, feedback, histories, home
from portal.domain.queries.histories import PastAsk
from portal.web import access, current, responses
from portal.web.quiets import quiet

blueprint = Blueprint("history", __name__)
SAID_YES = frozenset({AskState.ACCEPTED, AskState.SCHEDULED, AskState.COMPLETED, AskState.NO_SHOW})


@blueprint.get("/history")
@access.advocate
def show() -> Response:
    viewer = current.signed_in()
    advocate_id = viewer.advocate_id or 0
    with current.reading() as session:
        asks = histories.asks(session, advocate_id)
        looks = histories.looks(session, advocate_id)
        said = feedback.own(session, advocate_id)
        featured = appearances.of_advocate(session, advocate_id)
        standing = home.of_advocate(session, advocate_id)
    return responses.page(
        "history/show.html",
        zone=viewer.time_zone or current.program().time_zone,
        asks=asks,
        looks=looks,
        said=said,
        featured=featured,
        counts=counts(asks),
        joined_at=standing.joined_at,
        quiets=[
            quiet(
                standing.standing,
                effort,
                standing.policy,
                activities=frozenset(activity.id for activity in standing.of_class(effort)),
                today=current.today(),
                to_them=True,
            )
            for effort in Effort
        ],
    )


def counts(asks: list[PastAsk]) -> list[str]:
    """Six times yes, once no, one waiting; what never happened is left out."""
    yes = sum(ask.state in SAID_YES for ask in asks)
    no = sum(ask.state is AskState.DECLINED for ask in asks)
    waiting = sum(ask.state is AskState.SENT for ask in asks)
    said = [(yes, "yes"), (no, "no")]
    parts = [f"{times(number)} {word}" for number, word in said if number]
    return parts + (["one waiting"] if waiting else [])


def times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")
