"""Times that are offered, agreed and called off, the day before, and whether it happened. Each party reads of the
other only what it may know when the message is written (REQ-4, ID-3).
"""

from dataclasses import dataclass
from datetime import datetime

from portal import words
from portal.domain.kinds import AskState
from portal.domain.leases import Claimed
from portal.domain.meeting_kinds import CalendarMethod, Side
from portal.domain.queries import calendar_entries, mails, meetings, requests
from portal.domain.queries.asks import NAMED_AFTER
from portal.domain.queries.calendar_entries import Version
from portal.domain.queries.mails import AskFacts, Recipient
from portal.domain.rules.sentences import other_side
from portal.mail.calendars import Appointment, Somebody
from portal.mail.letters.desks import Desk, Draft


@dataclass(frozen=True)
class Party:
    """Who reads it, and what they may know of the other side."""

    side: Side
    facts: AskFacts
    what: str
    with_whom: tuple[str, ...]
    other: Somebody | None
    movable: bool
    """On the page. Only calls have one for their time; the team moves the rest."""
    page_url: str


def offered(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    """The times as they stand now; not once one was chosen, or other times took their place."""
    party = party_of(desk, claimed, who)
    if party is None:
        return None
    found = meetings.of_team(desk.session, party.facts.ask.id)
    if found is None or not found.awaits(party.side):
        return None
    times = [words.moment(one.starts_at, _zone(desk, who), desk.today()) for one in found.times]
    variables = _basics(desk, party, who) | {
        "times": times,
        "now_at": _moment(desk, who, found.scheduled_for) if found.scheduled_for else None,
    }
    return Draft("meeting_offered", who.email, variables)


def told(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    """The very version that this message was promised for, however late it is sent: set, moved or called off."""
    party = party_of(desk, claimed, who)
    version = calendar_entries.version(desk.session, claimed.about_id)
    if party is None or version is None:
        return None
    entry = version.entry
    off = entry.method is CalendarMethod.CANCEL
    variables = _basics(desk, party, who) | {
        "when": _moment(desk, who, entry.starts_at),
        "before": _moment(desk, who, version.before.starts_at) if version.before else None,
        "how": entry.how,
        "by": _by(version, party, who),
        "note": entry.note,
        "goes_on": party.facts.ask.state in {AskState.ACCEPTED, AskState.SCHEDULED},
    }
    template = "meeting_called_off" if off else "meeting_set"
    return Draft(template, who.email, variables, _appointment(desk, party, who, version))


def reminded(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    party = party_of(desk, claimed, who)
    version = calendar_entries.version(desk.session, claimed.about_id)
    if party is None or version is None or not version.newest or party.facts.ask.state is not AskState.SCHEDULED:
        return None
    zone = _zone(desk, who)
    same_day = words.local(version.entry.starts_at, zone).date() == words.local(desk.now, zone).date()
    variables = _basics(desk, party, who) | {
        "day": "Today" if same_day else "Tomorrow",
        "when": _moment(desk, who, version.entry.starts_at),
        "how": version.entry.how,
    }
    return Draft("meeting_reminded", who.email, variables)


def happened(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    """Not once somebody has said so, or it was moved; nor to whom no page takes the answer."""
    party = party_of(desk, claimed, who)
    version = calendar_entries.version(desk.session, claimed.about_id)
    if party is None or version is None or not version.newest or party.facts.ask.state is not AskState.SCHEDULED:
        return None
    if not party.movable:
        return None
    variables = _basics(desk, party, who) | {"when": _moment(desk, who, version.entry.starts_at)}
    return Draft("meeting_asked", who.email, variables)


def _by(version: Version, party: Party, who: Recipient) -> str:
    """Who made it so, as its reader sees it. The team may act in the requester's place."""
    entry = version.entry
    if entry.by_side is party.side.other:
        return "them"
    return "team" if entry.by_side is Side.REQUESTER and entry.actor_id != who.id else "you"


def party_of(desk: Desk, claimed: Claimed, who: Recipient) -> Party | None:
    """None: they have no part in it."""
    facts = mails.ask(desk.session, claimed.ask_id, now=desk.now)
    if facts is None:
        return None
    people = meetings.parties(desk.session, facts.ask.id)
    if who.id == people[Side.ADVOCATE]:
        return _of_advocate(desk, facts, mails.recipient(desk.session, people[Side.REQUESTER]))
    advocate = mails.recipient(desk.session, people[Side.ADVOCATE])
    return _of_requester(desk, facts, advocate) if who.id == people[Side.REQUESTER] else None


def _of_advocate(desk: Desk, facts: AskFacts, requester: Recipient | None) -> Party:
    ask, other = facts.ask, None
    is_call = _is_call(desk, ask.id)
    named: tuple[str, ...] = ()
    if ask.state in NAMED_AFTER:
        other = Somebody(requester.name, requester.email) if requester else None
        from_us = f"{requester.name}, {desk.program.company_name}, {requester.email}" if requester else ""
        named = tuple(filter(None, (ask.other_name, ask.other_contact, from_us)))
    return Party(
        side=Side.ADVOCATE,
        facts=facts,
        what=f"{facts.activity_name} with {other_side(ask.other_role, ask.other_industry)}",
        with_whom=named,
        other=other,
        movable=is_call,
        page_url=desk.url(f"/asks/{ask.id}{'/meeting' if is_call else ''}"),
    )


def _of_requester(desk: Desk, facts: AskFacts, advocate: Recipient | None) -> Party:
    ask, request_id = facts.ask, facts.ask.request_id
    request = requests.find(desk.session, request_id) if request_id else None
    is_call = _is_call(desk, ask.id)
    page = f"/colleague/requests/{request_id}{'/meeting' if is_call else ''}"
    other = None
    named: tuple[str, ...] = ()
    if advocate and meetings.may_see_contact(desk.session, ask.id, desk.today()):
        other = Somebody(advocate.name, advocate.email)
        named = tuple(filter(None, (advocate.name, facts.account_name, advocate.email)))
    return Party(
        side=Side.REQUESTER,
        facts=facts,
        what=f"{facts.activity_name} for {request.for_whom}" if request else facts.activity_name,
        with_whom=named,
        other=other,
        movable=is_call or request_id is None,
        page_url=desk.url(page if request_id else f"/admin/asks/{ask.id}"),
    )


def _is_call(desk: Desk, ask_id: int) -> bool:
    """One that a yes still stands for."""
    found = meetings.of_team(desk.session, ask_id)
    return found is not None and found.is_call


def _basics(desk: Desk, party: Party, who: Recipient) -> dict[str, object]:
    return {
        "given_name": who.given_name,
        "what": party.what,
        "activity_name": party.facts.activity_name,
        "to_advocate": party.side is Side.ADVOCATE,
        "minutes": party.facts.ask.minutes,
        "with_whom": ", ".join(party.with_whom),
        "movable": party.movable,
        "place": words.place(_zone(desk, who)),
        "page_url": party.page_url,
    }


def _appointment(desk: Desk, party: Party, who: Recipient, version: Version) -> Appointment:
    """A calendar that is told of an end needs no names."""
    entry, program = version.entry, desk.program
    off = entry.method is CalendarMethod.CANCEL
    others = (party.other,) if party.other and not off else ()
    lines = [party.what, f"With {', '.join(party.with_whom)}" if others else "", entry.how or "", party.page_url]
    return Appointment(
        method=entry.method,
        uid=version.uid,
        sequence=entry.sequence,
        stamp=entry.at,
        starts_at=entry.starts_at,
        minutes=entry.minutes,
        summary=party.what,
        description="\n".join(filter(None, lines)),
        location=entry.how,
        url=party.page_url,
        organizer=Somebody(program.sender_name, program.sender_address),
        attendees=(Somebody(who.name, who.email), *others),
    )


def _zone(desk: Desk, who: Recipient) -> str:
    return str(desk.zone(who))


def _moment(desk: Desk, who: Recipient, instant: datetime) -> str:
    return words.moment(instant, _zone(desk, who), desk.today())
