"""What calendars get (RFC 5545, RFC 5546): each message is the very version it was promised for, with no more names
than its reader may know when it is sent.
"""

from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy.orm import Session

from portal.domain.kinds import Topic, Via
from portal.domain.leases import Claimed
from portal.domain.meeting_kinds import CalendarMethod, Side
from portal.domain.models import Ask, Consent, MatchRow
from portal.domain.operations import asks
from portal.mail import calendars, letters, rendering
from portal.mail.calendars import Appointment, Somebody
from portal.mail.messages import Sender, Unsendable, compose
from tests import make
from tests.jobs import meeting_letters as happenings
from tests.jobs.letter_world import World, desk_of

HERS, HIS = "dana@customer.example", "Leo Marchetti"


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def sent(world: World, about: Claimed) -> EmailMessage:
    desk = desk_of(world)
    written = letters.write(desk, about)
    assert written is not None
    who, draft = written
    words = rendering.render(
        draft.template, draft.variables, program=rendering.face(desk.program), today=make.NOW.date()
    )
    content = compose(
        words,
        sender=Sender("Larkfield", "advocates@larkfield.example", "help@larkfield.example"),
        to_name=who.name,
        to_address=draft.address,
        message_id=about.message_id,
        date=make.NOW,
        unsubscribe_url=None,
        invite=calendars.invite(draft.appointment) if draft.appointment else None,
    )
    assert b"\n" not in content.replace(b"\r\n", b"")
    return message_from_bytes(content, policy=policy.default)


def event(message: EmailMessage) -> tuple[Any, Any]:
    [part] = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_content())
    [found] = calendar.walk("VEVENT")
    return calendar, found


def attendees(found: Any) -> set[str]:  # noqa: ANN401 - icalendar types its properties as any of thirty
    some = found["ATTENDEE"]
    return {str(one).removeprefix("mailto:") for one in (some if isinstance(some, list) else [some])}


def test_the_parts_are_where_mail_programs_look_for_them(world: World) -> None:
    happenings.agreed(world.session, world.priya)
    message = sent(world, happenings.promised(world.session, Topic.MEETING_SET, Side.ADVOCATE))
    assert message.get_content_type() == "multipart/mixed"
    body, attached = list(message.iter_parts())
    assert [one.get_content_type() for one in body.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    invite = list(body.iter_parts())[2]
    assert invite["Content-Type"].params["method"] == "REQUEST"
    assert invite["Content-Type"].params["charset"] == "utf-8"
    assert (attached.get_content_type(), attached.get_filename()) == ("application/ics", "invite.ics")
    assert attached.get_content() == invite.get_content().encode().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    assert message["Message-ID"].startswith("<")


def test_both_get_the_same_event_on_their_own_terms(world: World) -> None:
    happenings.agreed(world.session, world.priya)
    found = {side: event(sent(world, happenings.promised(world.session, Topic.MEETING_SET, side)))[1] for side in Side}
    assert len({str(one["UID"]) for one in found.values()}) == 1
    for one in found.values():
        assert one.to_ical().count(b"DTSTART:20261201T090000Z") == 1
        assert one.to_ical().count(b"DTEND:20261201T093000Z") == 1
        assert (int(one["SEQUENCE"]), str(one["STATUS"])) == (0, "CONFIRMED")
        assert str(one["ORGANIZER"]) == "mailto:advocates@larkfield.example"
        assert str(one["LOCATION"]) == happenings.VIDEO
    assert HERS in attendees(found[Side.REQUESTER])
    assert HERS in attendees(found[Side.ADVOCATE])
    assert "Ingrid Solheim" in str(found[Side.ADVOCATE]["DESCRIPTION"])
    assert "Ingrid Solheim" not in str(found[Side.REQUESTER]["DESCRIPTION"])


@pytest.mark.parametrize("side", list(Side))
def test_a_late_message_is_still_the_version_it_was_promised_for(world: World, side: Side) -> None:
    ask = happenings.moved(world.session, world.priya)
    asks.withdraw(world.session, ask_id=ask.id, via=Via.TEAM, actor_id=world.priya.id, now=make.NOW)
    told = {
        "first": happenings.promised(world.session, Topic.MEETING_SET, side, newest=False),
        "moved": happenings.promised(world.session, Topic.MEETING_SET, side),
        "off": happenings.promised(world.session, Topic.MEETING_CALLED_OFF, side),
    }
    found = {name: event(sent(world, about)) for name, about in told.items()}
    assert [(str(one["METHOD"]), int(at["SEQUENCE"])) for one, at in found.values()] == [
        ("REQUEST", 0),
        ("REQUEST", 1),
        ("CANCEL", 2),
    ]
    starts = [at["DTSTART"].dt for _, at in found.values()]
    assert starts == [happenings.FIRST, happenings.SECOND, happenings.SECOND]
    assert str(found["off"][1]["STATUS"]) == "CANCELLED"
    assert len({str(at["UID"]) for _, at in found.values()}) == 1


def test_sent_twice_it_is_the_same_bytes(world: World) -> None:
    happenings.agreed(world.session, world.priya)
    about = happenings.promised(world.session, Topic.MEETING_SET, Side.REQUESTER)
    first, again = (event(sent(world, about))[0].to_ical() for _ in range(2))
    assert first == again


def declined(session: Session, ask: Ask) -> None:
    asks.decline(session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=make.NOW)


def consent_taken_back(session: Session, ask: Ask) -> None:
    session.query(Consent).delete()
    session.get_one(MatchRow, ask.advocate_id).shares_contact = False


@pytest.mark.parametrize("happened", [declined, consent_taken_back])
def test_what_is_not_released_any_more_is_not_in_a_late_message(
    world: World, happened: Callable[[Session, Ask], None]
) -> None:
    ask = happenings.agreed(world.session, world.priya)
    about = happenings.promised(world.session, Topic.MEETING_SET, Side.REQUESTER)
    assert HERS in str(sent(world, about))
    happened(world.session, ask)
    late = sent(world, about)
    everything = " ".join(str(one.get_content()) for one in late.walk() if not one.is_multipart())
    assert HERS not in everything
    assert "Dana" not in everything
    assert event(late)[1]["SEQUENCE"] == 0


def test_an_end_names_nobody(world: World) -> None:
    happenings.called_off(world.session, world.priya)
    for side in Side:
        message = sent(world, happenings.promised(world.session, Topic.MEETING_CALLED_OFF, side))
        _, found = event(message)
        assert len(attendees(found)) == 1
        assert HIS not in str(found["DESCRIPTION"])
        assert "Ingrid" not in str(found["DESCRIPTION"])


def test_a_stranger_to_the_meeting_gets_nothing(world: World) -> None:
    happenings.agreed(world.session, world.priya)
    about = happenings.promised(world.session, Topic.MEETING_SET, Side.ADVOCATE)
    other = make.person(world.session)
    stolen = Claimed(**{name: getattr(about, name) for name in about.__dataclass_fields__} | {"recipient_id": other.id})
    assert letters.write(desk_of(world), stolen) is None


def appointment(**facts: object) -> Appointment:
    given: dict[str, object] = {
        "method": CalendarMethod.REQUEST,
        "uid": "one@larkfield.example",
        "sequence": 0,
        "stamp": make.NOW,
        "starts_at": happenings.FIRST,
        "minutes": 30,
        "summary": "Reference call",
        "description": "With",
        "location": None,
        "url": "https://advocates.larkfield.example/asks/1/meeting",
        "organizer": Somebody("Larkfield", "advocates@larkfield.example"),
        "attendees": (Somebody("Dana", HERS),),
    }
    return Appointment(**(given | facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words",
    ["A\r\nATTENDEE:mailto:evil@x.example", 'Quote " and ; and , and \\', "ü" * 300, "\u202eright to left", "a\x00b"],
)
def test_no_words_break_out_of_their_line(words: str) -> None:
    made = calendars.invite(
        appointment(summary=words, location=words, description=words, attendees=(Somebody(words, HERS),))
    )
    assert all(len(line.encode()) <= 75 for line in made.content.split("\r\n"))
    [found] = Calendar.from_ical(made.content).walk("VEVENT")
    assert attendees(found) == {HERS}
    assert "evil" not in str(found.get("ATTENDEE"))


def test_an_address_that_can_not_be_written_stops_the_message() -> None:
    with pytest.raises(Unsendable):
        calendars.invite(appointment(attendees=(Somebody("Dana", "dânä@customer.example"),)))
