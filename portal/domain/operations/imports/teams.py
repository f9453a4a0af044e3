"""Rows that say which team a seller is in: their deals are in it too, those to come as well."""

from collections.abc import Sequence

from sqlalchemy import Text, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal.domain.import_kinds import RowState
from portal.domain.models import ImportRow, Opportunity, OpportunityOwner
from portal.domain.operations.imports.ground import Fate, Line, Slice
from portal.domain.queries import imports as queries
from portal.domain.queries import recordsets
from portal.domain.queries.recordsets import among
from portal.domain.rules import imports as rules
from portal.domain.rules.imports import Problem, TeamRow

Read = tuple[int, TeamRow]
STAYS = Problem("", "A team is only a word at a name. It stays until another file says otherwise")


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
    """Of two lines with one name the later one counts."""
    rows, fates = _read(part, lines)
    before = _known(part, rows)
    _write(part, {_key(row): row for _, row in rows})
    known = _known(part, rows)
    for number, row in rows:
        state = RowState.MERGED if _key(row) in before else RowState.IMPORTED
        before[_key(row)] = known[_key(row)]
        fates.append(Fate(number, state, object_id=known[_key(row)], key=_key(row)))
    return fates


def take_back(part: Slice, numbers: Sequence[int]) -> list[Fate]:
    """Remove the names that came with the file and that no deal bears."""
    unused = queries.unused_owners(part.run.id).scalar_subquery()
    rows = part.session.execute(
        select(ImportRow.number, ImportRow.object_id, ImportRow.key).where(
            ImportRow.import_id == part.run.id, among(ImportRow.number, numbers)
        )
    ).all()
    gone = set(
        part.session.scalars(
            delete(OpportunityOwner)
            .where(OpportunityOwner.id.in_(unused), among(OpportunityOwner.id, [row.object_id for row in rows]))
            .returning(OpportunityOwner.id)
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
    read = [(number, rules.team(part.run.mapping, cells)) for number, cells in lines]
    rows = [(number, row) for number, row in read if isinstance(row, TeamRow)]
    return rows, [Fate(number, RowState.REJECTED, tuple(row)) for number, row in read if not isinstance(row, TeamRow)]


def _known(part: Slice, rows: Sequence[Read]) -> dict[str, int]:
    found = part.session.execute(queries.owners_named(sorted({_key(row) for _, row in rows}))).scalars()
    return {owner.name.lower(): owner.id for owner in found}


def _write(part: Slice, last: dict[str, TeamRow]) -> None:
    rows = [{"name": row.owner, "team": row.team, "manager": row.manager} for row in last.values()]
    given = recordsets.table(rows, name=Text, team=Text, manager=Text)
    chosen = select(given.c.name, literal(part.run.id), literal(part.now)).order_by(func.lower(given.c.name))
    part.session.execute(
        upsert(OpportunityOwner).from_select(["name", "import_id", "created_at"], chosen).on_conflict_do_nothing()
    )
    for table, name in ((OpportunityOwner, OpportunityOwner.name), (Opportunity, Opportunity.owner_name)):
        part.session.execute(
            update(table)
            .where(func.lower(name) == func.lower(given.c.name), table.team.is_distinct_from(given.c.team))
            .values(team=given.c.team)
            .execution_options(synchronize_session=False)
        )
    owner = OpportunityOwner
    part.session.execute(
        update(owner)
        .where(func.lower(owner.name) == func.lower(given.c.name), owner.manager.is_distinct_from(given.c.manager))
        .where(given.c.manager.is_not(None))
        .values(manager=given.c.manager)
        .execution_options(synchronize_session=False)
    )


def _key(row: TeamRow) -> str:
    return row.owner.lower()
