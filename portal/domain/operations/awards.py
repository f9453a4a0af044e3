"""Points for what was done (RWD-1): once per ask, in the transaction that confirms it (ASK-6)."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain.kinds import ActivityKind
from portal.domain.models import Activity, Ask
from portal.domain.operations import inheritances, ledgers
from portal.domain.operations.ledgers import Cause, Purse
from portal.domain.queries import gifts
from portal.domain.queries import ledgers as queries
from portal.domain.rules import reviews
from portal.domain.value_kinds import LedgerKind, TransferKind


def credit(session: Session, ask: Ask, *, actor_id: int, now: datetime) -> int:
    """Credit the activity's points; answers how many. Nobody who may not be given anything earns any."""
    activity = session.get_one(Activity, ask.activity_id)
    heir_id = inheritances.heir(session, ask.advocate_id)
    if not activity.points or not _may_earn(session, ask, activity, heir_id or ask.advocate_id):
        return 0
    ledgers.move(
        session,
        TransferKind.AWARD,
        key=f"ask:{ask.id}:award",
        source=Purse(LedgerKind.ISSUANCE),
        target=ledgers.of_advocate(ask.advocate_id),
        amount=activity.points,
        cause=Cause(actor_id=actor_id, ask_id=ask.id),
        now=now,
    )
    inheritances.pass_on(
        session, ask.advocate_id, heir_id, points=activity.points, key=f"ask:{ask.id}", actor_id=actor_id, now=now
    )
    return activity.points


def _may_earn(session: Session, ask: Ask, activity: Activity, advocate_id: int) -> bool:
    if not gifts.of_advocate(session, advocate_id).may_earn:
        return False
    if activity.kind is not ActivityKind.REVIEW:
        return True
    return reviews.may_be_thanked(ask.evidence or "", queries.rules(session).review_sites)
