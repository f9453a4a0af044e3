from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.models.base import Base, Key


class Adoption(Base):
    """How somebody of the company came to use the program (ADO-1). Kept when their logins are long forgotten."""

    __tablename__ = "adoption"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    invited_at: Mapped[datetime | None]
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    first_signed_in_at: Mapped[datetime | None]
    last_signed_in_at: Mapped[datetime | None]
    guide_hidden_at: Mapped[datetime | None]
    """They put the first steps away; the help page has them still."""


class AdoptionNote(Base):
    """Why somebody does not use the program yet, or what was tried; for the team."""

    __tablename__ = "adoption_note"

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    words: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class ProofSearch(Base):
    """A colleague looked for proof, and how much there was. Never the words: they may hold somebody's name."""

    __tablename__ = "proof_search"
    __table_args__ = (Index("ix_proof_search_by", "by_id", "at"),)

    id: Mapped[Key]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mark: Mapped[int] = mapped_column(SmallInteger)
    """Sixteen bits of what was looked for: enough to know the same search again, too few to read it back."""
    results: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(index=True)
