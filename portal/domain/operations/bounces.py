"""What a returned message changes. Any order of the same events ends in one state (R16)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.kinds import MessageState, SuppressionReason
from portal.domain.models import Outbox
from portal.domain.operations import deliveries, suppressions


class News(StrEnum):
    """`hard`: the address is dead. `lost`: this message is. `arrived`: it is on its way at least."""

    HARD = "hard"
    LOST = "lost"
    ARRIVED = "arrived"
    COMPLAINT = "complaint"


UNFINISHED = (
    MessageState.QUEUED,
    MessageState.DEFERRED,
    MessageState.CLAIMED,
    MessageState.DOTTED,
    MessageState.UNCERTAIN,
)
BECOMES = {
    News.HARD: (MessageState.BOUNCED, (*UNFINISHED, MessageState.SENT)),
    News.LOST: (MessageState.BOUNCED, (*UNFINISHED, MessageState.SENT)),
    News.COMPLAINT: (MessageState.COMPLAINED, (*UNFINISHED, MessageState.SENT, MessageState.BOUNCED)),
    News.ARRIVED: (MessageState.SENT, (MessageState.UNCERTAIN,)),
}
"""Sent, bounced, complained: a message only ever moves on in this order."""
SUPPRESSES = {News.HARD: SuppressionReason.BOUNCED, News.COMPLAINT: SuppressionReason.COMPLAINED}


def record(session: Session, *, outbox_id: int, news: News, address_hash: bytes, now: datetime) -> None:
    """The message is known to be ours. Harmless when repeated."""
    topic, ask_id, about_id, recipient_id = session.execute(
        select(Outbox.topic, Outbox.ask_id, Outbox.about_id, Outbox.recipient_id).where(Outbox.id == outbox_id)
    ).one()
    if recipient_id is not None:
        suppressions.lock(session, recipient_id)
        if reason := SUPPRESSES.get(news):
            suppressions.suppress(session, person_id=recipient_id, address_hash=address_hash, reason=reason, now=now)
    if news in {News.HARD, News.LOST}:
        twice = deliveries.was_resent(session, outbox_id)
        deliveries.give_back(session, topic, ask_id=ask_id, about_id=about_id, now=now, may_have_arrived=twice)
    state, before = BECOMES[news]
    moved = session.scalar(
        update(Outbox)
        .where(Outbox.id == outbox_id, Outbox.state.in_(before))
        .values(state=state, finished_at=now)
        .returning(Outbox.id)
        .execution_options(synchronize_session=False)
    )
    if moved is not None:
        audit.record(session, f"message.{state}", kind="outbox", id=outbox_id, actor_id=None, now=now)
