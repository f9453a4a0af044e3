"""Rows that are something heard of a customer: survey answers, usage, milestones (NOM-2). They make candidates only."""

from collections.abc import Sequence

from portal.domain.import_kinds import RowState
from portal.domain.kinds import SignalKind
from portal.domain.operations import signals
from portal.domain.operations.imports import keyed
from portal.domain.operations.imports.ground import Fate, Line, Slice
from portal.domain.operations.imports.keyed import Keyed
from portal.domain.operations.signals import Heard
from portal.domain.queries import signals as known
from portal.domain.rules import imports as rules
from portal.domain.rules.imports import HeardRow, Noun
from portal.domain.rules.signals import own_id

KINDS = {
    Noun.ANSWERS: SignalKind.SURVEY,
    Noun.USAGE: SignalKind.USAGE,
    Noun.MILESTONES: SignalKind.MILESTONE,
}


def foresee(part: Slice, lines: Sequence[Line]) -> list[Fate]:
    """The dry run: what would become of each line."""
    read, fates = _read(part, lines)
    here = known.known_ids(part.session, [(one.source, one.external_id) for _, one in read])
    found = [Keyed(number, one.external_id, here.get((one.source, one.external_id))) for number, one in read]
    return fates + keyed.foreseen(part, lines, found)


def bring_in(part: Slice, lines: Sequence[Line]) -> list[Fate]:
    read, fates = _read(part, lines)
    taken = signals.take_in(
        part.session, signals=[one for _, one in read], address_hashes=part.address_hashes, now=part.now
    )
    new = set(taken.new)
    for number, one in read:
        signal_id = taken.ids[one.source, one.external_id]
        state = RowState.IMPORTED if signal_id in new else RowState.MERGED
        new.discard(signal_id)
        fates.append(Fate(number, state, object_id=signal_id, key=one.external_id))
    return fates


def take_back(part: Slice, numbers: Sequence[int]) -> list[Fate]:
    """Remove those nothing has happened to, with the candidates they made."""
    rows = keyed.noted(part, numbers)
    kept = signals.remove(part.session, signal_ids=keyed.brought(rows), now=part.now)
    return keyed.taken_back(rows, keyed.older(rows) | kept)


def _read(part: Slice, lines: Sequence[Line]) -> tuple[list[tuple[int, Heard]], list[Fate]]:
    rows, fates = keyed.split((number, rules.heard(part.run.mapping, cells, part.today)) for number, cells in lines)
    noun = Noun(part.run.noun)
    return [(number, _heard(noun, row)) for number, row in rows], fates


def _heard(noun: Noun, row: HeardRow) -> Heard:
    """An id is one only together with the address: two surveys may both count from 1."""
    content = (row.external_id,) if row.external_id else (row.on, row.score, row.words)
    return Heard(
        kind=KINDS[noun],
        source=noun.value,
        external_id=own_id(row.email, *content),
        email=row.email,
        happened_on=row.on,
        name=row.name,
        company=row.company,
        score=row.score,
        words=row.words,
    )
