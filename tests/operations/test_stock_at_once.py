"""Codes that are promised and given back in the same instant, step by step with real commits (RWD-3)."""

import pytest

from portal.db import Database
from portal.domain.models import Advocate, Redemption, Reward
from portal.domain.operations import bookkeeping, redemptions, rewards
from portal.domain.operations.redemptions import Wishes
from portal.domain.value_kinds import Fulfilment
from tests import make
from tests.make import NOW
from tests.operations.test_places_at_once import Contender, until, waiting_for_a_lock

YES = Wishes(allowed=True)


@pytest.fixture
def card(real_database: Database) -> Reward:
    """Three codes."""
    with real_database.writing() as session:
        made = make.reward(session, points=0, fulfilment=Fulfilment.CODE, stock=0)
        codes = ["AA-1", "AA-2", "AA-3"]
        rewards.import_codes(session, reward_id=made.id, codes=codes, actor_id=make.person(session).id, now=NOW)
        return made


def chosen(database: Database, card: Reward) -> Redemption:
    with database.writing() as session:
        who = make.advocate(session)
        return redemptions.choose(session, advocate_id=who.id, reward_id=card.id, key="a", wishes=YES, now=NOW)


def call_off(database: Database, made: Redemption) -> object:
    with database.writing() as session:
        return redemptions.cancel(session, redemption_id=made.id, advocate_id=made.advocate_id, now=NOW).state


def in_stock(database: Database, card: Reward) -> int | None:
    with database.reading() as session:
        assert list(bookkeeping.differences(session, keys=[b"k" * 32])) == []
        return session.get_one(Reward, card.id).stock


def test_two_that_are_called_off_together_give_both_codes_back(real_database: Database, card: Reward) -> None:
    one, other = chosen(real_database, card), chosen(real_database, card)
    second = Contender(lambda: call_off(real_database, other))
    with real_database.writing() as session:
        redemptions.cancel(session, redemption_id=one.id, advocate_id=one.advocate_id, now=NOW)
        second.start()
        until(lambda: waiting_for_a_lock(real_database))
    second.join()
    assert in_stock(real_database, card) == 3


def test_a_code_promised_while_another_is_given_back_is_not_promised_twice(
    real_database: Database, card: Reward
) -> None:
    made = chosen(real_database, card)
    with real_database.writing() as session:
        who = make.advocate(session)
    second = Contender(lambda: call_off(real_database, made))
    with real_database.writing() as session:
        who = session.get_one(Advocate, who.id)
        redemptions.choose(session, advocate_id=who.id, reward_id=card.id, key="b", wishes=YES, now=NOW)
        second.start()
        until(lambda: waiting_for_a_lock(real_database))
    second.join()
    assert in_stock(real_database, card) == 2
