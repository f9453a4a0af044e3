"""What all kinds of rows do alike: each row has a number in the file and a key that says what it is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from sqlalchemy import select

from portal.domain.import_kinds import RowState
from portal.domain.models import ImportRow
from portal.domain.operations.imports.ground import Fate, Line, Slice
from portal.domain.queries import imports as queries
from portal.domain.recordsets import among
from portal.domain.rules.imports import Problem

Row = TypeVar("Row")
OLDER = "Known before this import"


class Keyed(NamedTuple):
    """A line that was read. `object_id` is set for what is here already."""

    number: int
    key: str
    object_id: int | None


class Noted(NamedTuple):
    """A line that an earlier step has dealt with."""

    number: int
    state: RowState
    object_id: int | None
    key: str | None


def split(read: Iterable[tuple[int, Row | list[Problem]]]) -> tuple[list[tuple[int, Row]], list[Fate]]:
    """The rows that could be read, and the fates of those that could not."""
    rows, fates = [], []
    for number, row in read:
        if isinstance(row, list):
            fates.append(Fate(number, RowState.REJECTED, tuple(row)))
        else:
            rows.append((number, row))
    return rows, fates


def foreseen(part: Slice, lines: Sequence[Line], rows: Sequence[Keyed]) -> list[Fate]:
    """Of several rows with one key the first is the one that comes in."""
    earlier = queries.earlier_keys(
        part.session, part.run.id, [row.key for row in rows], before=lines[0][0] if lines else 0
    )
    fates = []
    for row in rows:
        state = RowState.DUPLICATE if row.object_id or row.key in earlier else RowState.READY
        earlier.add(row.key)
        fates.append(Fate(row.number, state, object_id=row.object_id, key=row.key))
    return fates


def brought_in(rows: Sequence[Keyed], before: Iterable[int]) -> list[Fate]:
    """Rows that are all here now. Of several that are one object the first brought it."""
    seen = set(before)
    fates = []
    for row in rows:
        state = RowState.MERGED if row.object_id in seen else RowState.IMPORTED
        if row.object_id is not None:
            seen.add(row.object_id)
        fates.append(Fate(row.number, state, object_id=row.object_id, key=row.key))
    return fates


def noted(part: Slice, numbers: Sequence[int]) -> list[Noted]:
    rows = part.session.execute(
        select(ImportRow.number, ImportRow.state, ImportRow.object_id, ImportRow.key)
        .where(ImportRow.import_id == part.run.id, among(ImportRow.number, numbers))
        .order_by(ImportRow.number)
    )
    return [Noted(*row) for row in rows]


def brought(rows: Iterable[Noted]) -> set[int]:
    """What came with the file, by its id."""
    return {row.object_id for row in rows if row.state is RowState.IMPORTED and row.object_id is not None}


def older(rows: Sequence[Noted]) -> dict[int, str]:
    """Why what did not come with the file stays, by its id."""
    mine = brought(rows)
    return {row.object_id: OLDER for row in rows if row.object_id is not None and row.object_id not in mine}


def taken_back(rows: Iterable[Noted], kept: Mapping[int, str]) -> list[Fate]:
    """`kept`: why an object stays, by its id. The others are gone."""
    fates = []
    for row in rows:
        why = kept.get(row.object_id) if row.object_id is not None else None
        if why is None:
            fates.append(Fate(row.number, RowState.UNDONE, key=row.key))
        else:
            fates.append(Fate(row.number, RowState.KEPT, (Problem("", why),), row.object_id, row.key))
    return fates
