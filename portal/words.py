"""Dates, times and numbers as a person would say them, for pages and for mail."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from types import MappingProxyType
from zoneinfo import ZoneInfo

from portal.domain.rules.sentences import plain_day, week_day

PACES = MappingProxyType(
    {31: "one a month", 62: "one every 2 months", 92: "one every 3 months", 184: "two a year", 366: "one a year"}
)


def local(instant: datetime, zone: str) -> datetime:
    """The instant on the wall clock of a zone."""
    return instant.astimezone(ZoneInfo(zone))


def clock_time(value: time | datetime) -> str:
    """10am, 2:30pm."""
    hour = value.hour % 12 or 12
    half = "am" if value.hour < 12 else "pm"
    return f"{hour}:{value.minute:02}{half}" if value.minute else f"{hour}{half}"


def moment(instant: datetime, zone: str, today: date) -> str:
    """Tuesday 9 June, 9:12am."""
    there = local(instant, zone)
    return f"{week_day(there.date(), today)}, {clock_time(there)}"


def place(zone: str) -> str:
    """London, for Europe/London."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def minutes(value: int) -> str:
    """30 minutes, 1 hour, 2 hours 45 minutes."""
    hours, rest = divmod(value, 60)
    parts = [count_of(hours, "hour")] if hours else []
    if rest or not hours:
        parts.append(count_of(rest, "minute"))
    return " ".join(parts)


def count(value: int) -> str:
    """1,240."""
    return f"{value:,}"


def count_of(value: int, one: str, many: str = "") -> str:
    """1 person, 2 people."""
    return f"{count(value)} {one if value == 1 else many or one + 's'}"


def listed(parts: Sequence[str]) -> str:
    """calls, reviews and talks."""
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def initials(name: str) -> str:
    """DO for Dana Okafor."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def pace(days: int) -> str:
    """How often at most, after "at most": one every 3 months."""
    return PACES.get(days, f"one in {count(days)} days")


FILTERS: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "clock_time": clock_time,
        "count": count,
        "count_of": count_of,
        "day": week_day,
        "initials": initials,
        "local": local,
        "minutes": minutes,
        "moment": moment,
        "pace": pace,
        "place": place,
        "short_day": plain_day,
    }
)
"""By their names in templates: {{ ask.reply_by | day(today) }}."""
