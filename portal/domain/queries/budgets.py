"""Budget lines and their figures, which are balances in the ledger (RWD-4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound
from portal.domain.models import BudgetLine, LedgerAccount, Person, Transfer
from portal.domain.queries.ledgers import Exported, named
from portal.domain.rules import money
from portal.domain.value_kinds import LedgerKind, RewardGroup


@dataclass(frozen=True)
class Budget:
    """Cents of one currency. `left` may still be set aside."""

    currency: str
    left: int
    committed: int
    spent: int
    starts_on: date
    ends_on: date

    @property
    def planned(self) -> int:
        return self.left + self.committed + self.spent

    @property
    def last_on(self) -> date:
        return self.ends_on - timedelta(days=1)

    def words(self, name: str) -> str:
        return money.words(getattr(self, name), self.currency)

    def share(self, *names: str) -> float:
        """In percent of what is planned."""
        return round(100 * sum(getattr(self, name) for name in names) / self.planned, 2) if self.planned else 0.0

    def gone(self, today: date) -> float:
        """How much of the period has passed, in percent."""
        days = (self.ends_on - self.starts_on).days
        return round(100 * min(max((today - self.starts_on).days / days, 0), 1), 2)

    def forecast(self, today: date) -> int | None:
        """What it comes to at this pace by the end. None in the first tenth of the period."""
        gone = self.gone(today)
        return round((self.spent + self.committed) / gone) * 100 if gone >= 10 else None

    def forecast_words(self, today: date) -> str:
        cents = self.forecast(today)
        return money.words(cents, self.currency) if cents is not None else ""


@dataclass(frozen=True)
class Line(Budget):
    id: int
    name: str
    pays_for: RewardGroup


def lines(session: Session) -> list[Line]:
    """The newest period first."""
    rows = session.scalars(select(BudgetLine).order_by(BudgetLine.starts_on.desc(), BudgetLine.name)).all()
    accounts = session.execute(
        select(LedgerAccount.line_id, LedgerAccount.kind, LedgerAccount.credits - LedgerAccount.debits).where(
            LedgerAccount.line_id.is_not(None)
        )
    )
    held = {(line_id, kind): balance for line_id, kind, balance in accounts}
    return [
        Line(
            currency=row.currency,
            left=held.get((row.id, LedgerKind.LINE), 0),
            committed=held.get((row.id, LedgerKind.COMMITTED), 0),
            spent=held.get((row.id, LedgerKind.SPENT), 0),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            id=row.id,
            name=row.name,
            pays_for=row.pays_for,
        )
        for row in rows
    ]


def line(session: Session, line_id: int) -> Line:
    found = next((each for each in lines(session) if each.id == line_id), None)
    if found is None:
        raise NotFound
    return found


def totals(found: Sequence[Line], today: date) -> list[Budget]:
    """Today's lines of one period together, each currency by itself."""
    sums: dict[tuple[str, date, date], Budget] = {}
    for each in found:
        if not each.starts_on <= today < each.ends_on:
            continue
        name = (each.currency, each.starts_on, each.ends_on)
        before = sums.get(name, Budget(each.currency, 0, 0, 0, each.starts_on, each.ends_on))
        sums[name] = Budget(
            each.currency,
            before.left + each.left,
            before.committed + each.committed,
            before.spent + each.spent,
            each.starts_on,
            each.ends_on,
        )
    return list(sums.values())


@dataclass(frozen=True)
class Entry:
    """One transfer of a line, who made it, and what was left of the line after it."""

    moved: Exported
    who: str | None
    left: str


def entries(session: Session, line_id: int) -> list[Entry]:
    """Every cent of the line: what was planned, set aside, spent and given back, and by whom."""
    accounts = {
        row.id: row for row in session.scalars(select(LedgerAccount).where(LedgerAccount.line_id == line_id)).all()
    }
    rows = session.execute(
        select(Transfer, Person.name)
        .outerjoin(Person, Person.id == Transfer.actor_id)
        .where(Transfer.debit_id.in_(accounts) | Transfer.credit_id.in_(accounts))
        .order_by(Transfer.id)
    )
    free = next((account_id for account_id, row in accounts.items() if row.kind is LedgerKind.LINE), None)
    found, left = [], 0
    for moved, who in rows:
        left += moved.amount * ((moved.credit_id == free) - (moved.debit_id == free))
        found.append(Entry(_exported(moved, accounts), who, money.words(left, moved.unit)))
    return found


def _exported(moved: Transfer, accounts: dict[int, LedgerAccount]) -> Exported:
    giving, taking = accounts.get(moved.debit_id), accounts.get(moved.credit_id)
    return Exported(
        id=moved.id,
        at=moved.at,
        kind=moved.kind,
        unit=moved.unit,
        amount=moved.amount,
        debit=named(giving) if giving else LedgerKind.FUNDING,
        credit=named(taking) if taking else LedgerKind.FUNDING,
        ask_id=moved.ask_id,
        redemption_id=moved.redemption_id,
        reverses_id=moved.reverses_id,
        reason=moved.reason,
    )
