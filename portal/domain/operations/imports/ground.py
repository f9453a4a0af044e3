"""What every step of an import stands on: its locked row, its next lines, and what became of them."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import BigInteger, Integer, Text, cast, insert, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from portal.domain import recordsets
from portal.domain.errors import NotFound
from portal.domain.import_kinds import RowState
from portal.domain.models import Import, ImportRow
from portal.domain.rules.imports import Problem

AddressHashes = Callable[[str], Sequence[bytes]]
Line = tuple[int, list[str]]


@dataclass(frozen=True)
class Slice:
    """Some lines of one import, at one moment."""

    session: Session
    run: Import
    address_hashes: AddressHashes
    today: date
    now: datetime

    @property
    def source(self) -> str:
        """What the audit trail calls this import."""
        return f"import {self.run.id}"


@dataclass(frozen=True)
class Fate:
    """What became of one line, or would."""

    number: int
    state: RowState
    problems: tuple[Problem, ...] = ()
    object_id: int | None = None
    key: str | None = None


def locked(session: Session, import_id: int) -> Import:
    """Waits for the slice that is under way."""
    run = _lock(session, import_id, skip=False)
    if run is None:
        raise NotFound
    return run


def locked_if_free(session: Session, import_id: int) -> Import | None:
    """None while another process carries a slice."""
    run = _lock(session, import_id, skip=True)
    if run is None and session.scalar(select(Import.id).where(Import.id == import_id)) is None:
        raise NotFound
    return run


def _lock(session: Session, import_id: int, *, skip: bool) -> Import | None:
    return session.execute(
        select(Import).where(Import.id == import_id).with_for_update(skip_locked=skip),
        execution_options={"populate_existing": True},
    ).scalar_one_or_none()


def next_lines(session: Session, run: Import, states: Sequence[RowState], limit: int) -> list[Line]:
    rows = session.execute(
        select(ImportRow.number, ImportRow.cells)
        .where(ImportRow.import_id == run.id, ImportRow.number > run.handled, ImportRow.state.in_(states))
        .order_by(ImportRow.number)
        .limit(limit)
    )
    return [(row.number, row.cells) for row in rows]


def keep(session: Session, run: Import, lines: Sequence[Line]) -> None:
    """Store the lines as they came, in one statement."""
    given = recordsets.table(
        [{"number": number, "cells": cells} for number, cells in lines], number=Integer, cells=JSONB
    )
    columns = ["import_id", "number", "cells", "state", "reasons"]
    rows = select(literal(run.id), given.c.number, given.c.cells, literal(RowState.READY.value), cast("[]", JSONB))
    session.execute(insert(ImportRow).from_select(columns, rows))


def note(session: Session, run: Import, fates: Sequence[Fate]) -> None:
    """Write the fates down in one statement; the step goes on after the last of them."""
    if not fates:
        return
    given = recordsets.table(
        [asdict(fate) for fate in fates], number=Integer, state=Text, problems=JSONB, object_id=BigInteger, key=Text
    )
    session.execute(
        update(ImportRow)
        .where(ImportRow.import_id == run.id, ImportRow.number == given.c.number)
        .values(state=given.c.state, reasons=given.c.problems, object_id=given.c.object_id, key=given.c.key)
        .execution_options(synchronize_session=False)
    )
    run.handled = max(fate.number for fate in fates)
