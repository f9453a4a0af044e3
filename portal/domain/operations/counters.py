"""Exact security counters: L of L tries pass, however many come at once (RELIABILITY 3.7)."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.domain.models import Counter

START = datetime(1970, 1, 1, tzinfo=UTC)
KEPT = timedelta(days=2)


def spend(session: Session, *, key: str, limit: int, window: timedelta, now: datetime) -> bool:
    """Whether one more fits into the running window; if so it is taken."""
    window_start = now - (now - START) % window
    taken = insert(Counter).values(key=key, window_start=window_start, used=1)
    counted = taken.on_conflict_do_update(
        index_elements=["key", "window_start"], set_={"used": Counter.used + 1}, where=Counter.used < limit
    )
    return session.execute(counted.returning(Counter.used)).first() is not None


def forget_old(session: Session, *, now: datetime) -> None:
    session.execute(delete(Counter).where(Counter.window_start < now - KEPT))
