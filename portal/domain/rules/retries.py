"""When a message that was put off is tried again (RELIABILITY 3.2)."""

from datetime import datetime, timedelta

PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(minutes=120))
SPREAD = 0.2


def next_try(attempt: int, *, now: datetime, expires_at: datetime, jitter: float) -> datetime | None:
    """After the `attempt`-th try; `jitter` from 0 to 1. None when the message would then be too late."""
    pause = PAUSES[min(max(attempt, 1), len(PAUSES)) - 1]
    due = now + pause * (1 - SPREAD / 2 + SPREAD * jitter)
    return due if due < expires_at else None
