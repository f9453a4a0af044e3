"""Each message as its reader gets it. The text parts lie in `golden/`; write them anew with PORTAL_WRITE_GOLDEN=1 and
read the difference.
"""

import os
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain.kinds import AskState, Channel, Effort, Queue, Role, Topic, Use, Via
from portal.domain.meeting_kinds import Side
from portal.domain.models import (
    Account,
    AddressChange,
    Advocate,
    Ask,
    Content,
    Invitation,
    Nomination,
    Outbox,
    Person,
    Reconfirmation,
    Redemption,
    SignIn,
    Willingness,
)
from portal.domain.operations import (
    asks,
    campaigns,
    contents,
    nominations,
    nominators,
    redemptions,
    segments,
    thanks,
    works,
)
from portal.domain.outbox import Claimed
from portal.domain.rules.searches import Criteria
from portal.domain.value_kinds import Fulfilment, RewardKind
from portal.links import Links
from portal.mail import letters, rendering
from portal.mail.messages import Sender, Unsendable, Words, compose
from tests import make
from tests.jobs import digest_letters, meeting_letters, request_letters

GOLDEN = Path(__file__).parent / "golden"
BASE = "https://advocates.larkfield.example"
SECRET = "a secret of the tests, long enough to be one"
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


class World:
    """Dana, who is asked, and Priya, who asks."""

    def __init__(self, session: Session) -> None:
        self.session = session
        program = make.program(session)
        program.company_name, program.sender_address = "Larkfield", "advocates@larkfield.example"
        program.postal_address, program.help_address = "Wijnhaven 3, 3011 WG Rotterdam", "help@larkfield.example"
        self.priya = make.person(session, email="priya@larkfield.example")
        self.dana = make.advocate(session, name="Dana Okafor", email="dana@customer.example")
        session.get_one(Account, self.dana.account_id).name = "Northwind"

    def ask(self) -> Ask:
        return make.ask(self.session, self.dana, asker=self.priya)

    def content(self) -> Content:
        return make.content(self.session, self.dana, by=self.priya)

    def accepted(self) -> Ask:
        made = self.ask()
        return asks.accept(self.session, ask_id=made.id, via=Via.LINK, actor_id=None, now=make.NOW)

    def about(self, topic: Topic) -> Claimed:
        """The newest promise of this topic, or one made up for it."""
        self.session.flush()
        row = self.session.scalars(select(Outbox).where(Outbox.topic == topic).order_by(Outbox.id.desc())).first()
        assert row is not None
        return claimed(topic, recipient_id=row.recipient_id, ask_id=row.ask_id, about_id=row.about_id)

    def sign_in(self) -> int:
        made = SignIn(person_id=self.dana.person_id, created_at=make.NOW, expires_at=make.NOW + timedelta(minutes=10))
        self.session.add(made)
        self.session.flush()
        return made.id

    def invitation(self) -> int:
        made = Invitation(
            advocate_id=self.dana.id,
            inviter_id=self.priya.id,
            note="You told me how your team cut stock-outs by a third this spring.",
            created_at=make.NOW,
            expires_at=make.NOW + timedelta(days=14),
        )
        self.session.add(made)
        self.session.flush()
        return made.id

    def reconfirmation(self) -> int:
        """Dana's results were never confirmed, and what she is happy to do is two years old."""
        self.dana.outcomes = "40 carriers moved in nine weeks; late deliveries down from 11% to 7%."
        self.session.execute(update(Willingness).values(chosen_at=make.NOW - timedelta(days=730)))
        made = Reconfirmation(advocate_id=self.dana.id, created_at=make.NOW)
        self.session.add(made)
        self.session.flush()
        return made.id

    def address_change(self) -> int:
        made = AddressChange(
            person_id=self.dana.person_id,
            old_email="dana@customer.example",
            new_email="dana@elsewhere.example",
            created_at=make.NOW,
            expires_at=make.NOW + timedelta(minutes=10),
        )
        self.session.add(made)
        self.session.flush()
        return made.id

    def to_dana(self, topic: Topic, **about: int) -> Claimed:
        return claimed(topic, recipient_id=self.dana.person_id, **about)


def claimed(
    topic: Topic, *, recipient_id: int | None, ask_id: int | None = None, about_id: int | None = None
) -> Claimed:
    return Claimed(
        id=1,
        topic=topic,
        queue=Queue.BULK,
        recipient_id=recipient_id,
        ask_id=ask_id,
        about_id=about_id,
        message_id="<one@larkfield.example>",
        attempt=1,
        lease_token=1,
        expires_at=make.NOW + timedelta(days=1),
    )


def received(world: World) -> Claimed:
    world.accepted()
    return world.about(Topic.ASK_ANSWERED)


def another_time(world: World) -> Claimed:
    asks.suggest_time(
        world.session,
        ask_id=world.ask().id,
        via=Via.LINK,
        actor_id=None,
        now=make.NOW,
        on=date(2026, 12, 8),
        at=None,
        words="mornings are best",
    )
    return world.about(Topic.ASK_ANSWERED)


def declined(world: World) -> Claimed:
    asks.decline(world.session, ask_id=world.ask().id, via=Via.LINK, actor_id=None, now=make.NOW, reason="No time.")
    return world.about(Topic.ASK_ANSWERED)


def told(world: World) -> Claimed:
    asks.decline(world.session, ask_id=world.ask().id, via=Via.LINK, actor_id=None, now=make.NOW, reason="No time.")
    return world.about(Topic.ASK_TOLD)


def told_undelivered(world: World) -> Claimed:
    asks.undeliver(world.session, ask_id=world.ask().id, now=make.NOW)
    return world.about(Topic.ASK_TOLD)


def called_off_by_the_team(world: World) -> Claimed:
    asks.withdraw(world.session, ask_id=world.accepted().id, via=Via.TEAM, actor_id=world.priya.id, now=make.NOW)
    return world.about(Topic.ASK_CALLED_OFF)


def ask_released(world: World) -> Claimed:
    ask = world.ask()
    ask.reached_at = make.NOW
    asks.release(world.session, ask_id=ask.id, now=make.NOW)
    return world.about(Topic.ASK_RELEASED)


def called_off_by_dana(world: World) -> Claimed:
    asks.decline(world.session, ask_id=world.accepted().id, via=Via.LINK, actor_id=None, now=make.NOW)
    return world.about(Topic.ASK_CALLED_OFF)


def approval(world: World) -> Claimed:
    make.sent(world.session, world.content())
    return world.about(Topic.CONTENT_SENT)


def approval_reminded(world: World) -> Claimed:
    make.sent(world.session, world.content(), now=make.NOW - timedelta(days=31))
    assert contents.remind_due(world.session, now=make.NOW) == 1
    return world.about(Topic.CONTENT_REMINDED)


def approved(world: World) -> Claimed:
    content = make.sent(world.session, world.content())
    contents.approve(
        world.session, content_id=content.id, version=1, extras=[Use.NAME], actor_id=world.dana.person_id, now=make.NOW
    )
    return world.about(Topic.CONTENT_ANSWERED)


def approved_told(world: World) -> Claimed:
    approved(world)
    return world.about(Topic.CONTENT_TOLD)


def reworded(world: World) -> Claimed:
    content = make.sent(world.session, world.content())
    contents.reword(
        world.session,
        content_id=content.id,
        version=1,
        words="It took nine weeks.",
        actor_id=world.dana.person_id,
        now=make.NOW,
    )
    return world.about(Topic.CONTENT_ANSWERED)


def content_declined(world: World) -> Claimed:
    content = make.sent(world.session, world.content())
    contents.decline(
        world.session,
        content_id=content.id,
        version=1,
        reason="Our press team says no.",
        actor_id=world.dana.person_id,
        now=make.NOW,
    )
    return world.about(Topic.CONTENT_TOLD)


def out(world: World) -> Claimed:
    make.published(world.session, world.dana, by=world.priya)
    return world.about(Topic.CONTENT_PUBLISHED)


def revoked(world: World) -> Claimed:
    content = make.published(world.session, world.dana, by=world.priya)
    contents.revoke(world.session, content_id=content.id, actor_id=world.dana.person_id, now=make.NOW)
    return world.about(Topic.CONTENT_ANSWERED)


def revoked_told(world: World) -> Claimed:
    revoked(world)
    return world.about(Topic.CONTENT_TOLD)


def narrowed(world: World) -> Claimed:
    content = make.published(world.session, world.dana, by=world.priya, extras=(Use.NAME, Use.LOGO))
    contents.revoke_uses(
        world.session, content_id=content.id, uses=[Use.NAME], actor_id=world.dana.person_id, now=make.NOW
    )
    return world.about(Topic.CONTENT_ANSWERED)


def overdue(world: World) -> Claimed:
    content = world.content()
    works.plan(
        world.session,
        content_id=content.id,
        starts_on=make.TODAY - timedelta(days=10),
        owner_id=world.priya.id,
        actor_id=world.priya.id,
        now=make.NOW,
    )
    works.warn_overdue(world.session, now=make.NOW)
    return world.about(Topic.WORK_OVERDUE)


def nominated(world: World) -> int:
    leo = make.colleague(world.session)
    made = Nomination(
        name="Owen Pritchard", email="owen@grid.example", nominator_id=leo.id, channel=Channel.SALES, at=make.NOW
    )
    world.session.add(made)
    world.session.flush()
    return made.id


def nominee_invited(world: World) -> Claimed:
    links = Links(SECRET)
    nominations.invite(
        world.session,
        nomination_ids=[nominated(world)],
        actor_id=world.priya.id,
        address_hashes=links.address_hashes,
        now=make.NOW,
    )
    return world.about(Topic.NOMINATION_DECIDED)


def nominee_passed_over(world: World) -> Claimed:
    nominations.pass_over(
        world.session,
        nomination_ids=[nominated(world)],
        reason="We have enough people with a story like theirs for now.",
        actor_id=world.priya.id,
        now=make.NOW,
    )
    return world.about(Topic.NOMINATION_DECIDED)


def nominee_known(world: World) -> Claimed:
    nominations.merge(
        world.session,
        nomination_id=nominated(world),
        advocate_id=world.dana.id,
        actor_id=world.priya.id,
        now=make.NOW,
    )
    return world.about(Topic.NOMINATION_DECIDED)


def nominee_joined(world: World) -> Claimed:
    nominee_known(world)
    nominators.tell_joined(world.session, world.dana, now=make.NOW)
    return world.about(Topic.NOMINATION_JOINED)


def chosen(world: World, **reward: object) -> Redemption:
    make.points(world.session, world.dana, 340)
    owner = make.person(world.session, role=Role.COLLEAGUE, name="Hanna Weiss")
    made = make.reward(
        world.session,
        kind=RewardKind.EXECUTIVE_TIME,
        points=200,
        fulfilment=Fulfilment.OWNER,
        owner=owner,
        question="What would you like to talk about?",
        **reward,  # type: ignore[arg-type]
    )
    made.name = "An hour with our product chief"
    return redemptions.choose(
        world.session,
        advocate_id=world.dana.id,
        reward_id=made.id,
        key="one",
        wishes=redemptions.Wishes(allowed=True, words="The forecasts of next year."),
        now=make.NOW,
    )


def redemption_held(world: World) -> Claimed:
    chosen(world)
    return world.about(Topic.REDEMPTION_TOLD)


def redemption_approved(world: World) -> Claimed:
    made = chosen(world)
    redemptions.approve(world.session, redemption_id=made.id, actor_id=world.priya.id, now=make.NOW)
    return world.about(Topic.REDEMPTION_TOLD)


def redemption_fulfilled(world: World) -> Claimed:
    redemption_approved(world)
    made = world.session.scalars(select(Redemption)).one()
    redemptions.fulfil(world.session, redemption_id=made.id, actor_id=world.priya.id, now=make.NOW)
    return world.about(Topic.REDEMPTION_TOLD)


def redemption_released(world: World) -> Claimed:
    made = chosen(world)
    redemptions.release(
        world.session,
        redemption_id=made.id,
        reason="Hanna is away until the spring, and we’re sorry.",
        actor_id=world.priya.id,
        now=make.NOW,
    )
    return world.about(Topic.REDEMPTION_TOLD)


def redemption_assigned(world: World) -> Claimed:
    redemption_approved(world)
    return world.about(Topic.REDEMPTION_ASSIGNED)


def thanked(world: World) -> Claimed:
    thanks.give(
        world.session,
        advocate_id=world.dana.id,
        words="The call you took in October decided it for them.\nThey start in January.",
        author_id=world.priya.id,
        now=make.NOW,
    )
    return world.about(Topic.THANKS_GIVEN)


def expiring(world: World) -> Claimed:
    make.points(world.session, world.dana, 120, now=make.NOW - timedelta(days=800))
    return world.to_dana(Topic.POINTS_EXPIRING, about_id=world.dana.id)


def campaign_tested(world: World) -> Claimed:
    """Of a campaign for reviews, which credits points."""
    industry = Criteria(industries=("logistics",))
    segment = segments.save(world.session, name="All", criteria=industry, actor_id=world.priya.id, now=make.NOW)
    wording = campaigns.Wording(
        name="Autumn reviews",
        segment_id=segment.id,
        activity_id=make.activity(world.session, "review").id,
        other_role="supply chain director",
        other_industry="logistics",
        happen_by=make.TODAY + timedelta(days=30),
        why="Whoever chooses next reads what you have to say.",
        hours=1,
    )
    made = campaigns.draft(world.session, wording=wording, actor_id=world.priya.id, now=make.NOW)
    campaigns.send_test(world.session, campaign_id=made.id, actor_id=world.priya.id, now=make.NOW)
    return world.about(Topic.CAMPAIGN_TESTED)


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


def desk_of(world: World) -> letters.Desk:
    return letters.Desk(world.session, Links(SECRET), make.program(world.session), BASE, make.NOW)


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
    for leftover in ("{{", "{%", "None", "Undefined"):
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
    given = {"to_name": "Dana", "to_address": "dana@customer.example", "message_id": "<one@x.example>"} | {field: value}
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


def test_a_receipt_that_was_overtaken_is_not_sent(world: World) -> None:
    made = world.ask()
    about = world.to_dana(Topic.ASK_ANSWERED, ask_id=made.id)
    assert made.state is AskState.SENT
    assert letters.write(desk_of(world), about) is None
    assert made.effort is Effort.HIGH
    assert world.session.get_one(Person, world.dana.person_id).given_name == "Dana"
    assert world.session.get_one(Advocate, world.dana.id).person_id == about.recipient_id
