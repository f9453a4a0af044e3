"""Times as people type them, and when what is said around a meeting is due (REQ-7)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MOST_TIMES = 3
"""How many one side offers at once."""
LATEST = timedelta(days=180)
REMINDED_BEFORE = timedelta(days=1)
ASKED_AFTER = timedelta(hours=1)
"""After its end: did it happen?"""
ASKED_FOR = timedelta(days=7)
FEEDBACK_WITHIN = timedelta(days=14)
"""Later than this after a call nobody is asked how it went."""


def why_not(day: date, at: time, zone: str, *, now: datetime) -> str | None:
    """Why nobody can meet then, as a sentence for who typed it."""
    there = now.astimezone(ZoneInfo(zone))
    if datetime.combine(day, at) <= there.replace(tzinfo=None):
        return "Choose a time that is still to come."
    if day > (there + LATEST).date():
        return f"Choose a day within the next {LATEST.days} days."
    if _missing(day, at, zone):
        return f"The clocks go forward then, so {at:%H:%M} does not exist on that day. Choose another time."
    if _doubled(day, at, zone):
        return f"The clocks go back then, so {at:%H:%M} comes twice on that day. Choose another time."
    return None


def instant(day: date, at: time, zone: str) -> datetime:
    """The moment on the clock of a zone. Raises ValueError for a time that does not exist there, or comes twice."""
    if _missing(day, at, zone) or _doubled(day, at, zone):
        raise ValueError(f"{day} {at} is not one moment in {zone}")
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def _missing(day: date, at: time, zone: str) -> bool:
    local = datetime.combine(day, at, ZoneInfo(zone))
    back = local.astimezone(UTC).astimezone(ZoneInfo(zone))
    return back.replace(tzinfo=None) != local.replace(tzinfo=None)


def _doubled(day: date, at: time, zone: str) -> bool:
    local = datetime.combine(day, at, ZoneInfo(zone))
    return local.utcoffset() != local.replace(fold=1).utcoffset() and not _missing(day, at, zone)
