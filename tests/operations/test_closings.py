"""After a call: asked once how it went, told once that it mattered, within the limits of mail (ASK-7, CAP-9)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import Outcome
from portal.domain.kinds import MessageState, Topic, Via
from portal.domain.meeting_kinds import Side, Went
from portal.domain.models import Ask, MatchRow, Opportunity, OpportunityVersion, Outbox, Person
from portal.domain.operations import asks, closings, feedback, thanks
from tests import make
from tests.jobs import meeting_letters as happenings
from tests.make import NOW

HELD = happenings.FIRST + timedelta(hours=2)
LATER = HELD + timedelta(days=40)


@pytest.fixture
def priya(session: Session) -> Person:
    make.program(session)
    northwind = make.account(session, name="Northwind")
    session.add(northwind)
    make.advocate(session)
    return make.person(session)


@pytest.fixture
def ask(session: Session, priya: Person) -> Ask:
    return happenings.held(session, priya)


def promised(session: Session, topic: Topic) -> int:
    return len(session.scalars(select(Outbox.id).where(Outbox.topic == topic)).all())


def test_both_sides_of_a_call_are_asked_once(session: Session, ask: Ask) -> None:
    assert promised(session, Topic.FEEDBACK_WANTED) == 1
    assert feedback.ask_due(session, now=HELD) == 1
    assert feedback.ask_due(session, now=HELD + timedelta(days=1)) == 0
    assert ask.completed_on is not None


def test_who_says_that_it_happened_is_asked_on_the_page(session: Session, priya: Person) -> None:
    made = happenings.agreed(session, priya)
    leo = happenings.requester(session, made)
    asks.complete(session, ask_id=made.id, on=HELD.date(), evidence="Held", actor_id=leo, now=HELD)
    assert promised(session, Topic.FEEDBACK_WANTED) == 0


def test_who_has_said_it_is_not_asked(session: Session, ask: Ask) -> None:
    person_id = session.get_one(Person, happenings.requester(session, ask)).id
    for side in Side:
        feedback.give(
            session, ask_id=ask.id, side=side, author_id=person_id, went=Went.WELL, as_said=True, words=None, now=HELD
        )
    assert feedback.ask_due(session, now=HELD) == 0


def test_other_than_calls_nobody_is_asked_about(session: Session, priya: Person) -> None:
    review = make.ask(session, make.advocate(session), "review", asker=priya)
    asks.accept(session, ask_id=review.id, via=Via.LINK, actor_id=None, now=NOW)
    asks.complete(session, ask_id=review.id, on=NOW.date(), evidence="x", actor_id=make.person(session).id, now=NOW)
    assert feedback.ask_due(session, now=NOW) == 0
    assert promised(session, Topic.FEEDBACK_WANTED) == 0


def test_after_two_weeks_nobody_is_asked(session: Session, ask: Ask) -> None:
    assert ask.id
    assert feedback.ask_due(session, now=HELD + timedelta(days=15)) == 0


def test_a_call_that_is_confirmed_long_after_it_is_asked_about_no_more(session: Session, priya: Person) -> None:
    made, late = happenings.agreed(session, priya), HELD + timedelta(days=20)
    asks.complete(session, ask_id=made.id, on=HELD.date(), evidence="Held", actor_id=priya.id, now=late)
    assert feedback.ask_due(session, now=late) == 0


def test_program_mail_is_limited(session: Session, ask: Ask, priya: Person) -> None:
    thanks.give(session, advocate_id=ask.advocate_id, words="Thank you", author_id=priya.id, now=HELD)
    assert feedback.ask_due(session, now=HELD) == 0


@pytest.mark.parametrize("facts", [{"break_until": (HELD + timedelta(days=60)).date()}, {"reachable": False}])
def test_a_break_and_a_stop_are_kept(session: Session, ask: Ask, facts: dict[str, object]) -> None:
    happenings.closes(session, ask, Outcome.WON, now=HELD)
    session.execute(update(MatchRow).where(MatchRow.advocate_id == ask.advocate_id).values(**facts))
    assert feedback.ask_due(session, now=HELD) == 0
    assert closings.thank_due(session, now=LATER) == 0


@pytest.mark.parametrize("outcome", [Outcome.WON, Outcome.LOST])
def test_once_a_deal_has_closed_they_hear_that_it_mattered_once(session: Session, ask: Ask, outcome: Outcome) -> None:
    deal = happenings.closes(session, ask, outcome, now=HELD)
    assert closings.thank_due(session, now=LATER) == 1
    again(session, deal, now=LATER + timedelta(days=1))
    assert closings.thank_due(session, now=LATER + timedelta(days=60)) == 0
    assert promised(session, Topic.HELP_MATTERED) == 1


def again(session: Session, deal: Opportunity, *, now: datetime) -> None:
    """A later import says the same deal over again."""
    session.add(OpportunityVersion(opportunity_id=deal.id, at=now, stage="Closed again", outcome=deal.outcome))
    session.flush()


def test_an_open_deal_is_not_told_of(session: Session, ask: Ask) -> None:
    happenings.closes(session, ask, Outcome.OPEN, now=HELD)
    assert closings.thank_due(session, now=LATER) == 0


def test_a_deal_that_closed_long_ago_is_no_news(session: Session, ask: Ask) -> None:
    happenings.closes(session, ask, Outcome.WON, now=HELD)
    assert closings.thank_due(session, now=HELD + timedelta(days=185)) == 0


def test_a_call_that_was_missed_is_not_thanked_for(session: Session, priya: Person) -> None:
    made = happenings.agreed(session, priya)
    asks.no_show(session, ask_id=made.id, actor_id=priya.id, now=HELD)
    happenings.closes(session, made, Outcome.WON, now=HELD)
    assert closings.thank_due(session, now=LATER) == 0


def test_two_mails_to_one_person_wait_for_each_other(session: Session, ask: Ask) -> None:
    happenings.closes(session, ask, Outcome.WON, now=HELD)
    assert feedback.ask_due(session, now=HELD) == 1
    assert closings.thank_due(session, now=HELD) == 0
    session.execute(update(Outbox).where(Outbox.state == MessageState.QUEUED).values(dotted_at=HELD))
    assert closings.thank_due(session, now=HELD + timedelta(days=30)) == 0
    assert closings.thank_due(session, now=HELD + timedelta(days=31)) == 1
