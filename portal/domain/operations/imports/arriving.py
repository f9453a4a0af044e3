"""A file arrives: its rows are stored, or a sentence says why it can't be read."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, islice

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.domain import audit, outbox
from portal.domain.errors import Refused
from portal.domain.import_kinds import ImportState
from portal.domain.kinds import Topic
from portal.domain.models import Import, ImportRow
from portal.domain.operations.imports.ground import AddressHashes, Line, keep, locked
from portal.domain.operations.imports.steps import begin_check
from portal.domain.rules import imports as rules
from portal.domain.rules.imports import Noun

SAMPLE = 50
BATCH = 2_000
BEFORE_ANYTHING_CAME_IN = frozenset(
    {ImportState.UPLOADED, ImportState.MAPPED, ImportState.CHECKING, ImportState.CHECKED, ImportState.FAILED}
)


def upload(session: Session, *, noun: Noun, file_name: str, content: bytes, by_id: int | None, now: datetime) -> Import:
    """Keep the file as it came; a worker reads it."""
    run = _begin(session, noun, file_name, by_id, now)
    run.content = content
    session.flush()
    outbox.promise(session, Topic.IMPORT_UPLOADED, key=str(run.id), now=now, about_id=run.id)
    return run


def take_in(
    session: Session,
    *,
    noun: Noun,
    file_name: str,
    rows: Sequence[Line],
    by_id: int | None,
    address_hashes: AddressHashes,
    now: datetime,
) -> Import:
    """A file small enough to be read at once: stored and checked in this transaction."""
    run = _begin(session, noun, file_name, by_id, now)
    store(session, import_id=run.id, rows=rows, address_hashes=address_hashes, now=now)
    return run


def store(
    session: Session, *, import_id: int, rows: Iterable[Line], address_hashes: AddressHashes, now: datetime
) -> None:
    """Keep the rows, guess the columns, begin the check. Whatever `rows` raises leaves nothing behind."""
    run = locked(session, import_id)
    if run.state is not ImportState.UPLOADED:
        return
    lines = iter(rows)
    first = list(islice(lines, SAMPLE + 1))
    noun = Noun(run.noun)
    run.headed = rules.heads(first[0][1], noun)
    data = first[1:] if run.headed else first
    run.columns = _columns(first[0][1] if run.headed else [], [len(cells) for _, cells in data])
    run.mapping = rules.guess(run.columns, [cells for _, cells in data], noun)
    run.total = _keep(session, run, chain(data, lines))
    run.content = None
    begin_check(session, run, address_hashes=address_hashes, now=now)


def fail(session: Session, *, import_id: int, sentence: str, now: datetime) -> None:
    """The file can't be read; `sentence` tells its owner what to do."""
    run = locked(session, import_id)
    if run.state is not ImportState.UPLOADED:
        return
    run.state, run.error, run.content, run.finished_at = ImportState.FAILED, sentence, None, now
    audit.record(session, "import.failed", kind="import", id=run.id, actor_id=None, now=now)


def discard(session: Session, *, import_id: int, actor_id: int | None, now: datetime) -> None:
    """Forget a file of which nothing came in."""
    run = locked(session, import_id)
    if run.state not in BEFORE_ANYTHING_CAME_IN:
        raise Refused("came_in", "Some of this file has come in. Undo the import instead.")
    session.execute(delete(ImportRow).where(ImportRow.import_id == import_id))
    session.delete(run)
    session.flush()
    audit.record(session, "import.discarded", kind="import", id=import_id, actor_id=actor_id, now=now)


def _begin(session: Session, noun: Noun, file_name: str, by_id: int | None, now: datetime) -> Import:
    run = Import(noun=noun, file_name=file_name, state=ImportState.UPLOADED, by_id=by_id, created_at=now)
    session.add(run)
    session.flush()
    audit.record(session, "import.uploaded", kind="import", id=run.id, actor_id=by_id, now=now)
    return run


def _columns(headings: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Each column's heading; one that has none is named as a spreadsheet names it.

    Headings say how many columns there are, unless most rows say more: a single longer row is a damaged one.
    """
    most = max(widths, key=widths.count if headings else int, default=0)
    padded = [*headings, *[""] * (most - len(headings))]
    return [heading or f"Column {_letters(at)}" for at, heading in enumerate(padded)]


def _letters(at: int) -> str:
    more, last = divmod(at, 26)
    return (_letters(more - 1) if more else "") + chr(ord("A") + last)


def _keep(session: Session, run: Import, lines: Iterable[Line]) -> int:
    total = 0
    for batch in _batches(lines):
        total += len(batch)
        keep(session, run, batch)
    return total


def _batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    remaining = iter(lines)
    while batch := list(islice(remaining, BATCH)):
        yield batch
