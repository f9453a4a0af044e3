from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.kinds import Channel
from portal.domain.models.base import Base, Key, allowed, one_of


class Department(Base):
    """A colleague's department. Until it is launched its colleagues have no access (ADV-7)."""

    __tablename__ = "department"
    __table_args__ = (
        allowed("channel", Channel),
        Index("uq_department_name_lower", text("lower(name)"), unique=True),
    )

    id: Mapped[Key]
    name: Mapped[str]
    channel: Mapped[Channel] = mapped_column(one_of(Channel))
    """How the people that its colleagues nominate come in (ADV-4)."""
    launched_at: Mapped[datetime | None]
    launched_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
