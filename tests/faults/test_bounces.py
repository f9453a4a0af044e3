"""R16: bounces converge. Any order of the same events ends in one state; none that is forged is taken."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from jobs import dispatch
from jobs.kit import Kit
from portal.clock import SetClock
from portal.domain.kinds import AskState, MessageState, Queue, SuppressionReason, Topic
from portal.domain.models import Advocate, Ask, Outbox, Person
from portal.domain.operations import asks
from portal.domain.queries import suppressions
from portal.links import Links
from portal.mail import envelopes, returns
from portal.mail.returns import Received
from tests import make, returned
from tests.fixtures.services import Smtp

SEED = 20261124
EVENTS = (*returned.ACTIONS, "complaint")
Ended = tuple[MessageState, SuppressionReason | None, AskState]


def sent_ask(kit: Kit, *, state: MessageState = MessageState.SENT) -> int:
    """The id of the message of an ask that went out."""
    with kit.database.writing() as session:
        made = make.ask(session, make.advocate(session))
        return session.scalars(
            update(Outbox)
            .where(Outbox.ask_id == made.id, Outbox.topic == Topic.ASK_SENT)
            .values(state=state, dotted_at=make.NOW)
            .returning(Outbox.id)
        ).one()


def event(kit: Kit, outbox_id: int, what: str, *, links: Links | None = None, marked: bool = True) -> bytes:
    """As it comes back to the message's own address, or only with its Message-ID."""
    with kit.database.reading() as session:
        row = session.get_one(Outbox, outbox_id)
    own = envelopes.make(
        links or kit.links, sender_address="a@company.example", outbox_id=row.id, message_id=row.message_id
    )
    address = own if marked else "postmaster@company.example"
    if what == "complaint":
        return returned.complaint(returned_to=address, message_id=row.message_id)
    return returned.report(what, returned_to=address, message_id=row.message_id)


def ended(kit: Kit, outbox_id: int) -> Ended:
    with kit.database.reading() as session:
        row = session.get_one(Outbox, outbox_id)
        email = session.get_one(Person, row.recipient_id).email
        reason = suppressions.reason(session, kit.links.address_hashes(email))
        return row.state, reason, session.get_one(Ask, row.ask_id).state


@pytest.mark.timeout(3600)
def test_any_order_of_the_same_events_ends_in_one_state(
    kit: Kit, smtp: Smtp, clock: SetClock, tell: Callable[[str], None], *, full: bool
) -> None:
    groups, dice, counted = (100 if full else 12), random.Random(SEED), 0
    for _ in range(groups):
        began = dice.choice([MessageState.SENT, MessageState.UNCERTAIN])
        events = dice.choices(EVENTS, k=dice.randint(1, 5))
        ends = set()
        for _ in range(2):
            outbox_id = sent_ask(kit, state=began)
            shuffled = events + dice.choices(events, k=1)
            dice.shuffle(shuffled)
            for what in shuffled:
                content = event(kit, outbox_id, what, marked=dice.random() < 0.7)
                assert returns.take(kit.database, kit.links, content) is Received.TAKEN
                counted += 1
            ends.add(ended(kit, outbox_id))
        assert len(ends) == 1, (events, ends)
    clock.instant = make.NOW + timedelta(days=4)
    remind_all(kit)
    refused = set(dead_addresses(kit))
    dispatch.take(kit, Queue.BULK)
    assert not refused & {one.recipients[0] for one in smtp.messages}
    tell(
        f"R16, seed {SEED}: {counted} events, {groups} groups in two orders each, {len(smtp.messages)} others reminded"
    )


def remind_all(kit: Kit) -> None:
    with kit.database.writing() as session:
        session.execute(update(Ask).values(reached_at=make.NOW))
        asks.remind_due(session, now=make.NOW + timedelta(days=4))


def dead_addresses(kit: Kit) -> list[str]:
    with kit.database.reading() as session:
        people = session.scalars(select(Person.email).join(Advocate, Advocate.person_id == Person.id)).all()
        return [one for one in people if suppressions.reason(session, kit.links.address_hashes(one))]


@pytest.mark.parametrize("what", EVENTS)
def test_a_forged_event_changes_nothing(kit: Kit, what: str) -> None:
    outbox_id = sent_ask(kit)
    before = ended(kit, outbox_id)
    forged = event(kit, outbox_id, what, links=Links("another key, but just as long as the real one"))
    assert returns.take(kit.database, kit.links, forged) is Received.FORGED
    assert ended(kit, outbox_id) == before


def test_an_event_for_an_unknown_message_changes_nothing(kit: Kit) -> None:
    unknown = returned.report("hard", returned_to="postmaster@company.example", message_id="<no@such.example>")
    assert returns.take(kit.database, kit.links, unknown) is Received.UNKNOWN
    note = returned.out_of_office(returned_to="postmaster@company.example", message_id="<no@such.example>")
    assert returns.take(kit.database, kit.links, note) is Received.NOT_A_BOUNCE


def test_a_hard_bounce_gives_the_place_back_and_keeps_the_address_quiet(kit: Kit) -> None:
    outbox_id = sent_ask(kit)
    returns.take(kit.database, kit.links, event(kit, outbox_id, "hard"))
    assert ended(kit, outbox_id) == (MessageState.BOUNCED, SuppressionReason.BOUNCED, AskState.UNDELIVERED)


def test_a_report_that_it_is_on_its_way_settles_the_uncertain(kit: Kit) -> None:
    outbox_id = sent_ask(kit, state=MessageState.UNCERTAIN)
    returns.take(kit.database, kit.links, event(kit, outbox_id, "delayed"))
    assert ended(kit, outbox_id) == (MessageState.SENT, None, AskState.SENT)
