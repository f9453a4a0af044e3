"""An import's steps: check, bring in, take back. Each goes on in slices of one transaction and survives a restart."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from portal.domain import audit, outbox
from portal.domain.errors import Refused
from portal.domain.import_kinds import ImportState, RowState
from portal.domain.kinds import Topic
from portal.domain.models import Import, ImportRow
from portal.domain.operations.imports import (
    accounts,
    appearances,
    contacts,
    contents,
    heard,
    opportunities,
    products,
    teams,
    words,
)
from portal.domain.operations.imports.ground import AddressHashes, Slice, locked, locked_if_free, next_lines, note
from portal.domain.queries import programs
from portal.domain.rules import imports as rules
from portal.domain.rules.imports import Noun

CHECKED_AT_ONCE = 2_000
BROUGHT_IN_AT_ONCE = 250
"""Small enough that whoever stops it waits less than the lock timeout."""
UNDO_FOR = timedelta(days=30)
GOOD = (RowState.READY, RowState.DUPLICATE)
CAME_IN = (RowState.IMPORTED, RowState.MERGED)
NOUNS = {
    Noun.CONTACTS: contacts,
    Noun.ACCOUNTS: accounts,
    Noun.CONTENT: contents,
    Noun.OPPORTUNITIES: opportunities,
    Noun.TEAMS: teams,
    Noun.APPEARANCES: appearances,
    Noun.PRODUCTS: products,
} | dict.fromkeys(rules.HEARD, heard)


def map_columns(
    session: Session,
    *,
    import_id: int,
    mapping: Sequence[str],
    headed: bool,
    actor_id: int | None,
    address_hashes: AddressHashes,
    now: datetime,
) -> Import:
    """Say where the columns go, and check again."""
    run = locked(session, import_id)
    if run.state not in {ImportState.MAPPED, ImportState.CHECKED}:
        raise Refused("not_waiting", "This file is past its check, so its columns can’t change any more.")
    known = {target.key for target in rules.targets(Noun(run.noun))} | {""}
    if len(mapping) != len(run.columns) or not set(mapping) <= known:
        raise Refused("mapping", "Choose one place for each column.")
    if missing := rules.incomplete(mapping, Noun(run.noun)):
        raise Refused("incomplete", missing)
    if headed != run.headed:
        _turn_first_row(session, run)
    run.mapping = list(mapping)
    audit.record(session, "import.mapped", kind="import", id=run.id, actor_id=actor_id, now=now, fields=("mapping",))
    begin_check(session, run, address_hashes=address_hashes, now=now)
    return run


def place(
    session: Session,
    *,
    import_id: int,
    answers: Mapping[str, Mapping[str, str]],
    actor_id: int | None,
    address_hashes: AddressHashes,
    now: datetime,
) -> Import:
    """Say what the file's own words mean, and check again."""
    run = locked(session, import_id)
    if run.state not in {ImportState.MAPPED, ImportState.CHECKED}:
        raise Refused("not_waiting", "This file is past its check, so its words can’t change any more.")
    words.answer(session, run, answers)
    audit.record(session, "import.placed", kind="import", id=run.id, actor_id=actor_id, now=now, fields=("placed",))
    begin_check(session, run, address_hashes=address_hashes, now=now)
    return run


def begin_check(session: Session, run: Import, *, address_hashes: AddressHashes, now: datetime) -> None:
    """At once where one slice is enough; otherwise a worker does it. Waits for the columns where they are unclear."""
    session.flush()
    if rules.incomplete(run.mapping, Noun(run.noun)) or not words.all_placed(session, run):
        run.state = ImportState.MAPPED
        return
    run.state, run.handled = ImportState.CHECKING, 0
    _go_on(session, run, CHECKED_AT_ONCE, address_hashes=address_hashes, now=now)


def confirm(
    session: Session,
    *,
    import_id: int,
    actor_id: int | None,
    address_hashes: AddressHashes,
    now: datetime,
    makes_accounts: bool = True,
) -> Import:
    """Bring the good rows in, or go on with what was stopped. Said twice it happens once.

    Without `makes_accounts`, people of companies that we don't know come in without a company.
    """
    run = locked(session, import_id)
    if run.state in {ImportState.RUNNING, ImportState.DONE}:
        return run
    if run.state not in {ImportState.CHECKED, ImportState.STOPPED}:
        raise Refused("not_checked", "Check the file first, then bring it in.")
    if not _good_rows(session, run):
        raise Refused("nothing_good", "No row of this file can come in. Correct the file and upload it again.")
    if run.state is ImportState.CHECKED:
        run.handled, run.makes_accounts = 0, makes_accounts
    run.state = ImportState.RUNNING
    audit.record(session, "import.confirmed", kind="import", id=run.id, actor_id=actor_id, now=now)
    _go_on(session, run, BROUGHT_IN_AT_ONCE, address_hashes=address_hashes, now=now)
    return run


def stop(session: Session, *, import_id: int, actor_id: int, now: datetime) -> Import:
    """After the slice that is under way. What came in stays until it is undone; the rest can still come in."""
    run = locked(session, import_id)
    if run.state is not ImportState.RUNNING:
        raise Refused("not_running", "This import is not running any more.")
    run.state, run.finished_at = ImportState.STOPPED, now
    audit.record(session, "import.stopped", kind="import", id=run.id, actor_id=actor_id, now=now)
    return run


def undo(session: Session, *, import_id: int, actor_id: int, address_hashes: AddressHashes, now: datetime) -> Import:
    """Remove what this import added and nothing has happened to since; the rest stays and is listed."""
    run = locked(session, import_id)
    if run.state not in {ImportState.DONE, ImportState.STOPPED}:
        raise Refused("not_done", "Only an import that has come in can be undone.")
    if run.finished_at is None or now > run.finished_at + UNDO_FOR:
        raise Refused("too_old", "This import is more than 30 days old. Too old to undo.")
    run.state, run.handled = ImportState.UNDOING, 0
    audit.record(session, "import.undone", kind="import", id=run.id, actor_id=actor_id, now=now)
    _go_on(session, run, BROUGHT_IN_AT_ONCE, address_hashes=address_hashes, now=now)
    return run


def run_slice(session: Session, *, import_id: int, address_hashes: AddressHashes, now: datetime) -> bool:
    """Go on with whatever step is open; True while more is to do. Running it once too often is harmless."""
    run = locked_if_free(session, import_id)
    if run is None or run.state not in STEPS:
        return False
    today = programs.today(programs.current(session), now)
    part = Slice(session, run, address_hashes, today, now)
    if STEPS[run.state](part):
        return True
    run.state = ENDS[run.state]
    if run.state is not ImportState.CHECKED:
        run.finished_at = now
        audit.record(session, f"import.{run.state}", kind="import", id=run.id, actor_id=None, now=now)
    return False


def go_on_later(session: Session, *, import_id: int, now: datetime, wait: timedelta = timedelta()) -> None:
    """Promise the rest of the open step, if there is one."""
    run = session.get(Import, import_id)
    if run is not None and run.state in STEPS:
        _promise(session, run, now, wait)


def _check(part: Slice) -> bool:
    lines = next_lines(part.session, part.run, list(RowState), CHECKED_AT_ONCE)
    note(part.session, part.run, NOUNS[Noun(part.run.noun)].foresee(part, lines))
    return len(lines) == CHECKED_AT_ONCE


def _bring_in(part: Slice) -> bool:
    lines = next_lines(part.session, part.run, GOOD, BROUGHT_IN_AT_ONCE)
    note(part.session, part.run, NOUNS[Noun(part.run.noun)].bring_in(part, lines))
    return len(lines) == BROUGHT_IN_AT_ONCE


def _take_back(part: Slice) -> bool:
    lines = next_lines(part.session, part.run, CAME_IN, BROUGHT_IN_AT_ONCE)
    noun = NOUNS[Noun(part.run.noun)]
    note(part.session, part.run, noun.take_back(part, [number for number, _ in lines]))
    return bool(lines) or accounts.remove_unused(part, BROUGHT_IN_AT_ONCE)


STEPS = {ImportState.CHECKING: _check, ImportState.RUNNING: _bring_in, ImportState.UNDOING: _take_back}
ENDS = {
    ImportState.CHECKING: ImportState.CHECKED,
    ImportState.RUNNING: ImportState.DONE,
    ImportState.UNDOING: ImportState.UNDONE,
}


def _go_on(session: Session, run: Import, at_once: int, *, address_hashes: AddressHashes, now: datetime) -> None:
    session.flush()
    if run.total >= at_once:
        _promise(session, run, now)
        return
    while run_slice(session, import_id=run.id, address_hashes=address_hashes, now=now):
        session.flush()


def _promise(session: Session, run: Import, now: datetime, wait: timedelta = timedelta()) -> None:
    topic = Topic.IMPORT_UPLOADED if run.state is ImportState.CHECKING else Topic.IMPORT_CONFIRMED
    key = f"{run.id}:{run.state}:{run.handled}:{now.isoformat()}"
    outbox.promise(session, topic, key=key, now=now, about_id=run.id, not_before=now + wait)


def _good_rows(session: Session, run: Import) -> bool:
    after = run.handled if run.state is ImportState.STOPPED else -1
    good = select(ImportRow.number).where(
        ImportRow.import_id == run.id, ImportRow.state.in_(GOOD), ImportRow.number > after
    )
    return session.execute(good.limit(1)).first() is not None


def _turn_first_row(session: Session, run: Import) -> None:
    """Headings become a row, or a row headings."""
    first = session.scalar(select(func.min(ImportRow.number)).where(ImportRow.import_id == run.id))
    if run.headed:
        session.execute(
            insert(ImportRow).values(
                import_id=run.id, number=(first or 2) - 1, cells=run.columns, state=RowState.READY, reasons=[]
            )
        )
        run.headed, run.total = False, run.total + 1
    elif first is not None:
        removed = session.scalars(
            delete(ImportRow)
            .where(ImportRow.import_id == run.id, ImportRow.number == first)
            .returning(ImportRow.cells)
            .execution_options(synchronize_session=False)
        ).one()
        columns = [*removed, *run.columns[len(removed) :]]
        run.columns = [heading or column for heading, column in zip(columns, run.columns, strict=False)]
        run.headed, run.total = True, run.total - 1
