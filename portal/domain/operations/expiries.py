"""Points that end (RWD-1): on the first of a month, announced a month before, and never without that notice."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain import outbox
from portal.domain.kinds import Topic
from portal.domain.operations import ledgers
from portal.domain.operations.ledgers import Cause, Purse
from portal.domain.queries import expiries, programs
from portal.domain.rules import expiries as rules
from portal.domain.value_kinds import LedgerKind, TransferKind

AT_ONCE = 200
"""Advocates that one call deals with; the next call takes the rest."""


def announce_due(session: Session, *, now: datetime) -> int:
    """Tell those of whose points some end on the next first of a month; answers how many.

    Only while that is a month away: whoever could not be told then keeps theirs for another month.
    """
    today = programs.today(programs.current(session), now)
    on = rules.first_of_next(today)
    if (on - today).days < rules.NOTICE_DAYS:
        return 0
    told = expiries.to_announce(session, on, limit=AT_ONCE)
    for row in told:
        outbox.promise(
            session,
            Topic.POINTS_EXPIRING,
            key=f"{row.advocate_id}:{on}",
            now=now,
            recipient_id=row.person_id,
            about_id=row.advocate_id,
        )
    return len(told)


def expire_due(session: Session, *, now: datetime) -> int:
    """End what was announced for the first of this month; answers how many advocates'."""
    on = programs.today(programs.current(session), now).replace(day=1)
    rows = expiries.to_end(session, on, limit=AT_ONCE)
    for row in rows:
        theirs = ledgers.of_advocate(row.advocate_id)
        ledgers.lock(session, theirs)
        amount = expiries.of_advocate(session, row.advocate_id, on=on)
        if amount:
            ledgers.move(
                session,
                TransferKind.EXPIRY,
                key=f"expiry:{row.advocate_id}:{on}",
                source=theirs,
                target=Purse(LedgerKind.EXPIRED),
                amount=amount,
                cause=Cause(),
                now=now,
            )
    return len(rows)
