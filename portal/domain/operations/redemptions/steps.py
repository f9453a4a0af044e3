"""What every change of a redemption has in common: the lock, the event, the audit row, the news."""

import hashlib
import json
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from portal.domain import audit, outbox
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Topic
from portal.domain.models import Advocate, Redemption, RedemptionEvent, Reward
from portal.domain.operations import ledgers, rewards
from portal.domain.operations.ledgers import Cause
from portal.domain.queries import ledgers as queries
from portal.domain.queries.merges import everyone_of
from portal.domain.value_kinds import Fulfilment, RedemptionState, TransferKind

NOW_IT_IS = {
    RedemptionState.HELD: "This is waiting for approval.",
    RedemptionState.APPROVED: "This is approved and on its way.",
    RedemptionState.FULFILLED: "This was done already.",
    RedemptionState.RELEASED: "This was called off, and the points went back.",
}


def price_hash(made: Redemption) -> bytes:
    """Over what is fixed when it is chosen."""
    fixed = (made.advocate_id, made.reward_id, made.key, made.points, made.cents, made.currency)
    return hashlib.sha256(json.dumps(fixed, separators=(",", ":")).encode()).digest()


def locked(session: Session, redemption_id: int, *, of: int | None = None) -> tuple[Redemption, Reward]:
    """The redemption, held, and its reward. Not `of` this advocate is not found. Raises NotFound."""
    statement = (
        select(Redemption, Reward)
        .join(Reward, Reward.id == Redemption.reward_id)
        .where(Redemption.id == redemption_id)
        .with_for_update(of=Redemption)
    )
    if of is not None:
        statement = statement.where(Redemption.advocate_id.in_(everyone_of(of)))
    found = session.execute(statement, execution_options={"populate_existing": True}).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def require(redemption: Redemption, *states: RedemptionState) -> None:
    if redemption.state not in states:
        raise Refused(f"is_{redemption.state}", NOW_IT_IS[redemption.state])


def become(
    session: Session,
    redemption: Redemption,
    state: RedemptionState,
    *,
    actor_id: int | None,
    now: datetime,
    note: str | None = None,
) -> int:
    """Answers the event's id: news is of one event."""
    redemption.state = state
    ended = state in {RedemptionState.FULFILLED, RedemptionState.RELEASED}
    redemption.ended_at = now if ended else None
    session.flush()
    event = {"redemption_id": redemption.id, "at": now, "actor_id": actor_id, "state": state, "note": note}
    event_id: int = session.execute(insert(RedemptionEvent).values(event).returning(RedemptionEvent.id)).scalar_one()
    audit.record(
        session,
        f"redemption.{state}",
        kind="redemption",
        id=redemption.id,
        actor_id=actor_id,
        now=now,
        fields=("state",),
        reason=note,
    )
    return event_id


def tell(session: Session, redemption: Redemption, event_id: int, *, now: datetime) -> None:
    """What became of it, to the advocate."""
    session.flush()
    person = select(Advocate.person_id).where(Advocate.id == redemption.advocate_id)
    outbox.promise(
        session,
        Topic.REDEMPTION_TOLD,
        key=f"{redemption.id}:{redemption.state}:{redemption.round}",
        now=now,
        recipient_id=session.execute(person).scalar_one(),
        about_id=event_id,
    )


def give_back(session: Session, redemption: Redemption, *, actor_id: int | None, now: datetime, note: str) -> None:
    """Everything it held goes back: the place in the stock, the points, the year's value, the money."""
    ledgers.lock(session, ledgers.of_advocate(redemption.advocate_id))
    session.execute(
        update(Reward)
        .where(Reward.id == redemption.reward_id, Reward.fulfilment != Fulfilment.CODE)
        .values(stock=Reward.stock + 1)
        .execution_options(synchronize_session=False)
    )
    rewards.recount(session, redemption.reward_id)
    undo(
        session,
        redemption,
        (TransferKind.HOLD, TransferKind.GIFT, TransferKind.COMMIT),
        cause=Cause(actor_id=actor_id, redemption_id=redemption.id, reason=note),
        now=now,
    )


def undo(
    session: Session, redemption: Redemption, kinds: tuple[TransferKind, ...], *, cause: Cause, now: datetime
) -> None:
    """Reverse those of its transfers that stand, in this order."""
    standing = queries.reversible(session, redemption.id)
    for kind in kinds:
        if kind in standing:
            ledgers.reverse(session, standing[kind], cause=cause, now=now)
