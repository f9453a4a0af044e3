from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from portal.domain.models.base import Base, Key


class Department(Base):
    """A colleague's department. Until it is launched its colleagues have no access (ADV-7)."""

    __tablename__ = "department"
    __table_args__ = (Index("uq_department_name_lower", text("lower(name)"), unique=True),)

    id: Mapped[Key]
    name: Mapped[str]
    launched_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
