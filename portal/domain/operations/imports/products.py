"""Rows that are products: one per name, whatever its case. A later file may say another series."""

from collections.abc import Sequence

from sqlalchemy import Text, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal.domain.import_kinds import RowState
from portal.domain.models import ImportRow, Product
from portal.domain.operations.imports.ground import Fate, Line, Slice
from portal.domain.queries import imports as queries
from portal.domain.queries import recordsets
from portal.domain.queries.recordsets import among
from portal.domain.rules import imports as rules
from portal.domain.rules.imports import Problem, ProductRow

Read = tuple[int, ProductRow]
STAYS = Problem("", "Known before this import. What it says of its series stays")


def foresee(part: Slice, lines: Sequence[Line]) -> list[Fate]:
    """The dry run: what would become of each line."""
    rows, fates = _read(part, lines)
    known = _known(part, rows)
    earlier = queries.earlier_keys(
        part.session, part.run.id, [_key(row) for _, row in rows], before=lines[0][0] if lines else 0
    )
    for number, row in rows:
        state = RowState.DUPLICATE if _key(row) in known or _key(row) in earlier else RowState.READY
        earlier.add(_key(row))
        fates.append(Fate(number, state, object_id=known.get(_key(row)), key=_key(row)))
    return fates


def bring_in(part: Slice, lines: Sequence[Line]) -> list[Fate]:
    """Of two lines with one name the first one counts."""
    rows, fates = _read(part, lines)
    before = _known(part, rows)
    _write(part, {_key(row): row for _, row in reversed(rows)})
    known = _known(part, rows)
    for number, row in rows:
        state = RowState.MERGED if _key(row) in before else RowState.IMPORTED
        before[_key(row)] = known[_key(row)]
        fates.append(Fate(number, state, object_id=known[_key(row)], key=_key(row)))
    return fates


def take_back(part: Slice, numbers: Sequence[int]) -> list[Fate]:
    """Remove the names that came with the file. Deals keep the words they have."""
    rows = part.session.execute(
        select(ImportRow.number, ImportRow.object_id, ImportRow.key).where(
            ImportRow.import_id == part.run.id, among(ImportRow.number, numbers)
        )
    ).all()
    gone = set(
        part.session.scalars(
            delete(Product)
            .where(Product.import_id == part.run.id, among(Product.id, [row.object_id for row in rows]))
            .returning(Product.id)
            .execution_options(synchronize_session=False)
        )
    )
    return [
        Fate(row.number, RowState.UNDONE, key=row.key)
        if row.object_id in gone
        else Fate(row.number, RowState.KEPT, (STAYS,), row.object_id, row.key)
        for row in rows
    ]


def _read(part: Slice, lines: Sequence[Line]) -> tuple[list[Read], list[Fate]]:
    read = [(number, rules.product(part.run.mapping, cells)) for number, cells in lines]
    rows = [(number, row) for number, row in read if isinstance(row, ProductRow)]
    return rows, [
        Fate(number, RowState.REJECTED, tuple(row)) for number, row in read if not isinstance(row, ProductRow)
    ]


def _known(part: Slice, rows: Sequence[Read]) -> dict[str, int]:
    names = [_key(row) for _, row in rows]
    key = func.lower(Product.name)
    found = part.session.execute(select(key.label("key"), Product.id).where(key.in_(names)))
    return {row.key: row.id for row in found}


def _write(part: Slice, first: dict[str, ProductRow]) -> None:
    rows = [{"name": row.name, "series": row.series} for row in first.values()]
    given = recordsets.table(rows, name=Text, series=Text)
    chosen = select(given.c.name, given.c.series, literal(part.run.id), literal(part.now))
    part.session.execute(
        upsert(Product)
        .from_select(["name", "series", "import_id", "created_at"], chosen.order_by(func.lower(given.c.name)))
        .on_conflict_do_nothing()
    )
    part.session.execute(
        update(Product)
        .where(func.lower(Product.name) == func.lower(given.c.name), given.c.series.is_not(None))
        .where(Product.series.is_distinct_from(given.c.series))
        .values(series=given.c.series)
        .execution_options(synchronize_session=False)
    )


def _key(row: ProductRow) -> str:
    return row.name.lower()
