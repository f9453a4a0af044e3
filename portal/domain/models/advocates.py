from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    Double,
    ForeignKey,
    Index,
    Integer,
    Text,
    false,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.domain.kinds import Answer, Channel, ConsentKind, Stage
from portal.domain.models.base import Base, Key, allowed, one_of
from portal.domain.models.people import Person


class Account(Base):
    """A customer company."""

    __tablename__ = "account"
    __table_args__ = (
        Index("uq_account_name_lower", text("lower(name)"), unique=True),
        CheckConstraint("name <> ''", name="name_present"),
        CheckConstraint("employees IS NULL OR employees >= 0", name="employees_positive"),
    )

    id: Mapped[Key]
    name: Mapped[str]
    domain: Mapped[str | None] = mapped_column(index=True)
    industry: Mapped[str | None]
    region: Mapped[str | None]
    country: Mapped[str | None]
    employees: Mapped[int | None] = mapped_column(Integer)
    revenue: Mapped[int | None]
    """Whole units of the source's currency, as imported."""
    external_id: Mapped[str | None]
    csm_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    leave_alone_until: Mapped[date | None]
    """First day its people may be asked again without a reason (ID-4)."""
    leave_alone_why: Mapped[str | None]
    leave_alone_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    owner_approves: Mapped[bool] = mapped_column(default=False, server_default=false())
    """A colleague's request for it waits for its owner first (REQ-6)."""
    import_id: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    csm: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[csm_id])


class Advocate(Base):
    """A customer's person in the program, from candidate to departed. Facts for asking live in `MatchRow`."""

    __tablename__ = "advocate"
    __table_args__ = (
        allowed("stage", Stage),
        allowed("channel", Channel),
        CheckConstraint("score IS NULL OR score BETWEEN 0 AND 10", name="score_range"),
        Index("ix_advocate_stage_newest", "stage", text("id DESC")),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    stage: Mapped[Stage] = mapped_column(one_of(Stage))
    stage_at: Mapped[datetime]
    stage_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    channel: Mapped[Channel] = mapped_column(one_of(Channel))
    came_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    persona: Mapped[str | None]
    region: Mapped[str | None]
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    products: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    use_cases: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    outcomes: Mapped[str | None]
    story: Mapped[str | None]
    """In their own words; counts before what an interview holds, even where they emptied it."""
    expertise: Mapped[str | None]
    interests: Mapped[str | None]
    rather_not: Mapped[str | None]
    score: Mapped[int | None] = mapped_column(Integer)
    score_on: Mapped[date | None]
    validated_at: Mapped[datetime | None]
    validated_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    rest_since: Mapped[datetime | None]
    chose_at: Mapped[datetime | None]
    """When they last saved their preferences; a rest counts only what came after."""
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    sponsor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """An executive of ours who stands for the relationship (ADV-9)."""
    hot_on: Mapped[date | None]
    """When they were last known to be a hot reference; shown for 90 days (ADV-6)."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("advocate.id"), index=True)
    import_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    created_at: Mapped[datetime]
    person: Mapped[Person] = relationship(lazy="raise", foreign_keys=[person_id])
    account: Mapped[Account | None] = relationship(lazy="raise")
    match: Mapped["MatchRow"] = relationship(lazy="raise", back_populates="advocate")


class MatchRow(Base):
    """The narrow row whose guarded update is the only way to an ask (ARCHITECTURE 4). Facts, never conclusions.

    `last_*_on`, `open_ask_id`, `may_be_asked`, `resting`, `happy`, `ask_first` and `shares_contact` are copies that
    `verify` recomputes; the gaps, `break_until` and `reachable` (no suppression of their address) are stored here only.
    From `shown` on it holds what matching reads of a profile, so that ranking a million reads this row alone: values as
    the numbers of `Facet`, written by `operations/facets.py`.
    """

    __tablename__ = "match_row"
    __table_args__ = (
        CheckConstraint("high_gap >= 92", name="high_gap_only_longer"),
        CheckConstraint("low_gap >= 31", name="low_gap_only_longer"),
        Index("ix_match_row_shown", "advocate_id", postgresql_where=text("shown")),
        Index(
            "ix_match_row_willing",
            text("(happy || ask_first)"),
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
            postgresql_where=text("shown"),
        ),
    )

    advocate_id: Mapped[int] = mapped_column(ForeignKey("advocate.id"), primary_key=True, autoincrement=False)
    may_be_asked: Mapped[bool] = mapped_column(default=False)
    reachable: Mapped[bool] = mapped_column(default=True, server_default=true())
    resting: Mapped[bool] = mapped_column(default=False)
    shares_contact: Mapped[bool] = mapped_column(default=False)
    open_ask_id: Mapped[int | None] = mapped_column(BigInteger)
    last_high_on: Mapped[date | None]
    last_low_on: Mapped[date | None]
    high_gap: Mapped[int] = mapped_column(Integer, default=92)
    low_gap: Mapped[int] = mapped_column(Integer, default=31)
    break_until: Mapped[date | None]
    """First day asks may reach them again; `caps.OPEN_END` when the break has no end."""
    happy: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list)
    ask_first: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list)
    fair_key: Mapped[float | None] = mapped_column(Double)
    """How much they were asked, older asks counting less (`rules/matching.key_after`); empty if never."""
    tie_seed: Mapped[int] = mapped_column(Integer, Computed("hashint8(advocate_id)", persisted=True))
    """As good as random: among equals it is not always the oldest who come first."""
    shown: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Confirmed and validated (ADV-2)."""
    industry_code: Mapped[int | None] = mapped_column(Integer)
    region_code: Mapped[int | None] = mapped_column(Integer)
    persona_code: Mapped[int | None] = mapped_column(Integer)
    channel_code: Mapped[int | None] = mapped_column(Integer)
    employees: Mapped[int | None] = mapped_column(Integer)
    product_codes: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=list, server_default="{}")
    use_case_codes: Mapped[list[int]] = mapped_column(ARRAY(Integer), default=list, server_default="{}")
    fresh_until: Mapped[date | None]
    advocate: Mapped[Advocate] = relationship(lazy="raise", back_populates="match")


class Willingness(Base):
    """The advocate's own word for one activity (CAP-2)."""

    __tablename__ = "willingness"
    __table_args__ = (allowed("answer", Answer),)

    advocate_id: Mapped[int] = mapped_column(ForeignKey("advocate.id"), primary_key=True, autoincrement=False)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True, autoincrement=False)
    answer: Mapped[Answer] = mapped_column(one_of(Answer))
    chosen_at: Mapped[datetime]


class Consent(Base):
    """Dated and revocable (ADV-11). A new row each time it is given."""

    __tablename__ = "consent"
    __table_args__ = (
        allowed("kind", ConsentKind),
        Index(
            "uq_consent_current",
            "advocate_id",
            "kind",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    advocate_id: Mapped[int] = mapped_column(ForeignKey("advocate.id"), index=True)
    kind: Mapped[ConsentKind] = mapped_column(one_of(ConsentKind))
    given_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Note(Base):
    """Seen by the team, and by the advocate in their data."""

    __tablename__ = "note"

    id: Mapped[Key]
    advocate_id: Mapped[int] = mapped_column(ForeignKey("advocate.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    body: Mapped[str]
    at: Mapped[datetime]
    author: Mapped[Person] = relationship(lazy="raise")


class ContactView(Base):
    """Who opened an advocate's contact details, and when (ADV-8)."""

    __tablename__ = "contact_view"

    id: Mapped[Key]
    advocate_id: Mapped[int] = mapped_column(ForeignKey("advocate.id"), index=True)
    viewer_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
    viewer: Mapped[Person] = relationship(lazy="raise")
