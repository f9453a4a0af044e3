from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.demand_kinds import CampaignState, TargetState
from portal.domain.models.base import Base, Key, allowed, one_of


class Campaign(Base):
    """One ask to a whole segment, spread over time; each slice takes its places when it is due (REQ-9)."""

    __tablename__ = "campaign"
    __table_args__ = (
        allowed("state", CampaignState),
        CheckConstraint("hours BETWEEN 1 AND 720", name="hours_range"),
        CheckConstraint("slice_size BETWEEN 1 AND 10000", name="slice_size_range"),
    )

    id: Mapped[Key]
    name: Mapped[str]
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id"))
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"))
    asker_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    minutes: Mapped[int] = mapped_column(Integer)
    other_role: Mapped[str]
    other_industry: Mapped[str]
    happen_by: Mapped[date]
    why: Mapped[str]
    hours: Mapped[int] = mapped_column(Integer)
    """Over how long it is spread; from a day on, of working time."""
    slice_size: Mapped[int | None] = mapped_column(Integer)
    """How many are asked at a time, decided when it starts."""
    seconds_between: Mapped[int | None] = mapped_column(Integer)
    """From one slice to the next."""
    state: Mapped[CampaignState] = mapped_column(one_of(CampaignState), default=CampaignState.DRAFT)
    started_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    """When the next slice is due."""
    ended_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class CampaignTarget(Base):
    """Somebody a campaign was started for: asked once, or left out with the rule's reason."""

    __tablename__ = "campaign_target"
    __table_args__ = (
        allowed("state", TargetState),
        CheckConstraint("(state = 'asked') = (ask_id IS NOT NULL)", name="asked_by_an_ask"),
        CheckConstraint("(state = 'left_out') = (reason IS NOT NULL)", name="left_out_says_why"),
        Index("ix_campaign_target_waiting", "campaign_id", "place", postgresql_where=text("state = 'waiting'")),
    )

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True, autoincrement=False)
    advocate_id: Mapped[int] = mapped_column(
        ForeignKey("advocate.id"), primary_key=True, autoincrement=False, index=True
    )
    place: Mapped[int] = mapped_column(Integer)
    state: Mapped[TargetState] = mapped_column(one_of(TargetState), default=TargetState.WAITING)
    reason: Mapped[str | None]
    ask_id: Mapped[int | None] = mapped_column(ForeignKey("ask.id"), unique=True)
    at: Mapped[datetime | None]
