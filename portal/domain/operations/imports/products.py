"""Rows that are products: one per name, whatever its case. A later file may say another series."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Text, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal.domain import recordsets
from portal.domain.models import Product
from portal.domain.operations.imports import keyed
from portal.domain.operations.imports.ground import Fate, Line, Slice
from portal.domain.operations.imports.keyed import Keyed
from portal.domain.queries import imports as queries
from portal.domain.recordsets import among
from portal.domain.rules import imports as rules
from portal.domain.rules.imports import ProductRow

Read = tuple[int, ProductRow]
STAYS = "Known before this import. What it says of its series stays"


def foresee(part: Slice, lines: Sequence[Line]) -> list[Fate]:
    """The dry run: what would become of each line."""
    rows, fates = _read(part, lines)
    known = queries.known_products(part.session, _names(rows))
    return fates + keyed.foreseen(part, lines, _keyed(rows, known))


def bring_in(part: Slice, lines: Sequence[Line]) -> list[Fate]:
    """Of two lines with one name the first one counts."""
    rows, fates = _read(part, lines)
    before = queries.known_products(part.session, _names(rows))
    _write(part, {_key(row): row for _, row in reversed(rows)})
    return fates + keyed.brought_in(_keyed(rows, queries.known_products(part.session, _names(rows))), before.values())


def take_back(part: Slice, numbers: Sequence[int]) -> list[Fate]:
    """Remove the names that came with the file. Deals keep the words they have."""
    rows = keyed.noted(part, numbers)
    gone = set(
        part.session.scalars(
            delete(Product)
            .where(Product.import_id == part.run.id, among(Product.id, [row.object_id for row in rows]))
            .returning(Product.id)
            .execution_options(synchronize_session=False)
        )
    )
    return keyed.taken_back(rows, {row.object_id: STAYS for row in rows if row.object_id and row.object_id not in gone})


def _read(part: Slice, lines: Sequence[Line]) -> tuple[list[Read], list[Fate]]:
    return keyed.split((number, rules.product(part.run.mapping, cells)) for number, cells in lines)


def _keyed(rows: Sequence[Read], known: Mapping[str, int]) -> list[Keyed]:
    return [Keyed(number, _key(row), known.get(row.name)) for number, row in rows]


def _names(rows: Sequence[Read]) -> set[str]:
    return {row.name for _, row in rows}


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
