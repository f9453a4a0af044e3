"""Every row of a program as text, table by table, for an empty database to take in."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Column, Table, Text, cast, select, text
from sqlalchemy.orm import Session

from portal.domain.models import Base

AT_ONCE = 2_000
LEFT_OUT = frozenset({"audit_seal", "beat", "counter", "ledger_seal", "login", "search_row", "sign_in"})
"""Who is signed in where, counters of this minute, seals over this database's own transaction numbers, and what is
written anew from the rest."""
OWN_TO_A_DATABASE = frozenset({"transaction_id"})


@dataclass(frozen=True)
class Part:
    """One table. A cell is the database's own text of the value; None where there is none."""

    name: str
    headings: list[str]
    rows: Iterator[list[str | None]]


def tables() -> list[Table]:
    """Each after those that it points at."""
    return [table for table in Base.metadata.sorted_tables if table.name not in LEFT_OUT]


def columns_of(table: Table) -> list["Column[object]"]:
    return [one for one in table.columns if one.computed is None and one.name not in OWN_TO_A_DATABASE]


def parts(session: Session) -> Iterator[Part]:
    """Read each part's rows before the next; on one snapshot, or the parts don't fit together."""
    for table in tables():
        yield Part(table.name, [one.name for one in columns_of(table)], _rows(session, table))


def revision(session: Session) -> str:
    """The schema's. Only a database of the same one can take the rows in."""
    return str(session.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _rows(session: Session, table: Table) -> Iterator[list[str | None]]:
    """In the order of their keys, those that point at others of the same table last."""
    pointing = [key.parent for key in table.foreign_keys if key.column.table is table]
    order = [*(one.is_not(None) for one in pointing), *table.primary_key.columns]
    statement = select(*(cast(one, Text) for one in columns_of(table))).order_by(*order)
    for row in session.execute(statement, execution_options={"yield_per": AT_ONCE}):
        yield list(row)
