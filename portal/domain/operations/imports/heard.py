"""Rows that are something heard of a customer: survey answers, usage, milestones (NOM-2). They make candidates only."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.domain.import_kinds import RowState
from portal.domain.kinds import SignalKind
from portal.domain.models import ImportRow
from portal.domain.operations import signals
from portal.domain.operations.imports.ground import Fate, Line, Slice
from portal.domain.operations.signals import Heard
from portal.domain.queries import imports as queries
from portal.domain.queries import signals as known
from portal.domain.queries.recordsets import among
from portal.domain.rules import imports as rules
from portal.domain.rules.imports import HeardRow, Noun, Problem
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
    earlier = queries.earlier_keys(
        part.session, part.run.id, [one.external_id for _, one in read], before=lines[0][0] if lines else 0
    )
    for number, one in read:
        signal_id = here.get((one.source, one.external_id))
        state = RowState.DUPLICATE if signal_id or one.external_id in earlier else RowState.READY
        earlier.add(one.external_id)
        fates.append(Fate(number, state, object_id=signal_id, key=one.external_id))
    return fates


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
    rows = part.session.execute(
        select(ImportRow.number, ImportRow.state, ImportRow.object_id, ImportRow.key).where(
            ImportRow.import_id == part.run.id, among(ImportRow.number, numbers)
        )
    ).all()
    brought = {row.object_id for row in rows if row.state is RowState.IMPORTED and row.object_id is not None}
    kept = signals.remove(part.session, signal_ids=brought)
    fates = []
    for row in rows:
        why = kept.get(row.object_id) if row.object_id in brought else "Known before this import"
        fates.append(
            Fate(row.number, RowState.KEPT, (Problem("", why),), row.object_id, row.key)
            if why
            else Fate(row.number, RowState.UNDONE, key=row.key)
        )
    return fates


def _read(part: Slice, lines: Sequence[Line]) -> tuple[list[tuple[int, Heard]], list[Fate]]:
    read = [(number, rules.heard(part.run.mapping, cells, part.today)) for number, cells in lines]
    noun = Noun(part.run.noun)
    good = [(number, _heard(noun, row)) for number, row in read if isinstance(row, HeardRow)]
    return good, [Fate(number, RowState.REJECTED, tuple(row)) for number, row in read if not isinstance(row, HeardRow)]


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
