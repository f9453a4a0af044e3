from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.models.base import Base, Key, allowed, one_of
from portal.domain.value_kinds import SOURCES, LedgerKind, TransferKind

MAY_OWE = ", ".join(f"'{kind.value}'" for kind in sorted(SOURCES))


class LedgerAccount(Base):
    """Holds points, or money of one currency, with its balance (RELIABILITY 3.4). Only `operations.ledgers` writes it.

    `unit` is "points" or a currency's code. `year` divides what a person was given by calendar year.
    """

    __tablename__ = "ledger_account"
    __table_args__ = (
        allowed("kind", LedgerKind),
        CheckConstraint("unit ~ '^(points|[A-Z]{3})$'", name="unit_known"),
        CheckConstraint("credits >= 0 AND debits >= 0", name="sums_positive"),
        CheckConstraint(f"credits >= debits OR kind IN ({MAY_OWE})", name="never_below_zero"),
        CheckConstraint("(kind IN ('advocate', 'gifts')) = (advocate_id IS NOT NULL)", name="advocate_where_due"),
        CheckConstraint("(kind IN ('line', 'committed', 'spent')) = (line_id IS NOT NULL)", name="line_where_due"),
        CheckConstraint("(kind = 'gifts') = (year IS NOT NULL)", name="year_where_due"),
        UniqueConstraint("id", "unit"),
        Index(
            "uq_ledger_account_name",
            "advocate_id",
            "line_id",
            "kind",
            "unit",
            "year",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )

    id: Mapped[Key]
    kind: Mapped[LedgerKind] = mapped_column(one_of(LedgerKind))
    unit: Mapped[str]
    advocate_id: Mapped[int | None] = mapped_column(ForeignKey("advocate.id"))
    line_id: Mapped[int | None] = mapped_column(ForeignKey("budget_line.id"), index=True)
    year: Mapped[int | None] = mapped_column(Integer)
    debits: Mapped[int] = mapped_column(default=0)
    credits: Mapped[int] = mapped_column(default=0)

    @property
    def balance(self) -> int:
        return self.credits - self.debits


class Transfer(Base):
    """Points or money that moved from the debited account to the credited one. Triggers keep it append-only.

    Both accounts hold the same unit: the foreign keys see to it, so nothing is ever summed across currencies.
    """

    __tablename__ = "transfer"
    __table_args__ = (
        allowed("kind", TransferKind),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("debit_id <> credit_id", name="two_accounts"),
        CheckConstraint("(kind = 'reversal') = (reverses_id IS NOT NULL)", name="reversal_names_its_own"),
        CheckConstraint("kind <> 'award' OR ask_id IS NOT NULL", name="award_has_ask"),
        ForeignKeyConstraint(["debit_id", "unit"], ["ledger_account.id", "ledger_account.unit"]),
        ForeignKeyConstraint(["credit_id", "unit"], ["ledger_account.id", "ledger_account.unit"]),
        Index("uq_transfer_award", "ask_id", unique=True, postgresql_where=text("kind = 'award'")),
        Index("ix_transfer_debit_newest", "debit_id", text("id DESC")),
        Index("ix_transfer_credit_newest", "credit_id", text("id DESC")),
    )

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(unique=True)
    """Says which deed this is: the same deed done again moves nothing."""
    params_hash: Mapped[bytes] = mapped_column(LargeBinary)
    kind: Mapped[TransferKind] = mapped_column(one_of(TransferKind))
    unit: Mapped[str]
    debit_id: Mapped[int]
    credit_id: Mapped[int]
    amount: Mapped[int]
    ask_id: Mapped[int | None] = mapped_column(ForeignKey("ask.id"))
    redemption_id: Mapped[int | None] = mapped_column(ForeignKey("redemption.id"), index=True)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("transfer.id"), unique=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[str | None]
    at: Mapped[datetime]
    transaction_id: Mapped[int] = mapped_column(
        BigInteger, server_default=text("pg_current_xact_id()::text::bigint"), index=True
    )


class LedgerSeal(Base):
    """As `AuditSeal`, over transfers."""

    __tablename__ = "ledger_seal"

    id: Mapped[Key]
    since: Mapped[int]
    until: Mapped[int]
    rows: Mapped[int]
    mac: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]
