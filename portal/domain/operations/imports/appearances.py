"""Rows that are events and social posts (ACT-1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from portal.domain.import_kinds import RowState
from portal.domain.models import ImportRow
from portal.domain.operations import appearances
from portal.domain.operations.appearances import Facts
from portal.domain.operations.imports.ground import Fate, Line, Slice
from portal.domain.queries import appearances as known
from portal.domain.queries import imports as queries
from portal.domain.queries.recordsets import among
from portal.domain.rules import imports as rules
from portal.domain.rules.imports import AppearanceRow, Problem


@dataclass(frozen=True)
class Known:
    """What the rows point at, by how they name it; and what is in the log already."""

    advocates: Mapping[str, int]
    contents: Mapping[str, int]
    log: Mapping[str, int]


def foresee(part: Slice, lines: Sequence[Line]) -> list[Fate]:
    """The dry run: what would become of each line."""
    rows, here, fates = _read(part, lines)
    earlier = queries.earlier_keys(
        part.session, part.run.id, [_key(row) for _, row in rows], before=lines[0][0] if lines else 0
    )
    for number, row in rows:
        found = here.log.get(_key(row))
        state = RowState.DUPLICATE if found or _key(row) in earlier else RowState.READY
        earlier.add(_key(row))
        fates.append(Fate(number, state, object_id=found, key=_key(row)))
    return fates


def bring_in(part: Slice, lines: Sequence[Line]) -> list[Fate]:
    rows, here, fates = _read(part, lines)
    log = dict(here.log)
    for number, row in rows:
        state = RowState.MERGED if _key(row) in log else RowState.IMPORTED
        if state is RowState.IMPORTED:
            log[_key(row)] = _add(part, row, here)
        fates.append(Fate(number, state, object_id=log[_key(row)], key=_key(row)))
    return fates


def take_back(part: Slice, numbers: Sequence[int]) -> list[Fate]:
    """Remove those that nobody changed since."""
    rows = part.session.execute(
        select(ImportRow.number, ImportRow.state, ImportRow.object_id, ImportRow.key).where(
            ImportRow.import_id == part.run.id, among(ImportRow.number, numbers)
        )
    ).all()
    brought = {row.object_id for row in rows if row.state is RowState.IMPORTED and row.object_id is not None}
    kept = known.why_they_stay(part.session, brought, part.run.id)
    appearances.take_out(part.session, appearance_ids=brought - set(kept))
    fates = []
    for row in rows:
        why = kept.get(row.object_id) if row.object_id in brought else "Known before this import"
        fates.append(
            Fate(row.number, RowState.KEPT, (Problem("", why),), row.object_id, row.key)
            if why
            else Fate(row.number, RowState.UNDONE, key=row.key)
        )
    return fates


def _add(part: Slice, row: AppearanceRow, here: Known) -> int:
    facts = Facts(
        kind=row.what,
        happened_on=row.happened_on,
        title=row.title,
        url=row.link,
        leads=row.leads or 0,
        advocate_ids=frozenset(here.advocates[each] for each in row.advocates),
        content_ids=frozenset(here.contents[each.lower()] for each in row.contents),
    )
    return appearances.add(part.session, facts=facts, actor_id=part.run.by_id, now=part.now, import_id=part.run.id).id


def _read(part: Slice, lines: Sequence[Line]) -> tuple[list[tuple[int, AppearanceRow]], Known, list[Fate]]:
    read = [(number, rules.appearance(part.run.mapping, cells, part.today)) for number, cells in lines]
    rows = [(number, row) for number, row in read if isinstance(row, AppearanceRow)]
    fates = [Fate(number, RowState.REJECTED, tuple(row)) for number, row in read if not isinstance(row, AppearanceRow)]
    here = Known(
        advocates=known.advocates_with(part.session, {each for _, row in rows for each in row.advocates}),
        contents=known.published_with(part.session, {each.lower() for _, row in rows for each in row.contents}),
        log=known.in_the_log(part.session, {row.happened_on for _, row in rows}),
    )
    good = []
    for number, row in rows:
        if problems := _problems(row, here):
            fates.append(Fate(number, RowState.REJECTED, problems, key=_key(row)))
        else:
            good.append((number, row))
    return good, here, fates


def _problems(row: AppearanceRow, here: Known) -> tuple[Problem, ...]:
    unknown = [each for each in row.advocates if each not in here.advocates]
    unread = [each for each in row.contents if each.lower() not in here.contents]
    said = [Problem("advocates", f"Nobody in the program has the address {each}") for each in unknown]
    said += [Problem("contents", f"No published content is called “{each}”") for each in unread]
    if row.link is not None and not appearances.WEB.fullmatch(row.link):
        said.append(Problem("link", "Not a web address. It begins with https://"))
    return tuple(said)


def _key(row: AppearanceRow) -> str:
    return known.key(row.happened_on, row.title)
