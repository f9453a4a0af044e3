"""Rows that say which team a seller is in: their deals are in it too, those to come as well."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Text, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from portal.domain import recordsets
from portal.domain.models import Opportunity, OpportunityOwner
from portal.domain.operations.imports import keyed
from portal.domain.operations.imports.ground import Fate, Line, Slice
from portal.domain.operations.imports.keyed import Keyed
from portal.domain.queries import imports as queries
from portal.domain.recordsets import among
from portal.domain.rules import imports as rules
from portal.domain.rules.imports import TeamRow

Read = tuple[int, TeamRow]
STAYS = "A team is only a word at a name. It stays until another file says otherwise"


def foresee(part: Slice, lines: Sequence[Line]) -> list[Fate]:
    """The dry run: what would become of each line."""
    rows, fates = _read(part, lines)
    known = _known(part, rows)
    return fates + keyed.foreseen(part, lines, _keyed(rows, known))


def bring_in(part: Slice, lines: Sequence[Line]) -> list[Fate]:
    """Of two lines with one name the later one counts."""
    rows, fates = _read(part, lines)
    before = _known(part, rows)
    _write(part, {_key(row): row for _, row in rows})
    return fates + keyed.brought_in(_keyed(rows, _known(part, rows)), before.values())


def take_back(part: Slice, numbers: Sequence[int]) -> list[Fate]:
    """Remove the names that came with the file and that no deal bears."""
    unused = queries.unused_owners(part.run.id).scalar_subquery()
    rows = keyed.noted(part, numbers)
    gone = set(
        part.session.scalars(
            delete(OpportunityOwner)
            .where(OpportunityOwner.id.in_(unused), among(OpportunityOwner.id, [row.object_id for row in rows]))
            .returning(OpportunityOwner.id)
            .execution_options(synchronize_session=False)
        )
    )
    return keyed.taken_back(rows, {row.object_id: STAYS for row in rows if row.object_id and row.object_id not in gone})


def _read(part: Slice, lines: Sequence[Line]) -> tuple[list[Read], list[Fate]]:
    return keyed.split((number, rules.team(part.run.mapping, cells)) for number, cells in lines)


def _keyed(rows: Sequence[Read], known: Mapping[str, int]) -> list[Keyed]:
    return [Keyed(number, _key(row), known.get(row.owner)) for number, row in rows]


def _known(part: Slice, rows: Sequence[Read]) -> dict[str, int]:
    found = queries.known_owners(part.session, {row.owner for _, row in rows})
    return {name: owner.id for name, owner in found.items()}


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
