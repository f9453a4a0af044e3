"""What changed while the message of an ask waited to be sent: the last look before its dot counts (CAP-2 to CAP-4)."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain import leases
from portal.domain.kinds import Answer, ConsentKind, Effort, MessageState, Queue, Topic
from portal.domain.leases import Outcome, Report
from portal.domain.models import Activity, Advocate, Ask, Outbox
from portal.domain.operations import asks, bounces, convoys, deliveries, places, preferences, settings
from portal.domain.operations.deliveries import Passed
from tests import make
from tests.make import NOW, TODAY
from tests.operations.test_changed_meanwhile import DAY, merge, no

NOTE = "A word from me."


def wish(session: Session, who: Advocate, answer: Answer = Answer.HAPPY, *, gap: int = 92, shares: bool = True) -> None:
    answers = dict.fromkeys(session.scalars(select(Activity.id)), answer)
    wishes = preferences.Wishes(answers, gap, 31, frozenset(ConsentKind) if shares else frozenset())
    preferences.save(session, advocate_id=who.id, wishes=wishes, actor_id=who.person_id, now=NOW)


def asked_before(session: Session, who: Advocate) -> None:
    """A hundred days ago, and answered."""
    no(session, make.ask(session, who, now=NOW - 100 * DAY))


def points(session: Session) -> list[Passed | str]:
    """What becomes of the one ask that waits, together with others and alone."""
    [one] = leases.claim_several(session, Queue.BULK, most=8, owner="one", now=NOW)
    found: list[Passed | str] = []
    for both in (True, False):
        with session.begin_nested() as point:
            if both:
                found.append(convoys.pass_points(session, {one: [b"address"]}, now=NOW)[one])
            else:
                found.append(deliveries.pass_point(session, one, address_hashes=[b"address"], now=NOW))
            point.rollback()
    return found


def sent_before_all_else(session: Session) -> None:
    """Earlier messages are none of this test's."""
    session.flush()
    session.execute(update(Outbox).values(state=MessageState.SENT))


def waiting(session: Session, who: Advocate, note: str | None = NOTE) -> Ask:
    sent_before_all_else(session)
    made = make.draft(session, who)
    made.by_hand_note = note
    return asks.send(session, ask_id=made.id, actor_id=made.asker_id, now=NOW)


def test_it_goes_where_nothing_has_changed(session: Session) -> None:
    who = make.advocate(session)
    asked_before(session, who)
    made = waiting(session, who)
    assert points(session) == 2 * [Passed(points_to(session, made), TODAY, who.id, Effort.HIGH)]


def points_to(session: Session, made: Ask) -> str:
    sent = select(Outbox.message_id).where(Outbox.ask_id == made.id, Outbox.topic == Topic.ASK_SENT)
    return session.execute(sent).scalar_one()


def test_more_time_between_asks_is_kept(session: Session) -> None:
    who = make.advocate(session)
    asked_before(session, who)
    waiting(session, who)
    wish(session, who, gap=184)
    assert points(session) == ["too_soon", "too_soon"]


def test_so_is_what_the_program_allows(session: Session) -> None:
    who = make.advocate(session)
    asked_before(session, who)
    waiting(session, who)
    settings.change(session, values={"high_gap": 120}, actor_id=make.person(session).id, now=NOW)
    assert points(session) == ["too_soon", "too_soon"]


def test_so_is_what_another_entry_of_theirs_was_asked(session: Session) -> None:
    survivor, loser = make.advocate(session), make.advocate(session)
    no(session, make.ask(session, loser, now=NOW - 10 * DAY))
    waiting(session, survivor)
    merge(session, survivor, loser)
    assert points(session) == ["too_soon", "too_soon"]


def test_an_ask_of_the_other_class_is_no_reason(session: Session) -> None:
    who = make.advocate(session)
    no(session, make.ask(session, who, "quote", now=NOW - 10 * DAY))
    waiting(session, who)
    wish(session, who, gap=184)
    assert all(isinstance(one, Passed) for one in points(session))


@pytest.mark.parametrize(("note", "goes"), [(NOTE, True), (None, False), ("  ", False)])
def test_ask_me_first_lets_only_a_word_of_the_askers_own_through(
    session: Session, note: str | None, *, goes: bool
) -> None:
    who = make.advocate(session)
    waiting(session, who, note)
    wish(session, who, Answer.ASK_FIRST)
    assert [one == "not_chosen" for one in points(session)] == 2 * [not goes]


def test_nobody_is_asked_to_be_named_who_no_longer_shares_how_to_reach_them(session: Session) -> None:
    who = make.advocate(session)
    waiting(session, who)
    wish(session, who, shares=False)
    assert points(session) == ["no_consent", "no_consent"]


def test_a_merge_of_others_changes_nobodys_fairness(session: Session) -> None:
    survivor, loser, who = make.advocate(session), make.advocate(session), make.advocate(session)
    no(session, make.ask(session, loser, now=NOW - 10 * DAY))
    merge(session, survivor, loser)
    waiting(session, who)
    [one] = leases.claim_several(session, Queue.BULK, most=1, owner="one", now=NOW)
    deliveries.pass_point(session, one, address_hashes=[b"address"], now=NOW + 2 * DAY)
    assert not places.differences(session)


def test_a_second_try_that_comes_back_leaves_the_place_to_the_first(session: Session) -> None:
    who, team = make.advocate(session), make.person(session)
    made = waiting(session, who)
    [one] = leases.claim_several(session, Queue.BULK, most=1, owner="one", now=NOW)
    deliveries.pass_point(session, one, address_hashes=[b"address"], now=NOW)
    died = Report(Outcome.UNCERTAIN, "dot")
    deliveries.finish(session, one, died, was=MessageState.DOTTED, host="here", jitter=0.5, now=NOW)
    deliveries.resend(session, outbox_id=one.id, actor_id=team.id, now=NOW)
    bounces.record(session, outbox_id=one.id, news=bounces.News.LOST, address_hash=b"address", now=NOW)
    session.expire_all()
    assert made.holds_place
    assert make.match_row(session, who).last_high_on == TODAY
