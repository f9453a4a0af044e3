from sqlalchemy import CheckConstraint, Integer, LargeBinary, false
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from portal.domain.kinds import ActivityKind, Effort
from portal.domain.models.base import Base, Key, allowed, one_of


class Program(Base):
    """One row: policy, sender and brand. The two gaps may only lengthen the policy's constants (CAP-3)."""

    __tablename__ = "program"
    __table_args__ = (
        CheckConstraint("id = 1", name="single"),
        CheckConstraint("high_gap BETWEEN 92 AND 3650", name="high_gap_only_longer"),
        CheckConstraint("low_gap BETWEEN 31 AND 3650", name="low_gap_only_longer"),
        CheckConstraint("rest_after BETWEEN 1 AND 20", name="rest_after_range"),
        CheckConstraint("reply_days BETWEEN 1 AND 60", name="reply_days_range"),
        CheckConstraint("first_reminder_days >= 1", name="first_reminder_range"),
        CheckConstraint("second_reminder_days > first_reminder_days", name="second_reminder_later"),
        CheckConstraint("accent ~ '^#[0-9a-f]{6}$'", name="accent_hex"),
        CheckConstraint("story_days BETWEEN 30 AND 3650", name="story_days_range"),
        CheckConstraint("deployments_days BETWEEN 30 AND 3650", name="deployments_days_range"),
        CheckConstraint("outcomes_days BETWEEN 30 AND 3650", name="outcomes_days_range"),
        CheckConstraint("mail_gap BETWEEN 31 AND 366", name="mail_gap_only_longer"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    company_name: Mapped[str]
    product_name: Mapped[str]
    accent: Mapped[str]
    logo: Mapped[bytes | None] = mapped_column(LargeBinary)
    logo_type: Mapped[str | None]
    sender_name: Mapped[str]
    sender_address: Mapped[str]
    help_address: Mapped[str]
    postal_address: Mapped[str]
    reward_word: Mapped[str]
    time_zone: Mapped[str]
    high_gap: Mapped[int] = mapped_column(Integer)
    low_gap: Mapped[int] = mapped_column(Integer)
    rest_after: Mapped[int] = mapped_column(Integer)
    reply_days: Mapped[int] = mapped_column(Integer)
    first_reminder_days: Mapped[int] = mapped_column(Integer)
    second_reminder_days: Mapped[int] = mapped_column(Integer)
    own_domains: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Customer domains whose people join without waiting for the team (ID-5)."""
    story_days: Mapped[int] = mapped_column(Integer)
    deployments_days: Mapped[int] = mapped_column(Integer)
    outcomes_days: Mapped[int] = mapped_column(Integer)
    """How long each part of a profile stays fresh (ADV-6)."""
    freshness_after: Mapped[int | None]
    """A shelf life has changed: the days of advocates beyond this number are still to be written anew."""
    mail_gap: Mapped[int] = mapped_column(Integer)
    """Days between two program mails to one person (CAP-9)."""


class Activity(Base):
    """What an advocate can be asked to do (CAP-1). `question` holds {minutes}, {other_side} and {when}."""

    __tablename__ = "activity"
    __table_args__ = (
        allowed("kind", ActivityKind),
        allowed("effort", Effort),
        CheckConstraint("minutes BETWEEN 1 AND 2400", name="minutes_range"),
        CheckConstraint("shelf_days BETWEEN 1 AND 3650", name="shelf_days_range"),
        CheckConstraint("points >= 0", name="points_positive"),
    )

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    plural: Mapped[str]
    kind: Mapped[ActivityKind] = mapped_column(one_of(ActivityKind))
    effort: Mapped[Effort] = mapped_column(one_of(Effort))
    minutes: Mapped[int] = mapped_column(Integer)
    shelf_days: Mapped[int] = mapped_column(Integer)
    what: Mapped[str]
    question: Mapped[str]
    icon: Mapped[str]
    position: Mapped[int] = mapped_column(Integer)
    needs_contact: Mapped[bool]
    """Cannot be offered without consent to share name and contact (ADV-11)."""
    archived: Mapped[bool] = mapped_column(default=False)
    points: Mapped[int] = mapped_column(default=0)
    """What a confirmed completion credits."""
    owner_approves: Mapped[bool] = mapped_column(default=False, server_default=false())
    """A colleague's request for it waits for the account's owner first (REQ-6)."""


class Wording(Base):
    """A message text the team has changed; absent means the built-in words. Placeholders only, no template."""

    __tablename__ = "wording"

    key: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str]
