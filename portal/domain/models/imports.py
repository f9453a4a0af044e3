from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.domain.import_kinds import ImportState, RowState
from portal.domain.models.base import Base, Key, allowed, one_of


class Import(Base):
    """One uploaded file on its way in (SEG-2). Every step survives a restart."""

    __tablename__ = "import_run"
    __table_args__ = (allowed("state", ImportState),)

    id: Mapped[Key]
    noun: Mapped[str]
    """What each row is: one of the rules' `Noun`."""
    file_name: Mapped[str]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """The file as it came; emptied once its rows are stored."""
    columns: Mapped[list[str]] = mapped_column(JSONB, default=list)
    mapping: Mapped[list[str]] = mapped_column(JSONB, default=list)
    """Where each column goes; empty text leaves it out."""
    placed: Mapped[dict[str, dict[str, str]]] = mapped_column(JSONB, default=dict, server_default="{}")
    """For each target what the file’s words mean, as a person said it."""
    headed: Mapped[bool] = mapped_column(default=True)
    """The first line held headings."""
    state: Mapped[ImportState] = mapped_column(one_of(ImportState))
    total: Mapped[int] = mapped_column(Integer, default=0)
    handled: Mapped[int] = mapped_column(Integer, default=0)
    """The last line the present step has dealt with; the step goes on after it."""
    makes_accounts: Mapped[bool] = mapped_column(default=True)
    """Companies that we don’t know yet come in as accounts with their people."""
    error: Mapped[str | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class ImportRow(Base):
    """One row of the file: its cells, what the dry run said, and what became of it."""

    __tablename__ = "import_row"
    __table_args__ = (
        allowed("state", RowState),
        Index("ix_import_row_key", "import_id", "key"),
        Index("ix_import_row_state", "import_id", "state", "number"),
    )

    import_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """The line a reader sees in their spreadsheet; the header is line 1."""
    cells: Mapped[list[str]] = mapped_column(JSONB)
    key: Mapped[str | None]
    """What makes two rows the same: the address, or the account's name. Set by the check."""
    state: Mapped[RowState] = mapped_column(one_of(RowState))
    reasons: Mapped[list[dict[str, str]]] = mapped_column(JSONB, default=list)
    object_id: Mapped[int | None]
    """The advocate, account or signal it became or was merged into."""
