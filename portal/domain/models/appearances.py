from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.demand_kinds import AppearanceKind
from portal.domain.models.base import Base, Key, allowed, one_of


class Appearance(Base):
    """An event or a social post, with what came of it (ACT-1). It may feature advocates and content, or nobody."""

    __tablename__ = "appearance"
    __table_args__ = (
        allowed("kind", AppearanceKind),
        CheckConstraint("title <> ''", name="title_present"),
        CheckConstraint("url ~ '^https?://'", name="url_is_web"),
        CheckConstraint("leads >= 0", name="leads_positive"),
        Index("ix_appearance_newest", text("happened_on DESC"), text("id DESC")),
    )

    id: Mapped[Key]
    kind: Mapped[AppearanceKind] = mapped_column(one_of(AppearanceKind))
    happened_on: Mapped[date]
    title: Mapped[str]
    url: Mapped[str | None]
    leads: Mapped[int] = mapped_column(Integer, default=0)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_run.id"), index=True)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    """Kept, so that removing can be undone."""


class AppearanceAdvocate(Base):
    """Who was featured."""

    __tablename__ = "appearance_advocate"

    appearance_id: Mapped[int] = mapped_column(ForeignKey("appearance.id"), primary_key=True, autoincrement=False)
    advocate_id: Mapped[int] = mapped_column(
        ForeignKey("advocate.id"), primary_key=True, autoincrement=False, index=True
    )


class AppearanceContent(Base):
    """What was shown."""

    __tablename__ = "appearance_content"

    appearance_id: Mapped[int] = mapped_column(ForeignKey("appearance.id"), primary_key=True, autoincrement=False)
    content_id: Mapped[int] = mapped_column(ForeignKey("content.id"), primary_key=True, autoincrement=False, index=True)
