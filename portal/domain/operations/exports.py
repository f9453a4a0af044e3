"""Files that leave are written down; a whole program comes into an empty database (GEN-5)."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice

from sqlalchemy import Table, Text, cast, delete, exists, func, insert, literal, select
from sqlalchemy.orm import Session

from portal.domain import audit, recordsets
from portal.domain.errors import Refused
from portal.domain.models import Advocate, ContactView, Person
from portal.domain.operations import searches
from portal.domain.queries import searches as search_queries
from portal.domain.queries.exports import columns_of, revision
from portal.domain.queries.exports.whole import tables
from portal.domain.queries.grounds import Ground
from portal.domain.rules.searches import Criteria

AT_ONCE = 1_000
Rows = Iterator[list[str | None]]


def note(session: Session, *, what: str, actor_id: int, now: datetime) -> None:
    audit.record(session, "export.made", kind="export", id=None, actor_id=actor_id, now=now, reason=what)


def note_looks(session: Session, criteria: Criteria, ground: Ground, *, viewer_id: int, now: datetime) -> None:
    """Contact details in a file are looked at, each of them, and their owners see it (ADV-8)."""
    matching = search_queries.members(criteria, ground).subquery()
    looks = select(matching.c.advocate_id, literal(viewer_id), literal(now))
    session.execute(insert(ContactView).from_select(["advocate_id", "viewer_id", "at"], looks))


def restore(session: Session, *, schema: str, read: Callable[[str], tuple[list[str], Rows]]) -> dict[str, int]:
    """Take a whole program in, into a database that holds none; answers how many rows each table got.

    `read` gives a table's headings and rows by its name. What every new portal starts with makes way; the log is
    sealed anew by the next job.
    """
    if schema != revision(session):
        raise Refused("schema", f"The file is of another version ({schema}). Bring that portal up to date and export.")
    if session.scalar(select(exists().select_from(Person))):
        raise Refused("not_empty", "This database holds a program already. Bring the file into an empty one.")
    for table in reversed(tables()):
        if session.scalar(select(exists().select_from(table))):
            session.execute(delete(table))
    counts = {table.name: _fill(session, table, *read(table.name)) for table in tables()}
    _index(session)
    return counts


def _fill(session: Session, table: Table, headings: list[str], rows: Rows) -> int:
    columns = columns_of(table)
    if headings != [one.name for one in columns]:
        raise Refused("headings", f"The file’s part “{table.name}” has other columns than this portal.")
    total = 0
    while batch := list(islice(rows, AT_ONCE)):
        given = recordsets.table(
            [dict(zip(headings, row, strict=True)) for row in batch], **dict.fromkeys(headings, Text)
        )
        session.execute(
            insert(table).from_select(headings, select(*(cast(given.c[one.name], one.type) for one in columns)))
        )
        total += len(batch)
    if total and "id" in table.columns and table.columns["id"].identity is not None:
        highest = select(func.max(table.columns["id"])).scalar_subquery()
        session.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), highest)))
    return total


def _index(session: Session) -> None:
    """What finding reads, written from what came in."""
    last = 0
    while ids := session.scalars(
        select(Advocate.id).where(Advocate.id > last).order_by(Advocate.id).limit(AT_ONCE)
    ).all():
        searches.refresh(session, advocate_ids=ids)
        last = ids[-1]
