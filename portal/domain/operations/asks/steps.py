"""What every change of an ask has in common: the locks, the state, the event, the audit row."""

from datetime import datetime

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import AskState, Via
from portal.domain.meeting_kinds import Side
from portal.domain.models import Advocate, Ask, AskEvent
from portal.domain.operations import calendars, places
from portal.domain.rules import asks as rules

NOW_IT_IS = {
    AskState.DRAFT: "This ask has not been sent.",
    AskState.SENT: "This ask is waiting for its answer.",
    AskState.ACCEPTED: "This ask has been accepted.",
    AskState.SCHEDULED: "This ask has a date already.",
    AskState.COMPLETED: "This is done already. Thank you.",
    AskState.DECLINED: "This ask has been declined.",
    AskState.HANDED_ON: "This ask was handed on to a colleague.",
    AskState.EXPIRED: "This ask has closed. Nothing is expected of you.",
    AskState.WITHDRAWN: "We have taken this ask back. Nothing is expected of you.",
    AskState.UNDELIVERED: "This ask never arrived, so it was closed.",
    AskState.NO_SHOW: "This ask ended without the meeting taking place.",
}


OFF = frozenset({AskState.DECLINED, AskState.WITHDRAWN})
"""A yes that ends like this takes its meeting along."""
_EVENT = insert(AskEvent).returning(AskEvent.id)
_ASK_AND_ADVOCATE = (
    select(Ask, Advocate)
    .join(Advocate, Advocate.id == Ask.advocate_id)
    .where(Ask.id == bindparam("ask_id"))
    .with_for_update(of=Ask)
    .execution_options(populate_existing=True)
)


def locked(session: Session, ask_id: int) -> tuple[Ask, Advocate]:
    """The ask and its advocate, both locked in order. Raises NotFound."""
    if not places.lock_of_ask(session, ask_id):
        raise NotFound
    ask, advocate = session.execute(_ASK_AND_ADVOCATE, {"ask_id": ask_id}).one()
    return ask, advocate


def change(
    session: Session,
    ask: Ask,
    state: AskState,
    *,
    via: Via,
    actor_id: int | None,
    now: datetime,
    note: str | None = None,
) -> int:
    """Move the ask to `state` and write its event and audit row; answers the event's id. Raises Refused."""
    if not rules.may_become(ask.state, state):
        raise Refused(f"is_{ask.state}", NOW_IT_IS[ask.state])
    was = ask.state
    ask.state = state
    ask.holds_place = state is not AskState.UNDELIVERED
    if was is AskState.SENT:
        places.free(session, advocate_id=ask.advocate_id, ask_id=ask.id)
    elif state in OFF:
        by = Side.REQUESTER if via is Via.TEAM else Side.ADVOCATE
        calendars.take_out(session, ask, by=by, actor_id=actor_id, now=now)
    event = {"ask_id": ask.id, "at": now, "actor_id": actor_id, "via": via, "was": was, "state": state, "note": note}
    event_id: int = session.connection().execute(_EVENT, event).scalar_one()
    audit.record(session, f"ask.{state}", kind="ask", id=ask.id, actor_id=actor_id, now=now, fields=("state",))
    return event_id
