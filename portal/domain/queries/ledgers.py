"""What the ledger says: an advocate's points and where they come from, and whether the books add up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.domain.models import (
    Activity,
    Ask,
    LedgerAccount,
    Program,
    Redemption,
    Reward,
    RewardRules,
    Transfer,
)
from portal.domain.rules import expiries, money
from portal.domain.value_kinds import LedgerKind, TransferKind

POINTS = "points"
ENOUGH = 500


@dataclass(frozen=True)
class Balance:
    """`lifetime` is all that was ever earned; `held` waits in redemptions; `ends_on` is when some of it may end."""

    spendable: int
    held: int
    lifetime: int
    ends_on: date | None


@dataclass(frozen=True)
class Line:
    """One entry of an advocate's account: positive when it came in."""

    at: datetime
    kind: TransferKind
    points: int
    what: str | None
    reason: str | None


def rules(session: Session) -> RewardRules:
    return session.execute(select(RewardRules)).scalar_one()


def zone(session: Session) -> ZoneInfo:
    """The program's own."""
    return ZoneInfo(session.execute(select(Program.time_zone)).scalar_one())


def balance(session: Session, advocate_id: int) -> Balance:
    """The points somebody has, and those they ever had."""
    account = session.execute(
        select(LedgerAccount).where(LedgerAccount.kind == LedgerKind.ADVOCATE, LedgerAccount.advocate_id == advocate_id)
    ).scalar_one_or_none()
    if account is None:
        return Balance(0, 0, 0, None)
    held = select(func.coalesce(func.sum(Redemption.points), 0)).where(
        Redemption.advocate_id == advocate_id, Redemption.state.in_(["held", "approved"])
    )
    came, used = earned_and_used(session, account.id)
    return Balance(
        spendable=account.balance,
        held=int(session.execute(held).scalar_one()),
        lifetime=sum(points for _, points in came),
        ends_on=expiries.first_end(came, used, months=rules(session).expires_after_months),
    )


def earned_and_used(session: Session, account_id: int) -> tuple[list[tuple[date, int]], int]:
    """What came in, by its day, without what was taken back; and all that went out."""
    back = aliased(Transfer)
    here = zone(session)
    rows = session.execute(
        select(Transfer.at, Transfer.kind, Transfer.amount, Transfer.credit_id == account_id)
        .outerjoin(back, back.reverses_id == Transfer.id)
        .where(
            or_(Transfer.credit_id == account_id, Transfer.debit_id == account_id),
            Transfer.kind != TransferKind.REVERSAL,
            back.id.is_(None),
        )
        .order_by(Transfer.id)
    ).all()
    came = [(at.astimezone(here).date(), amount) for at, _, amount, incoming in rows if incoming]
    return came, sum(amount for _, _, amount, incoming in rows if not incoming)


def lines(session: Session, advocate_id: int) -> list[Line]:
    """Every entry of an advocate's account, the newest first."""
    mine = aliased(LedgerAccount)
    statement: Select[*tuple[Any, ...]] = (
        select(
            Transfer.at,
            Transfer.kind,
            case((Transfer.credit_id == mine.id, Transfer.amount), else_=-Transfer.amount),
            func.coalesce(Reward.name, Activity.name),
            Transfer.reason,
        )
        .join(mine, or_(Transfer.debit_id == mine.id, Transfer.credit_id == mine.id))
        .outerjoin(Redemption, Redemption.id == Transfer.redemption_id)
        .outerjoin(Reward, Reward.id == Redemption.reward_id)
        .outerjoin(Ask, Ask.id == Transfer.ask_id)
        .outerjoin(Activity, Activity.id == Ask.activity_id)
        .where(mine.kind == LedgerKind.ADVOCATE, mine.advocate_id == advocate_id)
        .order_by(Transfer.id.desc())
        .limit(ENOUGH)
    )
    return [Line(*row) for row in session.execute(statement)]


@dataclass(frozen=True)
class Exported:
    id: int
    at: datetime
    kind: TransferKind
    unit: str
    amount: int
    debit: str
    credit: str
    ask_id: int | None
    redemption_id: int | None
    reverses_id: int | None
    reason: str | None

    @property
    def sum(self) -> str:
        """As a person would say it."""
        return f"{self.amount:,}" if self.unit == POINTS else money.words(self.amount, self.unit)


def every(session: Session) -> Iterator[Exported]:
    """The whole ledger, oldest first; people by internal id."""
    debit, credit = aliased(LedgerAccount), aliased(LedgerAccount)
    statement = (
        select(Transfer, debit, credit)
        .join(debit, debit.id == Transfer.debit_id)
        .join(credit, credit.id == Transfer.credit_id)
        .order_by(Transfer.id)
        .execution_options(yield_per=1000)
    )
    for moved, giving, taking in session.execute(statement):
        yield Exported(
            id=moved.id,
            at=moved.at,
            kind=moved.kind,
            unit=moved.unit,
            amount=moved.amount,
            debit=named(giving),
            credit=named(taking),
            ask_id=moved.ask_id,
            redemption_id=moved.redemption_id,
            reverses_id=moved.reverses_id,
            reason=moved.reason,
        )


def named(account: LedgerAccount) -> str:
    parts = (account.kind.value, account.advocate_id or account.line_id, account.year)
    return " ".join(str(part) for part in parts if part)


def reversible(session: Session, redemption_id: int) -> dict[TransferKind, int]:
    """The redemption's transfers that still stand, by kind."""
    back = aliased(Transfer)
    rows = session.execute(
        select(Transfer.kind, Transfer.id)
        .outerjoin(back, back.reverses_id == Transfer.id)
        .where(and_(Transfer.redemption_id == redemption_id, Transfer.kind != TransferKind.REVERSAL, back.id.is_(None)))
    )
    return dict(rows.all())
