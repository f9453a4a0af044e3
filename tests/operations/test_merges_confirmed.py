"""What both entries said and confirmed is the survivor’s, as old as the older word (ADV-5, ADV-6)."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import Outcome
from portal.domain.kinds import Channel, Part, SignalKind, Topic
from portal.domain.models import Advocate, Confirmation, Nomination, Outbox, Person, Signal
from portal.domain.operations import closings, feedback, redemptions, signals
from portal.domain.operations import thanks as notes
from portal.domain.queries import data, freshness, histories, nominations, thanks
from portal.domain.queries import redemptions as chosen
from portal.domain.rules.freshness import Reason
from portal.links import Links
from portal.mail import letters
from tests import make
from tests.jobs import meeting_letters
from tests.jobs.letter_world import BASE, SECRET, claimed
from tests.make import NOW, TODAY
from tests.operations.test_merges import asked_and_declined, hashed, in_order, merge

HELD = meeting_letters.FIRST + timedelta(hours=3)


def said(session: Session, who: Advocate, part: Part, days_ago: int, *, wrong: bool = False) -> None:
    at = NOW - timedelta(days=days_ago)
    session.add(Confirmation(advocate_id=who.id, part=part, confirmed_at=at, doubted_at=NOW if wrong else None))


def confirmed(session: Session, who: Advocate) -> dict[Part, tuple[int | None, bool]]:
    """How many days ago, and whether it was called wrong."""
    rows = session.scalars(select(Confirmation).where(Confirmation.advocate_id == who.id))
    return {
        one.part: (one.confirmed_at and (NOW - one.confirmed_at).days, one.doubted_at is not None)  # type: ignore[misc]
        for one in rows
    }


def test_words_taken_from_the_other_entry_keep_their_confirmation(session: Session) -> None:
    survivor, loser = make.advocate(session), make.advocate(session)
    loser.outcomes, loser.products, survivor.products = "12% less.", ["Plan"], ["Plan"]
    said(session, loser, Part.OUTCOMES, 30)
    said(session, loser, Part.DEPLOYMENTS, 10)
    said(session, survivor, Part.DEPLOYMENTS, 50)
    merge(session, survivor, loser)
    session.flush()
    assert confirmed(session, survivor) == {Part.OUTCOMES: (30, False), Part.DEPLOYMENTS: (10, False)}
    assert in_order(session)


def test_words_of_both_entries_are_as_old_as_the_older_and_as_doubtful(session: Session) -> None:
    survivor, loser = make.advocate(session), make.advocate(session)
    survivor.products, loser.products = ["Plan"], ["Route"]
    said(session, survivor, Part.DEPLOYMENTS, 50, wrong=True)
    said(session, loser, Part.DEPLOYMENTS, 300)
    merge(session, survivor, loser)
    session.flush()
    assert confirmed(session, survivor) == {Part.DEPLOYMENTS: (300, True)}
    assert in_order(session)


def test_words_that_one_of_them_never_confirmed_are_not_confirmed(session: Session) -> None:
    survivor, loser = make.advocate(session), make.advocate(session)
    survivor.products, loser.products = ["Plan"], ["Route"]
    said(session, survivor, Part.DEPLOYMENTS, 50)
    merge(session, survivor, loser)
    session.flush()
    assert confirmed(session, survivor) == {}
    assert in_order(session)


def test_their_own_history_holds_what_both_entries_were_asked(session: Session) -> None:
    survivor, loser = make.advocate(session), make.advocate(session)
    theirs = asked_and_declined(session, loser, "speak", TODAY - timedelta(days=200))
    mine = asked_and_declined(session, survivor, "call", TODAY - timedelta(days=100))
    merge(session, survivor, loser)
    assert {one.id for one in histories.asks(session, survivor.id)} == {mine.id, theirs.id}


def test_what_comes_later_to_the_old_address_is_the_survivors(session: Session) -> None:
    """A signal, a nomination: both find who the person is now."""
    survivor, loser = make.advocate(session), make.advocate(session)
    address = session.get_one(Person, loser.person_id).email
    merge(session, survivor, loser)
    heard = signals.Heard(
        kind=SignalKind.SURVEY, source="poll", external_id="1", email=address, happened_on=TODAY, score=10
    )
    signals.take_in(session, signals=[heard], address_hashes=hashed, now=NOW)
    assert session.scalars(select(Signal.person_id)).one() == survivor.person_id
    named = Nomination(name="Dana", email=address, channel=Channel.SALES, at=NOW)
    session.add(named)
    session.flush()
    assert nominations.one(session, named.id).advocate_id == survivor.id
    assert nominations.known(session, address, address_hashes=hashed, now=NOW).stage is survivor.stage


def test_their_own_data_and_rewards_are_those_of_both_entries(session: Session) -> None:
    """A code that was handed out under the other address is still theirs to read (ADV-10)."""
    survivor, loser = make.advocate(session), make.advocate(session)
    make.points(session, loser, 50)
    wishes = redemptions.Wishes(allowed=True)
    reward, team = make.reward(session, points=50), make.person(session)
    made = redemptions.choose(session, advocate_id=loser.id, reward_id=reward.id, key="k", wishes=wishes, now=NOW)
    redemptions.approve(session, redemption_id=made.id, actor_id=team.id, now=NOW)
    redemptions.fulfil(session, redemption_id=made.id, actor_id=team.id, now=NOW)
    merge(session, survivor, loser)
    found = data.everything(session, survivor.id)
    assert {row["id"] for row in found["person"]} == {survivor.person_id, loser.person_id}
    assert [row["id"] for row in found["redemptions"]] == [made.id]
    assert {row["advocate_id"] for row in found["consents"]} == {survivor.id, loser.id}
    assert [one.id for one in chosen.of_advocate(session, survivor.id)] == [made.id]
    assert chosen.one(session, made.id, of=survivor.id).id == made.id


def test_calls_of_both_entries_are_asked_about_and_thanked_for(session: Session) -> None:
    """By the address that stayed, which is the only one that can sign in for them (ASK-7, RWD-8)."""
    priya, loser = make.person(session), make.advocate(session)
    make.account(session, name="Northwind")
    call = meeting_letters.held(session, priya)
    survivor = make.advocate(session)
    merge(session, survivor, loser)
    assert [(one.advocate_id, one.done) for one in thanks.owed(session)] == [(survivor.id, 1)]
    assert feedback.ask_due(session, now=HELD) == 1
    meeting_letters.closes(session, call, Outcome.WON, now=HELD)
    assert closings.thank_due(session, now=HELD + timedelta(days=40)) == 1
    told = session.scalars(
        select(Outbox).where(Outbox.topic.in_((Topic.FEEDBACK_ASKED, Topic.HELP_MATTERED))).order_by(Outbox.id)
    ).all()
    assert [one.recipient_id for one in told] == [survivor.person_id] * 2
    desk = letters.Desk(session, Links(SECRET), make.program(session), BASE, HELD)
    for one in told:
        promise = claimed(one.topic, recipient_id=one.recipient_id, ask_id=one.ask_id)
        assert letters.write(desk, promise) is not None


def test_a_mail_to_the_other_address_counts_towards_the_survivors_days(session: Session) -> None:
    """One program mail in 31 days is one a person, not one an address (CAP-9)."""
    priya, loser = make.person(session), make.advocate(session)
    make.account(session, name="Northwind")
    meeting_letters.held(session, priya)
    survivor = make.advocate(session)
    survivor.outcomes = "12% less."
    notes.give(session, advocate_id=loser.id, words="Thank you", author_id=priya.id, now=HELD)
    merge(session, survivor, loser)
    assert feedback.ask_due(session, now=HELD + timedelta(days=1)) == 0
    found = freshness.candidates(session, [survivor.id], address_hashes=hashed, today=HELD.date())
    obstacle = found[survivor.id].obstacle
    assert obstacle is not None
    assert obstacle.reason is Reason.RECENT
