"""The team's side: approve, fulfil or release, and open again what went wrong."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain import outbox
from portal.domain.errors import Refused
from portal.domain.kinds import Topic
from portal.domain.models import Redemption, Reward, RewardCode
from portal.domain.operations import budgets, contact_views, inheritances, ledgers, rewards
from portal.domain.operations.ledgers import Cause, Purse
from portal.domain.operations.redemptions import steps
from portal.domain.queries import gifts
from portal.domain.queries import ledgers as books
from portal.domain.rules import gifts as policies
from portal.domain.value_kinds import Fulfilment, LedgerKind, RedemptionState, TransferKind


def approve(session: Session, *, redemption_id: int, actor_id: int, now: datetime) -> Redemption:
    """Say yes to it, and set its money aside. Above the limits two people say yes, the first one only notes it."""
    redemption, reward = steps.locked(session, redemption_id)
    if redemption.state is RedemptionState.APPROVED:
        return redemption
    steps.require(redemption, RedemptionState.HELD)
    _may_be_given(session, redemption, reward)
    if redemption.first_by is None:
        redemption.first_by = actor_id
        if needs_second(session, redemption):
            steps.become(
                session, redemption, RedemptionState.HELD, actor_id=actor_id, now=now, note="Approved by one of two"
            )
            return redemption
    elif redemption.first_by == actor_id:
        raise Refused("second_person", "You have approved this. Somebody else has to approve it too.")
    else:
        redemption.second_by = actor_id
    redemption.owner_id = reward.owner_id
    if redemption.cents:
        redemption.line_id = budgets.commit(
            session, redemption=redemption, kind=reward.kind, actor_id=actor_id, now=now
        )
    event_id = steps.become(session, redemption, RedemptionState.APPROVED, actor_id=actor_id, now=now)
    steps.tell(session, redemption, event_id, now=now)
    if redemption.owner_id:
        # The mail holds the advocate's address.
        contact_views.record(session, advocate_id=redemption.advocate_id, viewer_id=redemption.owner_id, now=now)
        outbox.promise(
            session,
            Topic.REDEMPTION_ASSIGNED,
            key=f"{redemption.id}:{redemption.owner_id}",
            now=now,
            recipient_id=redemption.owner_id,
            about_id=redemption.id,
        )
    return redemption


def fulfil(session: Session, *, redemption_id: int, actor_id: int, now: datetime) -> Redemption:
    """It is done: the points are spent, the money too, a code is handed out, an address is erased."""
    redemption, reward = steps.locked(session, redemption_id)
    if redemption.state is RedemptionState.FULFILLED:
        return redemption
    steps.require(redemption, RedemptionState.APPROVED)
    if reward.fulfilment is Fulfilment.POST and not redemption.address:
        raise Refused("no_address", "There is no address yet. The advocate gives it on their page.")
    if reward.fulfilment is Fulfilment.CODE:
        _hand_out(session, redemption, now)
    _post(session, redemption, actor_id=actor_id, now=now)
    redemption.address = None
    event_id = steps.become(session, redemption, RedemptionState.FULFILLED, actor_id=actor_id, now=now)
    steps.tell(session, redemption, event_id, now=now)
    return redemption


def release(session: Session, *, redemption_id: int, reason: str, actor_id: int, now: datetime) -> Redemption:
    """Call it off: points, stock and money go back, and the advocate reads why."""
    redemption, _ = steps.locked(session, redemption_id)
    if redemption.state is RedemptionState.RELEASED:
        return redemption
    steps.require(redemption, RedemptionState.HELD, RedemptionState.APPROVED)
    if not reason.strip():
        raise Refused("no_reason", "Say why. The advocate reads it.")
    heir_id = inheritances.heir(session, redemption.advocate_id)
    redemption.address, redemption.line_id = None, None
    event_id = steps.become(
        session, redemption, RedemptionState.RELEASED, actor_id=actor_id, now=now, note=reason.strip()
    )
    steps.give_back(session, redemption, actor_id=actor_id, now=now, note=reason.strip())
    inheritances.pass_on(
        session,
        redemption.advocate_id,
        heir_id,
        points=redemption.points,
        key=f"redemption:{redemption.id}",
        actor_id=actor_id,
        now=now,
    )
    steps.tell(session, redemption, event_id, now=now)
    return redemption


def reopen(session: Session, *, redemption_id: int, reason: str, actor_id: int, now: datetime) -> Redemption:
    """It did not work after all: back to approved, with its points held and its money set aside again."""
    redemption, _ = steps.locked(session, redemption_id)
    steps.require(redemption, RedemptionState.FULFILLED)
    if not reason.strip():
        raise Refused("no_reason", "Say what went wrong. The advocate reads it.")
    redemption.round += 1
    event_id = steps.become(
        session, redemption, RedemptionState.APPROVED, actor_id=actor_id, now=now, note=reason.strip()
    )
    session.execute(
        update(RewardCode)
        .where(RewardCode.redemption_id == redemption.id, RewardCode.failed_at.is_(None))
        .values(failed_at=now)
    )
    rewards.recount(session, redemption.reward_id)
    cause = Cause(actor_id=actor_id, redemption_id=redemption.id, reason=reason.strip())
    steps.undo(session, redemption, (TransferKind.POST, TransferKind.SPEND), cause=cause, now=now)
    steps.tell(session, redemption, event_id, now=now)
    return redemption


def needs_second(session: Session, redemption: Redemption) -> bool:
    rules = books.rules(session)
    return redemption.points >= rules.second_points or redemption.cents >= rules.second_cents


def _may_be_given(session: Session, redemption: Redemption, reward: Reward) -> None:
    """Rules of their company may have changed since they chose."""
    standing = gifts.of_advocate(session, redemption.advocate_id)
    if reward.kind not in policies.ALLOWED[standing.policy]:
        raise Refused("gift_policy", "Their gift rules don’t allow this any more. Release it, and say so.")


def _hand_out(session: Session, redemption: Redemption, now: datetime) -> None:
    free = (
        select(RewardCode.id)
        .where(RewardCode.reward_id == redemption.reward_id, RewardCode.redemption_id.is_(None))
        .order_by(RewardCode.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    handed = session.scalar(
        update(RewardCode)
        .where(RewardCode.id == free)
        .values(redemption_id=redemption.id, handed_at=now)
        .returning(RewardCode.id)
        .execution_options(synchronize_session=False)
    )
    if handed is None:
        raise Refused("no_code", "There is no code left to hand out. Import some first.")


def _post(session: Session, redemption: Redemption, *, actor_id: int, now: datetime) -> None:
    cause = Cause(actor_id=actor_id, redemption_id=redemption.id)
    if redemption.points:
        ledgers.move(
            session,
            TransferKind.POST,
            key=f"redemption:{redemption.id}:post:{redemption.round}",
            source=Purse(LedgerKind.PENDING),
            target=Purse(LedgerKind.REDEEMED),
            amount=redemption.points,
            cause=cause,
            now=now,
        )
    if redemption.cents:
        budgets.spend(session, redemption=redemption, cause=cause, now=now)
