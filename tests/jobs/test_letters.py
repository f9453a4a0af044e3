"""Each message as its reader gets it. The text parts lie in `golden/`; write them anew with PORTAL_WRITE_GOLDEN=1 and
read the difference.
"""

import os
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain.kinds import AskState, Effort, Topic, Via
from portal.domain.leases import Claimed
from portal.domain.meeting_kinds import Side
from portal.domain.models import (
    Advocate,
    Ask,
    Nomination,
    Person,
)
from portal.domain.operations import asks, contents, meetings
from portal.mail import letters, rendering
from portal.mail.messages import Sender, Unsendable, Words, compose
from tests import make
from tests.jobs import digest_letters, meeting_letters, request_letters
from tests.jobs.ask_letters import (
    another_time,
    ask_released,
    called_off_by_dana,
    called_off_by_the_team,
    campaign_tested,
    declined,
    received,
    told,
    told_undelivered,
    told_withdrawn,
)
from tests.jobs.content_letters import (
    approval,
    approval_reminded,
    approved,
    approved_told,
    content_declined,
    declined_after_a_yes,
    narrowed,
    out,
    overdue,
    revoked,
    revoked_told,
    reworded,
)
from tests.jobs.letter_world import BASE, World, desk_of
from tests.jobs.nomination_letters import nominee_invited, nominee_joined, nominee_known, nominee_passed_over
from tests.jobs.value_letters import (
    expiring,
    redemption_approved,
    redemption_assigned,
    redemption_fulfilled,
    redemption_held,
    redemption_released,
    thanked,
)

GOLDEN = Path(__file__).parent / "golden"
TOKEN = re.compile(r"\d+\.\d+\.[A-Za-z0-9_-]{43}")
NUMBER = re.compile(r"(/admin/asks|/admin/contents|/contents|/redemptions|/requests|/asks)/\d+")
CODE = re.compile(r"^\d{6}$", re.MULTILINE)


class Page(HTMLParser):
    """The addresses a message links to, and its first heading."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.hrefs: set[str] = set()
        self.headings = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.headings += tag == "h1"
        if tag == "a":
            self.hrefs.add(dict(attrs)["href"] or "")


def after(happening: Callable[[Session, Person], object], topic: Topic) -> Callable[[World], Claimed]:
    def maker(world: World) -> Claimed:
        happening(world.session, world.priya)
        return world.about(topic)

    return maker


def between(happening: Callable[[Session, Person], object], topic: Topic, side: Side) -> Callable[[World], Claimed]:
    """What that side of a call reads of it."""

    def maker(world: World) -> Claimed:
        happening(world.session, world.priya)
        return meeting_letters.promised(world.session, topic, side)

    return maker


MAKERS: dict[str, Callable[[World], Claimed]] = {
    "redemption_held": redemption_held,
    "redemption_approved": redemption_approved,
    "redemption_fulfilled": redemption_fulfilled,
    "redemption_released": redemption_released,
    "redemption_assigned": redemption_assigned,
    "thanks_given": thanked,
    "points_expiring": expiring,
    "content_approval": approval,
    "content_reminder": approval_reminded,
    "content_approved": approved,
    "content_approved_told": approved_told,
    "content_reworded": reworded,
    "content_declined_told": content_declined,
    "content_declined_after_a_yes_told": declined_after_a_yes,
    "content_published": out,
    "content_revoked": revoked,
    "content_revoked_told": revoked_told,
    "content_narrowed": narrowed,
    "work_overdue": overdue,
    "nomination_invited": nominee_invited,
    "nomination_not_now": nominee_passed_over,
    "nomination_merged": nominee_known,
    "nomination_joined": nominee_joined,
    "request_approval": after(request_letters.approval_asked, Topic.REQUEST_APPROVAL_ASKED),
    "request_agreed": after(request_letters.agreed, Topic.REQUEST_TOLD),
    "request_lapsed": after(request_letters.lapsed, Topic.REQUEST_TOLD),
    "request_taken": after(request_letters.taken, Topic.REQUEST_TOLD),
    "request_filled": after(request_letters.filled, Topic.REQUEST_TOLD),
    "request_unfilled": after(request_letters.unfilled, Topic.REQUEST_TOLD),
    "request_reopened": after(request_letters.reopened, Topic.REQUEST_REOPENED),
    "request_withdrawn": after(request_letters.withdrawn, Topic.REQUEST_TOLD),
    "request_answered": after(request_letters.answered, Topic.REQUEST_ANSWERED),
    "request_written": after(request_letters.written, Topic.REQUEST_WRITTEN),
    "campaign_test": campaign_tested,
    "digest_of_team": after(digest_letters.of_team, Topic.DIGEST_MADE),
    "digest_of_colleague": after(digest_letters.of_colleague, Topic.DIGEST_MADE),
    "digest_of_proof": after(digest_letters.of_proof, Topic.DIGEST_MADE),
    "colleague_invited": after(digest_letters.asked_in, Topic.COLLEAGUE_INVITED),
    "meeting_offered": after(meeting_letters.offered, Topic.MEETING_OFFERED),
    "meeting_set": between(meeting_letters.agreed, Topic.MEETING_SET, Side.REQUESTER),
    "meeting_set_with_the_advocate": between(meeting_letters.agreed, Topic.MEETING_SET, Side.ADVOCATE),
    "meeting_moved": between(meeting_letters.moved, Topic.MEETING_SET, Side.ADVOCATE),
    "meeting_called_off": between(meeting_letters.called_off, Topic.MEETING_CALLED_OFF, Side.REQUESTER),
    "meeting_called_off_by_the_reader": between(meeting_letters.called_off, Topic.MEETING_CALLED_OFF, Side.ADVOCATE),
    "meeting_called_off_by_the_team": between(
        meeting_letters.called_off_by_the_team, Topic.MEETING_CALLED_OFF, Side.REQUESTER
    ),
    "meeting_reminded": between(meeting_letters.eve, Topic.MEETING_REMINDED, Side.ADVOCATE),
    "meeting_asked": between(meeting_letters.over, Topic.MEETING_ASKED, Side.REQUESTER),
    "feedback_wanted": between(meeting_letters.held, Topic.FEEDBACK_WANTED, Side.REQUESTER),
    "feedback_asked": between(meeting_letters.asked_how, Topic.FEEDBACK_ASKED, Side.ADVOCATE),
    "help_mattered": between(meeting_letters.won, Topic.HELP_MATTERED, Side.ADVOCATE),
    "sign_in": lambda world: world.to_dana(Topic.SIGN_IN_ASKED, about_id=world.sign_in()),
    "join_confirmed": lambda world: world.to_dana(Topic.JOIN_CONFIRMED, about_id=world.sign_in()),
    "invitation": lambda world: world.to_dana(Topic.INVITATION_MADE, about_id=world.invitation()),
    "invitation_reminder": lambda world: world.to_dana(Topic.INVITATION_REMINDED, about_id=world.invitation()),
    "reconfirmation": lambda world: world.to_dana(Topic.RECONFIRMATION_ASKED, about_id=world.reconfirmation()),
    "ask": lambda world: world.to_dana(Topic.ASK_SENT, ask_id=world.ask().id),
    "ask_reminder": lambda world: world.to_dana(Topic.ASK_REMINDED, ask_id=world.ask().id),
    "ask_last_reminder": lambda world: world.to_dana(Topic.ASK_REMINDED_LAST, ask_id=world.ask().id),
    "receipt_accepted": received,
    "receipt_time": another_time,
    "receipt_declined": declined,
    "told_declined": told,
    "told_undelivered": told_undelivered,
    "told_withdrawn": told_withdrawn,
    "ask_released": ask_released,
    "called_off_by_the_team": called_off_by_the_team,
    "called_off_by_the_advocate": called_off_by_dana,
    "rest_notice": lambda world: world.to_dana(Topic.REST_STARTED, about_id=world.dana.id),
    "address_change_old": lambda world: world.to_dana(Topic.ADDRESS_CHANGE_OLD, about_id=world.address_change()),
    "address_change_new": lambda world: world.to_dana(Topic.ADDRESS_CHANGE_NEW, about_id=world.address_change()),
    "address_changed": lambda world: world.to_dana(Topic.ADDRESS_CHANGED, about_id=world.address_change()),
    "address_changed_new": lambda world: world.to_dana(Topic.ADDRESS_CHANGED_NEW, about_id=world.address_change()),
}


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def rendered(world: World, about: Claimed) -> tuple[letters.Draft, Words]:
    desk = desk_of(world)
    written = letters.write(desk, about)
    assert written is not None
    _, draft = written
    words = rendering.render(
        draft.template, draft.variables, program=rendering.face(desk.program), today=make.NOW.date()
    )
    return draft, words


def steady(text: str) -> str:
    """Without what changes from run to run."""
    return CODE.sub("123456", NUMBER.sub(r"\1/1", TOKEN.sub("TOKEN", text)))


@pytest.mark.parametrize("name", MAKERS)
def test_each_message_reads_as_it_should(world: World, name: str) -> None:
    _, words = rendered(world, MAKERS[name](world))
    text = f"Subject: {words.subject}\n\n{steady(words.text)}"
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("PORTAL_WRITE_GOLDEN"):
        golden.write_text(text)
    assert text == golden.read_text()


@pytest.mark.parametrize("name", MAKERS)
def test_both_parts_lead_to_the_same_places(world: World, name: str) -> None:
    _, words = rendered(world, MAKERS[name](world))
    page = Page(words.html)
    in_text = {one.rstrip(".,)") for one in re.findall(r"https://\S+", words.text)}
    assert page.headings == 1
    assert page.hrefs - {f"{BASE}/sign-in"} <= in_text | {"mailto:help@larkfield.example"}
    for leftover in ("{{", "{%", "None", "Undefined", ".."):
        assert leftover not in words.text
        assert leftover not in words.html


@pytest.mark.parametrize("name", MAKERS)
def test_each_message_survives_the_way(world: World, name: str) -> None:
    draft, words = rendered(world, MAKERS[name](world))
    content = compose(
        words,
        sender=Sender("Priya at Larkfield", "advocates@larkfield.example", "help@larkfield.example"),
        to_name="Hélène Okafor",
        to_address=draft.address,
        message_id="<one@larkfield.example>",
        date=make.NOW,
        unsubscribe_url=f"{BASE}/u/TOKEN",
    )
    assert max(len(line) for line in content.split(b"\r\n")) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")
    parsed = message_from_bytes(content, policy=policy.default)
    plain, html = parsed.get_body(("plain",)), parsed.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert str(plain.get_content()).replace("\r\n", "\n") == words.text
    assert str(html.get_content()).replace("\r\n", "\n") == words.html
    assert parsed["Subject"] == words.subject
    assert parsed["List-Unsubscribe"] == f"<{BASE}/u/TOKEN>"
    assert parsed["To"].addresses[0].display_name == "Hélène Okafor"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("to_name", "Dana\r\nBcc: all@customer.example"),
        ("to_address", "dana@customer.example\r\nRCPT TO:<all@customer.example>"),
        ("message_id", "<one>\nX-Injected: yes"),
        ("subject", "One call?\nBcc: all@customer.example"),
        ("to_address", "dânä@customer.example"),
        ("to_address", "no address"),
    ],
)
def test_no_header_takes_a_line_break_or_what_no_server_takes(field: str, value: str) -> None:
    given: dict[str, Any] = {
        "to_name": "Dana",
        "to_address": "dana@customer.example",
        "message_id": "<one@x.example>",
    } | {field: value}
    words = Words(given.pop("subject", "One call?"), "text", "<p>html</p>")
    with pytest.raises(Unsendable):
        compose(
            words,
            sender=Sender("Larkfield", "a@larkfield.example", "help@larkfield.example"),
            date=datetime(2026, 11, 23, tzinfo=UTC),
            unsubscribe_url=None,
            **given,
        )


def test_every_link_of_every_message_leads_to_a_page(app: Flask) -> None:
    pages = app.url_map.bind("advocates.larkfield.example")
    found = [urlsplit(one) for golden in GOLDEN.iterdir() for one in re.findall(r"https://\S+", golden.read_text())]
    paths = {one.path for one in found if one.netloc == "advocates.larkfield.example"}
    paths |= {"/u/TOKEN"}
    assert len(paths) >= 10
    for path in sorted(paths):
        assert pages.match(path, method="GET"), path


@pytest.mark.parametrize("topic", [Topic.MEETING_SET, Topic.MEETING_REMINDED, Topic.MEETING_CALLED_OFF])
@pytest.mark.parametrize("side", list(Side))
def test_a_talk_has_no_page_for_its_time_so_no_message_leads_there(world: World, side: Side, topic: Topic) -> None:
    meeting_letters.talk(world.session, world.priya, off=topic is Topic.MEETING_CALLED_OFF)
    _, words = rendered(world, meeting_letters.promised(world.session, topic, side))
    assert "answer this message" in words.text
    assert "answer this message" in words.html
    assert "/meeting" not in words.text + words.html


def test_nobody_is_asked_whether_a_talk_happened_who_can_not_say_so(world: World) -> None:
    meeting_letters.talk(world.session, world.priya)
    meetings.ask_due(world.session, now=meeting_letters.FIRST + timedelta(hours=3))
    about = meeting_letters.promised(world.session, Topic.MEETING_ASKED, Side.REQUESTER)
    assert letters.write(desk_of(world), about) is None


@pytest.mark.parametrize(("hours", "day"), [(24, "Tomorrow"), (11, "Tomorrow"), (10, "Today"), (1, "Today")])
def test_a_late_reminder_knows_what_day_it_is_where_it_is_read(world: World, hours: int, day: str) -> None:
    world.session.get_one(Person, world.dana.person_id).time_zone = "Europe/Berlin"
    meeting_letters.eve(world.session, world.priya)
    about = meeting_letters.promised(world.session, Topic.MEETING_REMINDED, Side.ADVOCATE)
    late = replace(desk_of(world), now=meeting_letters.FIRST - timedelta(hours=hours))
    written = letters.write(late, about)
    assert written is not None
    assert written[1].variables["day"] == day


def test_a_receipt_that_was_overtaken_is_not_sent(world: World) -> None:
    made = world.ask()
    about = world.to_dana(Topic.ASK_ANSWERED, ask_id=made.id)
    assert made.state is AskState.SENT
    assert letters.write(desk_of(world), about) is None
    assert made.effort is Effort.HIGH
    assert world.session.get_one(Person, world.dana.person_id).given_name == "Dana"
    assert world.session.get_one(Advocate, world.dana.id).person_id == about.recipient_id


def test_a_plain_yes_after_a_no_repeats_no_time_that_was_suggested_before(world: World) -> None:
    another_time(world)
    answer: dict[str, Any] = {
        "ask_id": world.session.scalars(select(Ask.id)).one(),
        "via": Via.LINK,
        "actor_id": None,
        "now": make.NOW,
    }
    asks.decline(world.session, **answer)
    asks.accept(world.session, **answer)
    for topic in (Topic.ASK_ANSWERED, Topic.ASK_TOLD):
        _, words = rendered(world, world.about(topic))
        assert "suggested" not in words.text + words.html


@pytest.mark.parametrize(
    ("zone", "hour", "day"), [("America/Los_Angeles", 3, "21 October"), ("Pacific/Kiritimati", 12, "23 October")]
)
def test_words_that_wait_are_recalled_by_the_day_on_which_they_were_asked_for(
    world: World, zone: str, hour: int, day: str
) -> None:
    make.program(world.session).time_zone = zone
    make.sent(world.session, world.content(), now=datetime(2026, 10, 22, hour, tzinfo=UTC))
    contents.remind_due(world.session, now=make.NOW)
    _, words = rendered(world, world.about(Topic.CONTENT_REMINDED))
    assert f"On {day} I asked" in words.text
    assert f"On {day} I asked" in words.html


def test_a_digest_says_since_which_day_somebody_waits_on_the_clock_of_the_program(world: World) -> None:
    digest_letters.of_team(world.session, world.priya)
    make.program(world.session).time_zone = "America/Los_Angeles"
    world.session.execute(update(Nomination).values(at=datetime(2026, 11, 23, 3, 0, tzinfo=UTC)))
    _, words = rendered(world, world.about(Topic.DIGEST_MADE))
    assert "has waited longest, since 22 November." in " ".join(words.text.split())
