"""What one person, or one company's people, may accept, and what they were given this year (RWD-5)."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound
from portal.domain.models import (
    Account,
    AccountGifts,
    Advocate,
    AdvocateGifts,
    LedgerAccount,
    Program,
    RewardRules,
)
from portal.domain.rules import gifts as rules
from portal.domain.rules.rewards import Taker
from portal.domain.value_kinds import GiftPolicy, LedgerKind


@dataclass(frozen=True)
class Gifts:
    """`own` is what the person said, `of_account` what holds for their company; the stricter one counts."""

    own: GiftPolicy | None
    of_account: GiftPolicy
    is_public: bool
    account_id: int | None
    account: str | None
    off_at: datetime | None
    region: str | None

    @property
    def policy(self) -> GiftPolicy:
        return rules.strictest(self.own, self.of_account)

    @property
    def may_earn(self) -> bool:
        """Whoever may not be given anything, or turned it off, earns no points."""
        return self.off_at is None and self.policy is not GiftPolicy.NOTHING


def of_advocate(session: Session, advocate_id: int) -> Gifts:
    row = session.execute(
        select(
            AdvocateGifts.policy,
            AdvocateGifts.off_at,
            AccountGifts.policy,
            Account.id,
            Account.name,
            Account.industry,
            Account.region,
            Advocate.region,
        )
        .select_from(Advocate)
        .outerjoin(Account, Account.id == Advocate.account_id)
        .outerjoin(AccountGifts, AccountGifts.account_id == Account.id)
        .outerjoin(AdvocateGifts, AdvocateGifts.advocate_id == Advocate.id)
        .where(Advocate.id == advocate_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    own, off_at, chosen, account_id, account, industry, account_region, region = row
    return Gifts(
        own=own,
        of_account=rules.of_account(chosen, industry),
        is_public=rules.is_public(industry),
        account_id=account_id,
        account=account,
        off_at=off_at,
        region=region or account_region,
    )


def given_this_year(session: Session, advocate_id: int, now: datetime) -> dict[str, int]:
    """In cents by currency: the balances of this year's accounts in the ledger, of merged entries too."""
    merged = select(Advocate.id).where(Advocate.merged_into_id == advocate_id)
    rows = session.execute(
        select(LedgerAccount.unit, func.sum(LedgerAccount.credits - LedgerAccount.debits))
        .where(
            LedgerAccount.kind == LedgerKind.GIFTS,
            or_(LedgerAccount.advocate_id == advocate_id, LedgerAccount.advocate_id.in_(merged)),
            LedgerAccount.year == year(session, now),
        )
        .group_by(LedgerAccount.unit)
    )
    return {unit: int(cents) for unit, cents in rows}


def taker(session: Session, advocate_id: int, *, now: datetime) -> Taker:
    """The facts that decide what they see and may choose. Under a merged entry nothing: the one that stayed chooses."""
    standing = of_advocate(session, advocate_id)
    merged = session.scalar(select(Advocate.merged_into_id).where(Advocate.id == advocate_id)) is not None
    account = session.scalars(
        select(LedgerAccount).where(LedgerAccount.kind == LedgerKind.ADVOCATE, LedgerAccount.advocate_id == advocate_id)
    ).one_or_none()
    return Taker(
        points=account.balance if account else 0,
        region=standing.region,
        policy=GiftPolicy.NOTHING if merged else standing.policy,
        off=standing.off_at is not None,
        given=given_this_year(session, advocate_id, now),
        year_limit=session.execute(select(RewardRules.gift_limit_cents)).scalar_one(),
    )


def year(session: Session, now: datetime) -> int:
    zone = session.execute(select(Program.time_zone)).scalar_one()
    return now.astimezone(ZoneInfo(zone)).year
