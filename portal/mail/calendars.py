"""A meeting as a calendar takes it (RFC 5545, RFC 5546). Times are UTC: each calendar shows them on its own clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vText

from portal.domain.meeting_kinds import CalendarMethod
from portal.mail.messages import Invite, plain

MAKER = "-//Advocate portal//Meetings//EN"


@dataclass(frozen=True)
class Somebody:
    name: str
    address: str


@dataclass(frozen=True)
class Appointment:
    """One version of a meeting. The same version is the same bytes, whenever it is sent."""

    method: CalendarMethod
    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    minutes: int
    summary: str
    description: str
    location: str | None
    url: str
    organizer: Somebody
    attendees: Sequence[Somebody]


def invite(one: Appointment) -> Invite:
    """Raises Unsendable for an address that can't be written."""
    off = one.method is CalendarMethod.CANCEL
    event = Event()
    event.add("uid", one.uid)
    event.add("sequence", one.sequence)
    event.add("dtstamp", one.stamp)
    event.add("dtstart", one.starts_at)
    event.add("dtend", one.starts_at + timedelta(minutes=one.minutes))
    event.add("summary", one.summary)
    event.add("description", one.description)
    event.add("url", one.url)
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if off else "OPAQUE")
    if one.location:
        event.add("location", one.location)
    event.add("organizer", _address(one.organizer))
    for person in one.attendees:
        event.add("attendee", _attendee(person))
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", one.method.upper())
    calendar.add_component(event)
    return Invite(method=one.method.upper(), content=calendar.to_ical().decode())


def _attendee(person: Somebody) -> vCalAddress:
    """Both have agreed in the portal, so nobody is asked for a reply."""
    made = _address(person)
    for name, value in (("ROLE", "REQ-PARTICIPANT"), ("PARTSTAT", "ACCEPTED"), ("RSVP", "FALSE")):
        made.params[name] = vText(value)
    return made


def _address(person: Somebody) -> vCalAddress:
    made = vCalAddress(f"mailto:{plain(person.address)}")
    made.params["CN"] = vText(_one_line(person.name))
    return made


def _one_line(words: str) -> str:
    """A parameter can hold neither quotation marks nor control characters."""
    kept = "".join("’" if character == '"' else character for character in words if character.isprintable())
    return " ".join(kept.split())
