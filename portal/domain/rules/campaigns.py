"""Who a campaign leaves out and why, and when its slices are due (REQ-9)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from math import ceil
from zoneinfo import ZoneInfo

from portal.domain.rules import caps

SPREADS = {1: "An hour", 4: "Four hours", 8: "One working day", 24: "Three working days", 40: "Five working days"}
"""Hours, and what they are called. From a whole day on they are working hours."""
WORKING_DAY = 8
OPENS, CLOSES = time(9), time(17)
SATURDAY = 5
OFTEN = 600
"""Seconds between two slices at least, as long as that keeps them below LARGEST."""
LARGEST = 5_000
"""People of one slice: one transaction."""


class LeftOut(StrEnum):
    """What keeps somebody out of a campaign though they could be asked by hand."""

    NOT_CONFIRMED = "not_confirmed"
    LEFT_ALONE = "left_alone"
    TOO_MUCH = "too_much"
    OWN_PEOPLE = "own_people"
    TOO_LATE = "too_late"


WORDS = {
    caps.Reason.NOT_IN_PROGRAM: "Not in the program now",
    caps.Reason.UNREACHABLE: "Unsubscribed, or our mail came back",
    caps.Reason.RESTING: "Resting after asks that were declined or unanswered",
    caps.Reason.BREAK_OPEN: "On a break with no end yet",
    caps.Reason.BREAK: "On a break",
    caps.Reason.NOT_CHOSEN: "Have not chosen {activity}",
    caps.Reason.NO_CONSENT: "Have not agreed to share name and contact",
    caps.Reason.ONLY_BY_HAND: "Said “Ask me first”: never by a campaign",
    caps.Reason.AWAITING: "Another ask awaits their answer",
    caps.Reason.QUIET: "In a quiet period",
    LeftOut.NOT_CONFIRMED: "Not confirmed and validated yet",
    LeftOut.LEFT_ALONE: "Account left alone, at its owner’s wish",
    LeftOut.TOO_MUCH: "Last score too old for a bigger ask",
    LeftOut.OWN_PEOPLE: "Our own people, who are never asked for a review",
    LeftOut.TOO_LATE: "Their turn came after the day it should happen by",
}

WAITS = {
    caps.Reason.NOT_IN_PROGRAM: "When they join",
    caps.Reason.UNREACHABLE: "When our mail may reach them again",
    caps.Reason.RESTING: "When they choose again",
    caps.Reason.BREAK_OPEN: "When they end their break",
    caps.Reason.NOT_CHOSEN: "When they choose {activity}",
    caps.Reason.NO_CONSENT: "When they agree to be named",
    caps.Reason.ONLY_BY_HAND: "By a person of the team",
    caps.Reason.AWAITING: "When they answer",
    LeftOut.NOT_CONFIRMED: "When you confirm and validate them",
    LeftOut.TOO_MUCH: "By hand, with a reason",
    LeftOut.OWN_PEOPLE: "Never",
    LeftOut.TOO_LATE: "In another campaign",
}


def words(reason: str, activity: str) -> str:
    """`activity` is the plural name."""
    return WORDS[_reason(reason)].format(activity=activity.lower())


def waits(reason: str, activity: str) -> str:
    """What it waits for; empty for one that waits for a day."""
    return WAITS.get(_reason(reason), "").format(activity=activity.lower())


@dataclass(frozen=True)
class Plan:
    """`size` people every `seconds`."""

    size: int
    seconds: int


def plan(people: int, hours: int) -> Plan:
    """Even slices over the whole time."""
    seconds = hours * 3600
    slices = max(1, min(people, seconds // OFTEN))
    size = max(1, min(LARGEST, ceil(people / slices)))
    return Plan(size, max(1, seconds // max(1, ceil(people / size))))


def first(now: datetime, hours: int, zone: str) -> datetime:
    """At once, or when work begins for one that runs over working days."""
    return now if hours < WORKING_DAY else _opening(now.astimezone(ZoneInfo(zone))).astimezone(now.tzinfo)


def after(now: datetime, seconds: int, hours: int, zone: str) -> datetime:
    """The moment the next slice is due, that many seconds of its time from now."""
    if hours < WORKING_DAY:
        return now + timedelta(seconds=seconds)
    at, rest = _opening(now.astimezone(ZoneInfo(zone))), timedelta(seconds=seconds)
    while at + rest >= (closes := datetime.combine(at.date(), CLOSES, at.tzinfo)):
        rest -= closes - at
        at = _opening(datetime.combine(at.date() + timedelta(days=1), OPENS, at.tzinfo))
    return (at + rest).astimezone(now.tzinfo)


def last_day(people: int, now: datetime, hours: int, zone: str) -> date:
    """Of the last slice, if nothing holds it up."""
    spread = plan(people, hours)
    at = first(now, hours, zone)
    whole = (max(1, ceil(people / spread.size)) - 1) * spread.seconds
    return (
        after(at, whole, hours, zone).astimezone(ZoneInfo(zone)).date()
        if whole
        else at.astimezone(ZoneInfo(zone)).date()
    )


def _opening(at: datetime) -> datetime:
    """This moment if it is one of work, else the next at which work begins."""
    if at.time() >= CLOSES:
        at = datetime.combine(at.date() + timedelta(days=1), OPENS, at.tzinfo)
    elif at.time() < OPENS:
        at = datetime.combine(at.date(), OPENS, at.tzinfo)
    while at.weekday() >= SATURDAY:
        at = datetime.combine(at.date() + timedelta(days=1), OPENS, at.tzinfo)
    return at


def _reason(reason: str) -> caps.Reason | LeftOut:
    return LeftOut(reason) if reason in set(LeftOut) else caps.Reason(reason)
