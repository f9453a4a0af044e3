"""Budget lines (RWD-4): money is planned, set aside at approval, spent at fulfilment; all of it in the ledger."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.conflicts import first_come
from portal.domain.errors import NotFound, Refused
from portal.domain.models import BudgetLine, Redemption
from portal.domain.operations import ledgers
from portal.domain.operations.ledgers import Cause, Purse, Short
from portal.domain.queries import programs
from portal.domain.rules import money
from portal.domain.rules.rewards import GROUPS
from portal.domain.value_kinds import LedgerKind, RewardGroup, RewardKind, TransferKind


@dataclass(frozen=True)
class Plan:
    name: str
    pays_for: RewardGroup
    currency: str
    starts_on: date
    ends_on: date
    cents: int


def add(session: Session, *, plan: Plan, actor_id: int, now: datetime) -> BudgetLine:
    """Open a line for a period; one line a group, currency and day."""
    if plan.ends_on <= plan.starts_on:
        raise Refused("period", "The last day must come after the first one.")
    line = BudgetLine(
        name=plan.name,
        pays_for=plan.pays_for,
        currency=plan.currency,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        by_id=actor_id,
        created_at=now,
    )
    with first_come(session, Refused("overlap", "There is a line for this in some of these days already.")):
        session.add(line)
    audit.record(session, "budget.added", kind="budget_line", id=line.id, actor_id=actor_id, now=now)
    if plan.cents:
        change(session, line_id=line.id, cents=plan.cents, key="first", reason="Planned", actor_id=actor_id, now=now)
    return line


def change(
    session: Session, *, line_id: int, cents: int, key: str, reason: str, actor_id: int, now: datetime
) -> BudgetLine:
    """Plan more, or less, once per key: what is set aside or spent stays."""
    line = session.get(BudgetLine, line_id)
    if line is None:
        raise NotFound
    if not cents:
        raise Refused("nothing", "Write how much more or less it should be.")
    if not reason.strip():
        raise Refused("no_reason", "Say why it changes.")
    free, funding = purse(line, LedgerKind.LINE), Purse(LedgerKind.FUNDING, unit=line.currency)
    left = ledgers.lock(session, free).balance
    try:
        ledgers.move(
            session,
            TransferKind.PLAN,
            key=f"budget:{line.id}:{key}",
            source=funding if cents > 0 else free,
            target=free if cents > 0 else funding,
            amount=abs(cents),
            cause=Cause(actor_id=actor_id, reason=reason.strip()),
            now=now,
        )
    except Short as short:
        words = f"Only {money.words(left, line.currency)} of this line is still free."
        raise Refused("less_than_left", words) from short
    audit.record(
        session, "budget.planned", kind="budget_line", id=line.id, actor_id=actor_id, now=now, reason=reason.strip()
    )
    return line


def commit(session: Session, *, redemption: Redemption, kind: RewardKind, actor_id: int, now: datetime) -> int:
    """Set the redemption's cost aside; answers the line that pays. Refused when the line is used up."""
    line = _line(session, redemption, kind, now)
    free = ledgers.lock(session, purse(line, LedgerKind.LINE))
    if free.balance < redemption.cents:
        left, needed = (money.words(cents, line.currency) for cents in (free.balance, redemption.cents))
        raise Refused("used_up", f"“{line.name}” has {left} left, and this needs {needed}.")
    ledgers.move(
        session,
        TransferKind.COMMIT,
        key=f"redemption:{redemption.id}:commit",
        source=purse(line, LedgerKind.LINE),
        target=purse(line, LedgerKind.COMMITTED),
        amount=redemption.cents,
        cause=Cause(actor_id=actor_id, redemption_id=redemption.id),
        now=now,
    )
    return line.id


def spend(session: Session, *, redemption: Redemption, cause: Cause, now: datetime) -> None:
    line = session.get_one(BudgetLine, redemption.line_id)
    ledgers.move(
        session,
        TransferKind.SPEND,
        key=f"redemption:{redemption.id}:spend:{redemption.round}",
        source=purse(line, LedgerKind.COMMITTED),
        target=purse(line, LedgerKind.SPENT),
        amount=redemption.cents,
        cause=cause,
        now=now,
    )


def purse(line: BudgetLine, kind: LedgerKind) -> Purse:
    return Purse(kind, unit=line.currency, line_id=line.id)


def _line(session: Session, redemption: Redemption, kind: RewardKind, now: datetime) -> BudgetLine:
    today = programs.today(programs.current(session), now)
    line = session.scalars(
        select(BudgetLine).where(
            BudgetLine.pays_for == GROUPS[kind],
            BudgetLine.currency == redemption.currency,
            BudgetLine.starts_on <= today,
            BudgetLine.ends_on > today,
        )
    ).one_or_none()
    if line is None:
        raise Refused(
            "no_line", f"No budget line pays for {GROUPS[kind]} in {redemption.currency} today. Add one first."
        )
    return line
