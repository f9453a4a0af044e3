"""When somebody's one mail of the day may come: in their own morning, on a working day."""

from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

OPENS, CLOSES = time(7), time(9)
"""Of the reader's clock. A digest that could not be made by then waits for the next day."""
PROOF_WITHIN = 7
"""New proof comes in the first days of a month, by this one."""
_SATURDAY = 5


def morning(zone: str, now: datetime) -> date | None:
    """The reader's day, while it is morning there."""
    there = now.astimezone(ZoneInfo(zone))
    works = there.weekday() < _SATURDAY
    return there.date() if works and OPENS <= there.time() < CLOSES else None


def mornings(zones: Iterable[str], now: datetime) -> dict[str, date]:
    return {zone: day for zone in zones if (day := morning(zone, now)) is not None}


def month_of_proof(day: date) -> date | None:
    """The month whose new proof a digest of this day may tell."""
    return day.replace(day=1) if day.day <= PROOF_WITHIN else None
