"""When points end (RWD-1): the oldest are used first; what is left of them after so many months ends on a first."""

from collections.abc import Iterable
from datetime import date

NOTICE_DAYS = 28
"""Nothing ends before its owner has known for so long."""


def first_of_next(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def months_before(day: date, months: int) -> date:
    """The same day of the month, `months` earlier; `day` is a first."""
    total = day.year * 12 + day.month - 1 - months
    return date(total // 12, total % 12 + 1, 1)


def ending(earned: Iterable[tuple[date, int]], used: int, *, on: date, months: int) -> int:
    """Of what was earned before the line, that which was not used by then."""
    line = months_before(on, months)
    return max(0, sum(points for day, points in earned if day < line) - used)


def first_end(earned: Iterable[tuple[date, int]], used: int, *, months: int) -> date | None:
    """The first of a month on which something would end if nothing more is used. None when nothing is left."""
    running = 0
    for day, points in sorted(earned):
        running += points
        if running > used:
            return months_before(first_of_next(day), -months)
    return None
