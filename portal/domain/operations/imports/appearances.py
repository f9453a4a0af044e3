"""Rows that are events and social posts (ACT-1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.domain.errors import Refused
from portal.domain.import_kinds import RowState
from portal.domain.operations import appearances
from portal.domain.operations.appearances import Facts
from portal.domain.operations.imports import keyed
from portal.domain.operations.imports.ground import Fate, Line, Slice
from portal.domain.operations.imports.keyed import Keyed
from portal.domain.queries import appearances as known
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
    found = [Keyed(number, _key(row), here.log.get(_key(row))) for number, row in rows]
    return fates + keyed.foreseen(part, lines, found)


def bring_in(part: Slice, lines: Sequence[Line]) -> list[Fate]:
    rows, here, fates = _read(part, lines)
    log = dict(here.log)
    for number, row in rows:
        if (appearance_id := log.get(_key(row))) is not None:
            fates.append(Fate(number, RowState.MERGED, object_id=appearance_id, key=_key(row)))
            continue
        try:
            log[_key(row)] = _add(part, row, here)
        except Refused as refusal:
            fates.append(Fate(number, RowState.REJECTED, (Problem("", refusal.sentence),), key=_key(row)))
            continue
        fates.append(Fate(number, RowState.IMPORTED, object_id=log[_key(row)], key=_key(row)))
    return fates


def take_back(part: Slice, numbers: Sequence[int]) -> list[Fate]:
    """Remove those that nobody changed since."""
    rows = keyed.noted(part, numbers)
    brought = keyed.brought(rows)
    kept = known.why_they_stay(part.session, brought, part.run.id)
    appearances.take_out(part.session, appearance_ids=brought - set(kept))
    return keyed.taken_back(rows, keyed.older(rows) | kept)


def _add(part: Slice, row: AppearanceRow, here: Known) -> int:
    facts = Facts(
        kind=row.what,
        happened_on=row.happened_on,
        title=row.title,
        url=row.link,
        leads=row.leads or 0,
        advocate_ids=frozenset(here.advocates[each] for each in row.advocates),
        content_ids=frozenset(here.contents[each] for each in row.contents),
    )
    return appearances.add(part.session, facts=facts, actor_id=part.run.by_id, now=part.now, import_id=part.run.id).id


def _read(part: Slice, lines: Sequence[Line]) -> tuple[list[tuple[int, AppearanceRow]], Known, list[Fate]]:
    rows, fates = keyed.split(
        (number, rules.appearance(part.run.mapping, cells, part.today)) for number, cells in lines
    )
    here = Known(
        advocates=known.advocates_with(part.session, {each for _, row in rows for each in row.advocates}),
        contents=known.published_with(part.session, {each for _, row in rows for each in row.contents}),
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
    unread = [each for each in row.contents if each not in here.contents]
    said = [Problem("advocates", f"Nobody in the program has the address {each}") for each in unknown]
    said += [Problem("contents", f"No published content is called “{each}”") for each in unread]
    if row.link is not None and not appearances.WEB.fullmatch(row.link):
        said.append(Problem("link", "Not a web address. It begins with https://"))
    return tuple(said)


def _key(row: AppearanceRow) -> str:
    return known.key(row.happened_on, row.title)
