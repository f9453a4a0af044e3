"""The advocate's side: choose once, call it off, say where it goes."""

import hashlib
import json
from dataclasses import astuple, dataclass
from datetime import date, datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound, Refused
from portal.domain.models import Advocate, Program, Redemption, Reward
from portal.domain.operations import ledgers
from portal.domain.operations.ledgers import Cause, KeyReused, Purse
from portal.domain.operations.redemptions import steps
from portal.domain.queries import gifts, programs, rewards
from portal.domain.queries import ledgers as books
from portal.domain.rules import gifts as policies
from portal.domain.rules import rewards as rules
from portal.domain.rules.rewards import Short
from portal.domain.value_kinds import Fulfilment, LedgerKind, RedemptionState, TransferKind

SHORT = {
    Short.POINTS: "You don’t have enough {word} for this any more.",
    Short.STOCK: "All of these are taken. Nothing was used of your {word}.",
    Short.YEAR: "This would be more than one person may be given in a year.",
}


@dataclass(frozen=True)
class Wishes:
    """What the form said."""

    allowed: bool
    words: str | None = None
    charity: str | None = None
    address: str | None = None


def choose(
    session: Session, *, advocate_id: int, reward_id: int, key: str, wishes: Wishes, now: datetime
) -> Redemption:
    """Hold points and stock, once per key: sent again it answers with what was made the first time."""
    if session.get(Advocate, advocate_id) is None:
        raise NotFound
    ledgers.lock(session, ledgers.of_advocate(advocate_id))
    said = _hash(reward_id, wishes)
    first = session.scalar(select(Redemption).where(Redemption.advocate_id == advocate_id, Redemption.key == key))
    if first is not None:
        if first.params_hash != said:
            raise KeyReused
        return first
    reward = _takeable(session, advocate_id, reward_id, now)
    _complete(reward, wishes)
    made = Redemption(
        advocate_id=advocate_id,
        reward_id=reward.id,
        key=key,
        params_hash=said,
        points=reward.points,
        cents=reward.cents,
        currency=reward.currency,
        charity=wishes.charity if reward.fulfilment is Fulfilment.DONATION else None,
        words=wishes.words if reward.question else None,
        address=wishes.address if reward.fulfilment is Fulfilment.POST else None,
        due_on=_due(session, now),
        chosen_at=now,
    )
    made.price_hash = steps.price_hash(made)
    session.add(made)
    actor_id = session.get_one(Advocate, advocate_id).person_id
    event_id = steps.become(session, made, RedemptionState.HELD, actor_id=actor_id, now=now)
    _hold(session, made, reward, actor_id=actor_id, now=now)
    steps.tell(session, made, event_id, now=now)
    return made


def cancel(session: Session, *, redemption_id: int, advocate_id: int, now: datetime) -> Redemption:
    """Call it off before anybody has approved it. Said twice it stays called off once."""
    redemption, _ = steps.locked(session, redemption_id, of=advocate_id)
    if redemption.state is RedemptionState.RELEASED:
        return redemption
    steps.require(redemption, RedemptionState.HELD)
    actor_id = session.get_one(Advocate, advocate_id).person_id
    redemption.address = None
    steps.become(session, redemption, RedemptionState.RELEASED, actor_id=actor_id, now=now, note="You called it off")
    steps.give_back(session, redemption, actor_id=actor_id, now=now, note="Called off")
    return redemption


def give_address(session: Session, *, redemption_id: int, advocate_id: int, address: str, now: datetime) -> Redemption:
    """Where to send it, anew: it was erased when we thought it had arrived."""
    redemption, reward = steps.locked(session, redemption_id, of=advocate_id)
    if reward.fulfilment is not Fulfilment.POST:
        raise Refused("no_address", "This one needs no address.")
    steps.require(redemption, RedemptionState.HELD, RedemptionState.APPROVED)
    redemption.address = address
    actor_id = session.get_one(Advocate, advocate_id).person_id
    steps.become(session, redemption, redemption.state, actor_id=actor_id, now=now, note="You gave an address")
    return redemption


def _takeable(session: Session, advocate_id: int, reward_id: int, now: datetime) -> Reward:
    """One of it, taken from the stock. What the person may not see is not found."""
    taker = gifts.taker(session, advocate_id, now=now)
    reward = session.get(Reward, reward_id, populate_existing=True)
    if reward is None or reward.archived or not rules.may_see(rewards.offer(reward), taker):
        raise NotFound
    word = session.execute(select(Program.reward_word)).scalar_one()
    taken = session.scalar(
        update(Reward)
        .where(Reward.id == reward_id, ~Reward.archived, or_(Reward.stock.is_(None), Reward.stock > 0))
        .values(stock=Reward.stock - 1)
        .returning(Reward.id)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        raise Refused(Short.STOCK, SHORT[Short.STOCK].format(word=word))
    session.refresh(reward)
    short = rules.what_is_short(rewards.offer(reward, taken=1), taker)
    if short:
        raise Refused(short, SHORT[short].format(word=word))
    return reward


def _complete(reward: Reward, wishes: Wishes) -> None:
    if not wishes.allowed:
        raise Refused(
            "not_allowed", "Tick that your employer’s rules allow it. Without that we may not give it to you."
        )
    if reward.fulfilment is Fulfilment.DONATION and wishes.charity not in reward.charities:
        raise Refused("no_charity", "Choose one of the charities.")
    if reward.fulfilment is Fulfilment.POST and not wishes.address:
        raise Refused("no_address", "Write the address it should go to.")


def _hold(session: Session, made: Redemption, reward: Reward, *, actor_id: int, now: datetime) -> None:
    cause = Cause(actor_id=actor_id, redemption_id=made.id)
    if made.points:
        ledgers.move(
            session,
            TransferKind.HOLD,
            key=f"redemption:{made.id}:hold",
            source=ledgers.of_advocate(made.advocate_id),
            target=Purse(LedgerKind.PENDING),
            amount=made.points,
            cause=cause,
            now=now,
        )
    if made.currency and policies.counts(reward.kind):
        ledgers.move(
            session,
            TransferKind.GIFT,
            key=f"redemption:{made.id}:gift",
            source=Purse(LedgerKind.GIVING, unit=made.currency),
            target=Purse(
                LedgerKind.GIFTS, unit=made.currency, advocate_id=made.advocate_id, year=gifts.year(session, now)
            ),
            amount=made.cents,
            cause=cause,
            now=now,
        )


def _due(session: Session, now: datetime) -> date:
    today = programs.today(programs.current(session), now)
    return rules.due_on(today, books.rules(session).promised_days)


def _hash(reward_id: int, wishes: Wishes) -> bytes:
    return hashlib.sha256(json.dumps([reward_id, *astuple(wishes)], separators=(",", ":")).encode()).digest()
