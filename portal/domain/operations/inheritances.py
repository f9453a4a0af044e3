"""What one entry was given goes over to the other when two become one: points, and the stricter word about gifts."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain.errors import Refused
from portal.domain.models import Adjustment, Advocate, Person, Redemption
from portal.domain.operations import adjustments, gifts, ledgers
from portal.domain.queries import gifts as queries
from portal.domain.queries.redemptions import OPEN
from portal.domain.rules import gifts as rules
from portal.domain.value_kinds import AdjustmentState

REASON = "Two entries of the same person became one"


def hold(session: Session, loser: Advocate) -> None:
    """A reward that is on its way keeps its entry from being merged away. Raises Refused."""
    on_its_way = select(Redemption.id).where(Redemption.advocate_id == loser.id, Redemption.state.in_(OPEN))
    if session.scalar(on_its_way.limit(1)) is not None:
        name = session.get_one(Person, loser.person_id).name
        raise Refused(
            "reward_open", f"{name} has a reward that is on its way. Keep that entry instead, or end the reward first."
        )


def hand_over(session: Session, *, loser_id: int, survivor_id: int, actor_id: int, now: datetime) -> None:
    """Once: what is left, and what still waits for a second person."""
    session.execute(
        update(Adjustment)
        .where(Adjustment.advocate_id == loser_id, Adjustment.state == AdjustmentState.WAITING)
        .values(advocate_id=survivor_id)
        .execution_options(synchronize_session="fetch")
    )
    points = _balances(session, loser_id, survivor_id)[loser_id]
    key = f"merge:{loser_id}:{survivor_id}"
    _carry(session, loser_id, survivor_id, points=points, key=key, actor_id=actor_id, now=now)
    _keep_stricter(session, loser_id=loser_id, survivor_id=survivor_id, actor_id=actor_id, now=now)


def heir(session: Session, advocate_id: int) -> int | None:
    """Whose points those of a merged entry are by now. Held before anything else of the ledger is."""
    survivor_id = session.scalar(select(Advocate.merged_into_id).where(Advocate.id == advocate_id))
    if survivor_id is not None:
        _balances(session, advocate_id, survivor_id)
    return survivor_id


def pass_on(
    session: Session, advocate_id: int, heir_id: int | None, *, points: int, key: str, actor_id: int, now: datetime
) -> None:
    """What reaches an entry only after it was merged goes on to the one that stayed."""
    if heir_id is not None:
        _carry(session, advocate_id, heir_id, points=points, key=f"merge:{key}", actor_id=actor_id, now=now)


def _balances(session: Session, *advocate_ids: int) -> dict[int, int]:
    return {key: ledgers.lock(session, ledgers.of_advocate(key)).balance for key in sorted(advocate_ids)}


def _carry(
    session: Session, loser_id: int, survivor_id: int, *, points: int, key: str, actor_id: int, now: datetime
) -> None:
    """By two adjustments, so that each account can still be added up."""
    if points:
        for advocate_id, amount in ((loser_id, -points), (survivor_id, points)):
            adjustments.carry(
                session,
                advocate_id=advocate_id,
                points=amount,
                reason=REASON,
                key=f"{key}:{advocate_id}",
                actor_id=actor_id,
                now=now,
            )


def _keep_stricter(session: Session, *, loser_id: int, survivor_id: int, actor_id: int, now: datetime) -> None:
    """What they said, and what holds for the company of either entry."""
    theirs, ours = queries.of_advocate(session, loser_id), queries.of_advocate(session, survivor_id)
    words = [theirs.own] if theirs.account_id == ours.account_id else [theirs.own, theirs.of_account]
    policy = rules.strictest(ours.own, *words)
    if theirs.own is None and theirs.off_at is None and policy is rules.strictest(ours.own):
        return
    gifts.say(
        session,
        advocate_id=survivor_id,
        policy=policy,
        off=theirs.off_at is not None or ours.off_at is not None,
        actor_id=actor_id,
        now=now,
    )
