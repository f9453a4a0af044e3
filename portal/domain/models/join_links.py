from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.kinds import Channel
from portal.domain.models.base import Base, Key, allowed, one_of


class JoinLink(Base):
    """The public page's address for one recruiting channel, such as a booth (ACT-2)."""

    __tablename__ = "join_link"
    __table_args__ = (
        allowed("channel", Channel),
        CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="slug_plain"),
    )

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    channel: Mapped[Channel] = mapped_column(one_of(Channel))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
