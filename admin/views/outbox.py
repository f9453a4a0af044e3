"""The outbox: what waits, what went wrong, and sending again what is uncertain."""

from types import MappingProxyType
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from admin.blueprint import blueprint
from admin.states import MESSAGES, TOPICS
from portal.domain.errors import Refused
from portal.domain.kinds import MessageState
from portal.domain.operations import deliveries
from portal.domain.queries import outbox
from portal.domain.queries.today import UNCERTAIN_AFTER
from portal.web import access, current, responses

PAGE, FRAGMENT = "admin/outbox/index.html", "admin/outbox/_list.html"
TABS = MappingProxyType(
    {
        "queued": (
            "Waits to be sent",
            frozenset({MessageState.QUEUED, MessageState.CLAIMED, MessageState.DOTTED}),
        ),
        "deferred": ("Will be tried again", frozenset({MessageState.DEFERRED})),
        "uncertain": ("Uncertain", frozenset({MessageState.UNCERTAIN})),
        "failed": (
            "Refused or came back",
            frozenset({MessageState.FAILED, MessageState.BOUNCED, MessageState.COMPLAINED}),
        ),
    }
)


@blueprint.get("/outbox", endpoint="outbox")
@access.team
def index() -> Response:
    with current.reading() as session:
        return responses.page(PAGE, FRAGMENT, **facts(session, request.args.get("state", "")))


@blueprint.post("/outbox/<int:outbox_id>/resending")
@access.team
def create_resending(outbox_id: int) -> Response:
    try:
        with current.writing() as session:
            deliveries.resend(
                session, outbox_id=outbox_id, actor_id=current.signed_in().id, now=current.moment(session)
            )
            session.flush()
            shown = facts(session, "uncertain")
    except Refused as refusal:
        with current.reading() as session:
            return responses.refused(refusal, PAGE, FRAGMENT, **facts(session, "uncertain"))
    return responses.done(url_for("admin.outbox", state="uncertain"), FRAGMENT, said="It is on its way again", **shown)


def facts(session: Session, key: str) -> dict[str, Any]:
    """Of one tab; the first one where the address names none."""
    key = key if key in TABS else "queued"
    numbers = outbox.counts(session, frozenset().union(*(states for _, states in TABS.values())))
    tabs = [
        (
            words,
            url_for("admin.outbox", state=name),
            name == key,
            f"{sum(numbers[state] for state in states):,}",
        )
        for name, (words, states) in TABS.items()
    ]
    page = outbox.page(session, TABS[key][1], before=request.args.get("before", type=int))
    settled = current.now() - UNCERTAIN_AFTER
    return {"settled": settled, "page": page, "tabs": tabs, "tab": key, "signs": MESSAGES, "topics": TOPICS}
