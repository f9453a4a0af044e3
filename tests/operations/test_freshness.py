"""Confirming what we know, and asking about it: the change, the promise, the refusal, twice (ADV-6, CAP-9)."""

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.domain import leases
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Answer, MessageState, Part, Queue, Stage, SuppressionReason, Topic
from portal.domain.leases import Outcome, Report
from portal.domain.models import (
    Activity,
    Advocate,
    Confirmation,
    Interview,
    Outbox,
    Person,
    Program,
    Reconfirmation,
    SearchRow,
    Willingness,
)
from portal.domain.operations import deliveries, freshness, preferences, searches, settings, suppressions, verification
from portal.domain.queries import freshness as queries
from portal.domain.rules import freshness as rules
from portal.domain.rules.freshness import Item, Known, Reason, State
from portal.links import Links
from tests import make
from tests.make import NOW, TODAY

DAY = timedelta(days=1)
LINKS = Links("a secret of forty characters for the tests")
HASHES = LINKS.address_hashes
OUTCOMES = "12% less time spent on returns."


def dana(session: Session, **wishes: object) -> Advocate:
    made = make.advocate(session, **wishes)  # type: ignore[arg-type]
    made.outcomes, made.products, made.use_cases = OUTCOMES, ["Plan"], ["Returns"]
    searches.refresh(session, advocate_ids=[made.id])
    return made


def items(session: Session, who: Advocate) -> dict[Item, Known]:
    session.flush()
    return {one.item: one for one in queries.known(session, [who.id])[who.id]}


def confirm(session: Session, who: Advocate, *wanted: Item, now: object = NOW) -> None:
    there = items(session, who)
    freshness.answer(
        session,
        advocate_id=who.id,
        right={item: there[item].seen for item in wanted},
        wrong=[],
        actor_id=None,
        now=now,  # type: ignore[arg-type]
    )


def fresh_until(session: Session, who: Advocate) -> date | None:
    return session.scalar(select(SearchRow.fresh_until).where(SearchRow.advocate_id == who.id))


def unconfirmed(session: Session, who: Advocate) -> bool:
    return session.execute(select(SearchRow.unconfirmed).where(SearchRow.advocate_id == who.id)).scalar_one()


def stale(session: Session, **wishes: object) -> Advocate:
    """Said what they are happy to do two years ago."""
    made = dana(session, **wishes)
    session.execute(
        update(Willingness).where(Willingness.advocate_id == made.id).values(chosen_at=NOW - timedelta(days=730))
    )
    searches.refresh(session, advocate_ids=[made.id])
    return made


def promised(session: Session) -> list[int | None]:
    return list(session.scalars(select(Outbox.recipient_id).where(Outbox.topic == Topic.RECONFIRMATION_ASKED)))


def ask(session: Session, *people: Advocate) -> freshness.Asked:
    return freshness.ask(
        session,
        advocate_ids=[one.id for one in people],
        actor_id=make.person(session).id,
        address_hashes=HASHES,
        now=NOW,
    )


def run_job(session: Session, now: object = NOW) -> int:
    before, after = len(promised(session)), 0
    while (ended := freshness.ask_due(session, after=after, address_hashes=HASHES, now=now)) is not None:  # type: ignore[arg-type]
        after = ended
    return len(promised(session)) - before


def test_what_is_confirmed_is_fresh_for_its_shelf_life(session: Session) -> None:
    who = dana(session)
    assert items(session, who)[Item.OUTCOMES].state(TODAY) is State.NEVER
    confirm(session, who, Item.OUTCOMES)
    assert items(session, who)[Item.OUTCOMES].ends_on == TODAY + timedelta(days=270)
    kept = session.get_one(Confirmation, (who.id, Part.OUTCOMES))
    assert (kept.confirmed_at, kept.by_id) == (NOW, who.person_id)


def test_confirming_wishes_renews_each_but_ends_no_rest(session: Session) -> None:
    who = stale(session, willing={"call": Answer.HAPPY})
    who.rest_since = NOW
    confirm(session, who, Item.WILLINGNESS)
    newest = select(func.max(Willingness.chosen_at)).where(Willingness.advocate_id == who.id)
    chosen = {answer: session.scalar(newest.where(Willingness.answer == answer)) for answer in Answer}
    assert chosen[Answer.HAPPY] == NOW
    assert chosen[Answer.NOT_NOW] == NOW - timedelta(days=730)
    assert (who.rest_since, who.chose_at) == (NOW, None)
    assert fresh_until(session, who) == TODAY + 90 * DAY


def test_what_changed_meanwhile_is_not_confirmed(session: Session) -> None:
    who = dana(session)
    read = items(session, who)[Item.OUTCOMES].seen
    who.outcomes = "Something else."
    with pytest.raises(Refused, match="Your results have changed meanwhile"):
        freshness.answer(session, advocate_id=who.id, right={Item.OUTCOMES: read}, wrong=[], actor_id=None, now=NOW)


def test_what_is_called_wrong_is_stale_at_once_and_right_again_once_written_anew(session: Session) -> None:
    who = dana(session)
    confirm(session, who, Item.OUTCOMES)
    for _ in range(2):
        freshness.answer(session, advocate_id=who.id, right={}, wrong=[Item.OUTCOMES], actor_id=None, now=NOW)
    assert items(session, who)[Item.OUTCOMES].state(TODAY) is State.WRONG
    assert fresh_until(session, who) == TODAY
    who.outcomes = "Right this time."
    freshness.written(session, advocate_id=who.id, fields=["outcomes"], actor_id=who.person_id, now=NOW)
    assert items(session, who)[Item.OUTCOMES].state(TODAY) is State.FRESH


def test_nothing_is_called_wrong_that_is_not_there(session: Session) -> None:
    with pytest.raises(NotFound):
        freshness.answer(session, advocate_id=dana(session).id, right={}, wrong=[Item.STORY], actor_id=None, now=NOW)


def test_a_confirmation_keeps_somebody_hot_but_brings_nobody_back(session: Session) -> None:
    who = dana(session)
    for was, becomes in ((TODAY - 80 * DAY, TODAY), (TODAY - 91 * DAY, TODAY - 91 * DAY), (None, None)):
        who.hot_on = was
        confirm(session, who, Item.OUTCOMES)
        assert who.hot_on == becomes


def test_hot_by_the_teams_word_and_no_longer(session: Session) -> None:
    who, priya = dana(session), make.person(session)
    freshness.call_hot(session, advocate_id=who.id, hot=True, actor_id=priya.id, now=NOW)
    assert who.hot_on == TODAY
    freshness.call_hot(session, advocate_id=who.id, hot=False, actor_id=priya.id, now=NOW)
    assert who.hot_on is None


def test_other_shelf_lives_count_at_once(session: Session) -> None:
    who = dana(session, willing={})
    confirm(session, who, Item.OUTCOMES)
    values = {"outcomes_days": 30}
    settings.change(session, values=values, actor_id=make.person(session).id, now=NOW)
    assert fresh_until(session, who) == TODAY + 30 * DAY
    assert list(verification.findings(session, seal_keys=[])) == []
    with pytest.raises(Refused, match="only be made longer"):
        settings.change(session, values={"mail_gap": 30}, actor_id=who.person_id, now=NOW)


def test_the_team_asks_by_hand_and_hears_who_was_left_out(session: Session) -> None:
    free, on_break, suppressed, fresh = (stale(session) for _ in range(4))
    make.match_row(session, on_break).break_until = TODAY + 5 * DAY
    email = session.get_one(Person, suppressed.person_id).email
    suppressions.suppress(
        session,
        person_id=suppressed.person_id,
        address_hash=LINKS.hash_address(email),
        reason=SuppressionReason.UNSUBSCRIBED,
        now=NOW,
    )
    confirm(session, fresh, Item.WILLINGNESS, Item.OUTCOMES, Item.DEPLOYMENTS)
    open_ask = stale(session)
    make.ask(session, open_ask)
    candidate = stale(session, stage=Stage.CANDIDATE)
    asked = ask(session, free, on_break, suppressed, fresh, open_ask, candidate)
    assert asked.asked == [free.id]
    assert {one.advocate_id: (one.reason, one.next_on) for one in asked.left_out} == {
        on_break.id: (Reason.BREAK, TODAY + 5 * DAY),
        suppressed.id: (Reason.NO_MAIL, None),
        fresh.id: (Reason.NOTHING_DUE, None),
        open_ask.id: (Reason.AWAITING, None),
        candidate.id: (Reason.NOT_JOINED, None),
    }
    assert promised(session) == [free.person_id]


def test_a_second_press_asks_nobody_again(session: Session) -> None:
    who = stale(session)
    assert ask(session, who).asked == [who.id]
    again = ask(session, who)
    assert [(one.reason, one.next_on) for one in again.left_out] == [(Reason.RECENT, TODAY + 31 * DAY)]
    assert len(promised(session)) == 1


def test_nobody_is_asked_about_who_is_not_there(session: Session) -> None:
    make.program(session)
    with pytest.raises(NotFound):
        freshness.ask(session, advocate_ids=[900_000], actor_id=make.person(session).id, address_hashes=HASHES, now=NOW)


def test_the_job_asks_each_once_and_again_only_much_later(session: Session) -> None:
    who = stale(session)
    confirm(session, dana(session), Item.OUTCOMES, Item.DEPLOYMENTS)
    assert run_job(session) == 1
    assert run_job(session) == 0
    assert run_job(session, NOW + 91 * DAY) == 1  # the second one's call went stale by then
    assert who.person_id in promised(session)
    assert run_job(session, NOW + 93 * DAY) == 1


def test_the_job_leaves_alone_who_waits_rests_from_mail_or_left(session: Session) -> None:
    on_break, asked, left = stale(session), stale(session), stale(session)
    make.match_row(session, on_break).break_until = TODAY + DAY
    make.ask(session, asked)
    left.left_at = NOW
    session.flush()
    assert run_job(session) == 0


def test_a_mail_that_never_left_counts_as_no_asking(session: Session) -> None:
    who = stale(session)
    ask(session, who)
    row = session.execute(select(Outbox).where(Outbox.topic == Topic.RECONFIRMATION_ASKED)).scalar_one()
    row.state = MessageState.CANCELLED
    deliveries.give_back(session, row.topic, ask_id=None, about_id=row.about_id, now=NOW)
    session.flush()
    assert session.scalar(select(func.count()).select_from(Reconfirmation)) == 0
    assert run_job(session) == 1


def test_an_answer_on_the_home_page_answers_the_mail_too(session: Session) -> None:
    who = stale(session)
    ask(session, who)
    confirm(session, who, Item.WILLINGNESS)
    assert session.scalar(select(Reconfirmation.answered_at)) == NOW


def test_the_search_row_says_what_the_rule_says(session: Session) -> None:
    """In SQL for a pool, in Python for one: the same day."""
    chance = random.Random(6)
    session.execute(update(Program).values(story_days=100, deployments_days=200, outcomes_days=300))
    program = make.program(session)
    program.story_days, program.deployments_days, program.outcomes_days = 100, 200, 300
    made = [scattered(session, chance) for _ in range(30)]
    session.execute(update(Activity).where(Activity.slug == "quote").values(archived=True))
    session.flush()
    searches.refresh(session, advocate_ids=[one.id for one in made])
    known = queries.known(session, [one.id for one in made])
    days = {one.id: fresh_until(session, one) for one in made}
    assert days == {one.id: rules.fresh_until(known[one.id]) for one in made}
    assert len(set(days.values())) > 10
    never = {one.id: unconfirmed(session, one) for one in made}
    assert never == {one.id: rules.unconfirmed(known[one.id]) for one in made}
    assert len(set(never.values())) == 2


def test_what_nobody_ever_confirmed_is_asked_about_too(session: Session) -> None:
    """Not out of date, but not fresh either (ADV-6)."""
    who = dana(session)
    assert unconfirmed(session, who)
    assert run_job(session) == 1
    assert run_job(session, NOW + 32 * DAY) == 0  # not again before 92 days
    confirm(session, who, Item.OUTCOMES, Item.DEPLOYMENTS)
    assert not unconfirmed(session, who)


def test_what_was_called_wrong_is_not_never_confirmed(session: Session) -> None:
    who = dana(session)
    freshness.answer(
        session, advocate_id=who.id, right={}, wrong=[Item.OUTCOMES, Item.DEPLOYMENTS], actor_id=None, now=NOW
    )
    assert (unconfirmed(session, who), fresh_until(session, who)) == (False, TODAY)


def scattered(session: Session, chance: random.Random) -> Advocate:
    """Somebody of whom a random part is known, confirmed or called wrong at some time."""
    who = make.advocate(session, willing={slug: Answer.HAPPY for slug in ("call", "quote") if chance.random() < 0.4})

    def some_time() -> object:
        return NOW - timedelta(hours=chance.randrange(24 * 400)) if chance.random() < 0.6 else None

    who.outcomes = chance.choice([None, "", OUTCOMES])
    who.products = chance.choice([[], ["Plan"]])
    who.story = chance.choice([None, None, "", "We grew."])
    if chance.random() < 0.5:
        told = {"experience": "Long.", "interests": [], "expertise": [], "held_on": TODAY, "created_at": NOW}
        story = chance.choice([None, "", "We began small."])
        removed_at = NOW if chance.random() < 0.3 else None
        session.add(Interview(advocate_id=who.id, by_id=who.person_id, story=story, removed_at=removed_at, **told))
    for part in Part:
        confirmed_at, doubted_at = some_time(), some_time() if chance.random() < 0.3 else None
        if confirmed_at or doubted_at:
            session.add(Confirmation(advocate_id=who.id, part=part, confirmed_at=confirmed_at, doubted_at=doubted_at))
    session.execute(
        update(Willingness)
        .where(Willingness.advocate_id == who.id)
        .values(chosen_at=NOW - timedelta(hours=chance.randrange(24 * 400)))
    )
    return who


def test_choosing_again_ends_what_was_stale(session: Session) -> None:
    who = stale(session, willing={"call": Answer.HAPPY})
    assert fresh_until(session, who) <= TODAY  # type: ignore[operator]
    call = make.activity(session, "call").id
    wishes = preferences.Wishes(answers={call: Answer.HAPPY}, high_gap=92, low_gap=31, consents=frozenset())
    preferences.save(session, advocate_id=who.id, wishes=wishes, actor_id=who.person_id, now=NOW)
    assert fresh_until(session, who) == TODAY + 90 * DAY


def test_an_ask_that_came_meanwhile_keeps_the_mail_back(session: Session) -> None:
    who = stale(session)
    ask(session, who)
    claimed = leases.claim(session, Queue.BULK, owner="test", now=NOW)
    assert claimed is not None
    make.ask(session, who)
    stopped = deliveries.pass_point(session, claimed, address_hashes=(), now=NOW)
    assert stopped == "confirmed_or_asked"
    report = Report(Outcome.CANCELLED, "write", error="confirmed_or_asked")
    deliveries.finish(session, claimed, report, was=MessageState.CLAIMED, host="", jitter=0.5, now=NOW)
    assert session.scalar(select(func.count()).select_from(Reconfirmation)) == 0
