"""What the team promises a colleague who asks, in working days, and where a request stands against it (REQ-2)."""

from datetime import date, timedelta
from enum import StrEnum

from portal.domain.demand_kinds import UnfilledReason

ANSWERED_WITHIN, FILLED_WITHIN, APPROVED_WITHIN = 1, 10, 2
"""Working days, Monday to Friday in the program's zone."""
SOON = 2
_SATURDAY = 5

REASONS = {
    UnfilledReason.NOBODY_FITS: "Nobody in the program fits",
    UnfilledReason.NOBODY_FREE: "Whoever fits can’t be asked in time",
    UnfilledReason.NOBODY_SAID_YES: "Nobody who was asked said yes",
    UnfilledReason.NOT_APPROVED: "The account’s owner asked us not to",
    UnfilledReason.TOO_LATE: "It was needed too soon",
}


class Sla(StrEnum):
    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    IN_TIME = "in_time"


def working_day_after(day: date, count: int) -> date:
    """The last of `count` working days after this one."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < _SATURDAY
    return day


def due_on(*, began_on: date, answered: bool, needed_by: date) -> date:
    """The day of the next thing promised: an answer first, then somebody; never after it is needed."""
    within = FILLED_WITHIN if answered else ANSWERED_WITHIN
    return min(working_day_after(began_on, within), needed_by)


def sla(due: date, today: date) -> Sla:
    if today > due:
        return Sla.LATE
    if today == due:
        return Sla.TODAY
    return Sla.SOON if due <= working_day_after(today, SOON) else Sla.IN_TIME
