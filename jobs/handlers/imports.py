"""A file on its way in: read it, then go on slice by slice. What a dead worker left, the next one goes on with."""

import time
from datetime import timedelta
from itertools import chain

from jobs.convoys import Convoy
from jobs.deliver import Delivery
from jobs.kit import Kit
from portal import tables
from portal.db import retrying
from portal.domain.errors import NotFound
from portal.domain.leases import Claimed, Outcome, Report
from portal.domain.operations import imports
from portal.domain.queries import imports as queries
from portal.mail.transport import Line

GOES_ON_FOR = 40.0
"""Seconds; then the rest is promised anew, so that a worker can end and other work gets its turn."""
LOOK_AGAIN = timedelta(minutes=1)


def carry_on(kit: Kit, _line: Line, claimed: Claimed, _convoy: Convoy) -> None:
    outcome = Outcome.SENT
    try:
        _read(kit, claimed.about_id or 0)
        _slices(kit, claimed.about_id or 0)
    except NotFound:
        outcome = Outcome.CANCELLED
    Delivery(kit, claimed).finish(Report(outcome, "import"), host="")


def _read(kit: Kit, import_id: int) -> None:
    with kit.database.reading() as session:
        content = queries.content(session, import_id)
    if content is None:
        return
    try:
        rows = tables.read(content)
        first = next(rows)
        with kit.database.writing() as session:
            imports.store(
                session,
                import_id=import_id,
                rows=chain([first], rows),
                address_hashes=kit.links.address_hashes,
                now=kit.database.now(session),
            )
    except tables.Unreadable as unreadable:
        with kit.database.writing() as session:
            imports.fail(session, import_id=import_id, sentence=str(unreadable), now=kit.database.now(session))


def _slices(kit: Kit, import_id: int) -> None:
    until = time.monotonic() + GOES_ON_FOR
    while retrying(lambda: _slice(kit, import_id)):
        if time.monotonic() > until:
            _later(kit, import_id, wait=timedelta())
            return
    _later(kit, import_id, wait=LOOK_AGAIN)


def _later(kit: Kit, import_id: int, *, wait: timedelta) -> None:
    """Does nothing when the step is done. It is not while another process carries it, which may die."""
    with kit.database.writing() as session:
        imports.go_on_later(session, import_id=import_id, now=kit.database.now(session), wait=wait)


def _slice(kit: Kit, import_id: int) -> bool:
    with kit.database.writing() as session:
        return imports.run_slice(
            session,
            import_id=import_id,
            address_hashes=kit.links.address_hashes,
            now=kit.database.now(session),
        )
