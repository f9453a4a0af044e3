from datetime import date

from sqlalchemy import ForeignKey, Index, Integer, Text, false, text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.kinds import Channel, Stage
from portal.domain.models.base import Base, one_of

FACETS = ("stage", "industry", "region", "persona", "channel")
READ_BESIDE = (*FACETS, "employees", "fresh_until", "unconfirmed")


def read_from_index(name: str, *facets: str) -> Index:
    """Ends in the list's order, newest first, and holds what else a search asks: the rows needn't be read."""
    beside = [column for column in READ_BESIDE if column not in facets]
    return Index(name, *facets, text("advocate_id DESC"), postgresql_include=beside)


class SearchRow(Base):
    """What finding an advocate reads (SEG-1), one row each, written with what it copies; `verify` recomputes it."""

    __tablename__ = "search_row"
    __table_args__ = (
        *(read_from_index(f"ix_search_row_{facet}", facet) for facet in FACETS),
        read_from_index("ix_search_row_together", "industry", "region", "persona"),
        *(
            Index(f"ix_search_row_{facet}", facet, postgresql_using="gin")
            for facet in ("products", "use_cases", "tags", "words")
        ),
        Index("ix_search_row_fresh_until", "fresh_until", "advocate_id"),
        Index("ix_search_row_unconfirmed", "advocate_id", postgresql_where=text("unconfirmed")),
    )

    advocate_id: Mapped[int] = mapped_column(ForeignKey("advocate.id"), primary_key=True, autoincrement=False)
    stage: Mapped[Stage] = mapped_column(one_of(Stage))
    channel: Mapped[Channel] = mapped_column(one_of(Channel))
    validated: Mapped[bool]
    industry: Mapped[str | None]
    region: Mapped[str | None]
    persona: Mapped[str | None]
    employees: Mapped[int | None] = mapped_column(Integer)
    products: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    use_cases: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    fresh_until: Mapped[date | None]
    """The first day on which a part of the profile is stale; empty if nothing was ever confirmed."""
    unconfirmed: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Nobody ever confirmed something that the profile holds, so it isn't fresh whatever the day (ADV-6)."""
    words: Mapped[str] = mapped_column(TSVECTOR)
    """Name, title, company, profile, interviews and tags, `simple` configuration."""
