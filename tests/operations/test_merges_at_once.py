"""Merging keeps every limit: on random facts, and while others merge or ask at the same moment (ADV-5, CAP-5)."""

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import Database
from portal.domain.errors import Refused
from portal.domain.kinds import Effort, Via
from portal.domain.models import Advocate
from portal.domain.operations import advocates, asks, merges, places
from portal.domain.queries import standings
from portal.domain.rules import caps
from portal.domain.rules.caps import OPEN_END
from tests import make
from tests.make import NOW, TODAY
from tests.operations.test_merges import asked_and_declined, hashed, in_order, merge
from tests.operations.test_places_at_once import Contender, until, waiting_for_a_lock


@pytest.mark.parametrize("seed", range(3))
def test_on_random_facts_nobody_is_asked_earlier(session: Session, seed: int) -> None:
    dice = random.Random(seed)
    policy = caps.Policy(high_gap=92, low_gap=31)
    make.program(session)
    for _ in range(8):
        pair = [somebody(session, dice) for _ in range(2)]
        before = [first_days(session, one, policy) for one in pair]
        merge(session, *pair)
        after = first_days(session, pair[0], policy)
        assert all(day >= max(was) for day, *was in zip(after, *before, strict=True)), (seed, before, after)
    assert in_order(session)


def somebody(session: Session, dice: random.Random) -> Advocate:
    made = make.advocate(
        session,
        high_gap=dice.choice(caps.GAP_CHOICES[Effort.HIGH]),
        low_gap=dice.choice(caps.GAP_CHOICES[Effort.LOW]),
        break_until=dice.choice([None, None, TODAY + timedelta(days=dice.randint(-5, 90)), OPEN_END]),
    )
    row = make.match_row(session, made)
    until_then, row.break_until = row.break_until, None
    for slug in ("call", "review"):
        if dice.random() < 0.6:
            asked_and_declined(session, made, slug, TODAY - timedelta(days=dice.randint(0, 300)))
    make.match_row(session, made).break_until = until_then
    if dice.random() < 0.2:
        made.rest_since = NOW
    if dice.random() < 0.2:
        advocates.leave(session, advocate_id=made.id, actor_id=made.person_id, now=NOW)
    session.flush()
    places.refresh(session, made.id)
    return made


def first_days(session: Session, who: Advocate, policy: caps.Policy) -> list[date]:
    session.expire_all()
    standing = standings.one(session, who.id)
    wanted = [standings.wanted(make.activity(session, slug), by_hand=True) for slug in ("call", "review")]
    obstacles = [caps.why_not(standing, one, policy, TODAY) for one in wanted]
    return [TODAY if one is None else one.next_on or date.max for one in obstacles]


def test_two_who_merge_the_other_way_round_at_once_make_one_merge(real_database: Database) -> None:
    with real_database.writing() as session:
        one, other, actor = make.advocate(session), make.advocate(session), make.person(session)

    def the_other_way() -> object:
        with real_database.writing() as session:
            return merges.merge(
                session, survivor_id=other.id, loser_id=one.id, address_hashes=hashed, actor_id=actor.id, now=NOW
            ).id

    with real_database.writing() as session:
        merges.merge(session, survivor_id=one.id, loser_id=other.id, address_hashes=hashed, actor_id=actor.id, now=NOW)
        second = Contender(the_other_way)
        second.start()
        until(lambda: waiting_for_a_lock(real_database))
    second.join()
    assert isinstance(second.outcome, Refused)
    with real_database.reading() as session:
        pointing = session.execute(select(Advocate.id, Advocate.merged_into_id).where(Advocate.merged_into_id > 0))
        assert pointing.all() == [(other.id, one.id)]
        assert in_order(session)


def test_an_ask_at_the_same_moment_comes_before_or_after(real_database: Database) -> None:
    """The loser is asked while the merge waits: the merge is refused, and no day is lost."""
    with real_database.writing() as session:
        one, other, actor = make.advocate(session), make.advocate(session), make.person(session)
        draft = make.draft(session, other, asker=actor)

    def merging() -> object:
        with real_database.writing() as session:
            return merges.merge(
                session, survivor_id=one.id, loser_id=other.id, address_hashes=hashed, actor_id=actor.id, now=NOW
            )

    with real_database.writing() as session:
        asks.send(session, ask_id=draft.id, actor_id=actor.id, now=NOW)
        session.flush()
        contender = Contender(merging)
        contender.start()
        until(lambda: waiting_for_a_lock(real_database))
    contender.join()
    assert isinstance(contender.outcome, Refused)
    assert contender.outcome.reason == "unfinished"


def test_a_no_that_becomes_a_yes_waits_for_the_survivor_who_leaves(real_database: Database) -> None:
    with real_database.writing() as session:
        survivor, loser = make.advocate(session), make.advocate(session)
        call = make.ask(session, loser)
        asks.decline(session, ask_id=call.id, via=Via.LINK, actor_id=None, now=NOW)
        merge(session, survivor, loser)

    def answering() -> object:
        with real_database.writing() as session:
            return asks.accept(session, ask_id=call.id, via=Via.LINK, actor_id=None, now=NOW)

    with real_database.writing() as session:
        advocates.leave(session, advocate_id=survivor.id, actor_id=survivor.person_id, now=NOW)
        session.flush()
        contender = Contender(answering)
        contender.start()
        until(lambda: waiting_for_a_lock(real_database))
    contender.join()
    assert isinstance(contender.outcome, Refused)
    assert contender.outcome.reason == "not_in_program"
