from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.demand_kinds import LinkKind, Outcome
from portal.domain.models.base import Base, Key, allowed, one_of


class Opportunity(Base):
    """A deal as the CRM tells it. The owner is a name until a colleague's account is tied to it."""

    __tablename__ = "opportunity"
    __table_args__ = (
        allowed("outcome", Outcome),
        CheckConstraint("amount_cents >= 0", name="amount_positive"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency_code"),
        CheckConstraint("(amount_cents IS NULL) OR (currency IS NOT NULL)", name="amount_has_currency"),
        Index("uq_opportunity_external", "external_id", unique=True),
        Index("ix_opportunity_newest", text("id DESC"), "outcome"),
        Index("ix_opportunity_owner_name", text("lower(owner_name)")),
    )

    id: Mapped[Key]
    external_id: Mapped[str]
    """The CRM's own id: a second import changes this row and makes no other."""
    name: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    owner_name: Mapped[str | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    team: Mapped[str | None]
    product: Mapped[str | None]
    stage: Mapped[str]
    """The CRM's word for it."""
    outcome: Mapped[Outcome] = mapped_column(one_of(Outcome))
    amount_cents: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None]
    opened_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), index=True)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class OpportunityOwner(Base):
    """A seller as the CRM names them, with their team and its manager; tied to a colleague's account by hand."""

    __tablename__ = "opportunity_owner"
    __table_args__ = (Index("uq_opportunity_owner_name", text("lower(name)"), unique=True),)

    id: Mapped[Key]
    name: Mapped[str]
    team: Mapped[str | None]
    manager: Mapped[str | None]
    colleague_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), index=True)
    created_at: Mapped[datetime]


class Product(Base):
    """What the company sells, as its own list spells it: files of deals are read by it."""

    __tablename__ = "product"
    __table_args__ = (Index("uq_product_name", text("lower(name)"), unique=True),)

    id: Mapped[Key]
    name: Mapped[str]
    series: Mapped[str | None]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), index=True)
    created_at: Mapped[datetime]


class OpportunityVersion(Base):
    """What stage, amount and close date were, from `at` until the next one."""

    __tablename__ = "opportunity_version"
    __table_args__ = (allowed("outcome", Outcome),)

    id: Mapped[Key]
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunity.id"), index=True)
    at: Mapped[datetime]
    stage: Mapped[str]
    outcome: Mapped[Outcome] = mapped_column(one_of(Outcome))
    amount_cents: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None]
    closes_on: Mapped[date | None]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), index=True)


class OpportunityLink(Base):
    """Something of the program touched a deal: recorded once, with date and actor."""

    __tablename__ = "opportunity_link"
    __table_args__ = (
        allowed("kind", LinkKind),
        Index("uq_opportunity_link_about", "opportunity_id", "kind", "about_id", unique=True),
    )

    id: Mapped[Key]
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunity.id"))
    kind: Mapped[LinkKind] = mapped_column(one_of(LinkKind))
    about_id: Mapped[int]
    """The request, the ask, the content's use or the nomination."""
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
