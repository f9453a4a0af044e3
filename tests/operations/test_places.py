"""The guarded update says what the rule says, and raw SQL can't break a cap either (CAP-3, CAP-5)."""

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.domain.kinds import Effort, Via
from portal.domain.models import Ask, MatchRow
from portal.domain.operations import asks, places
from portal.domain.queries import standings
from portal.domain.rules import caps
from tests import make
from tests.make import NOW, TODAY


def near(dice: random.Random) -> date | None:
    return dice.choice([None, TODAY + timedelta(days=dice.randint(-400, 40))])


@pytest.mark.parametrize("seed", range(4))
def test_the_guarded_update_and_the_rule_agree_on_random_facts(session: Session, seed: int) -> None:
    dice = random.Random(seed)
    dana = make.advocate(session)
    activities = {slug: make.activity(session, slug) for slug in ("call", "speak", "review", "intro")}
    ids = [one.id for one in activities.values()]
    taken = 0
    for _ in range(150):
        facts = {
            "may_be_asked": dice.random() < 0.9,
            "reachable": dice.random() < 0.9,
            "resting": dice.random() < 0.1,
            "shares_contact": dice.random() < 0.8,
            "open_ask_id": dice.choice([None, None, None, 1]),
            "last_high_on": near(dice),
            "last_low_on": near(dice),
            "high_gap": dice.choice(caps.GAP_CHOICES[Effort.HIGH]),
            "low_gap": dice.choice(caps.GAP_CHOICES[Effort.LOW]),
            "break_until": dice.choice([near(dice), caps.OPEN_END]) if dice.random() < 0.4 else None,
            "happy": [one for one in ids if dice.random() < 0.6],
            "ask_first": [one for one in ids if dice.random() < 0.3],
        }
        session.execute(update(MatchRow).where(MatchRow.advocate_id == dana.id).values(**facts))
        policy = caps.Policy(high_gap=dice.choice([92, 150]), low_gap=dice.choice([31, 60]))
        activity = dice.choice(list(activities.values()))
        by_hand = dice.random() < 0.5
        obstacle = caps.why_not(
            standings.one(session, dana.id), standings.wanted(activity, by_hand=by_hand), policy, TODAY
        )
        won = places.take(
            session,
            advocate_id=dana.id,
            ask_id=7,
            activity=activity,
            policy=policy,
            by_hand=by_hand,
            today=TODAY,
        )
        assert won is (obstacle is None), (facts, activity.slug, by_hand, obstacle)
        taken += won
    assert taken > 5


@pytest.mark.parametrize(("slug", "gap"), [("call", 92), ("review", 31)])
def test_raw_sql_cannot_put_two_asks_into_one_window(session: Session, slug: str, gap: int) -> None:
    dana = make.advocate(session)
    first = make.ask(session, dana, slug)
    asks.decline(session, ask_id=first.id, via=Via.LINK, actor_id=None, now=NOW)
    second = make.draft(session, dana, slug)
    inside = {"state": "declined", "holds_place": True, "asked_on": TODAY + timedelta(days=gap - 1)}
    with pytest.raises(IntegrityError, match="quiet_period"), session.begin_nested():
        session.execute(update(Ask).where(Ask.id == second.id).values(**inside))
    outside = inside | {"asked_on": TODAY + timedelta(days=gap)}
    session.execute(update(Ask).where(Ask.id == second.id).values(**outside))


@pytest.mark.parametrize("change", [{"high_gap": 91}, {"low_gap": 30}])
def test_raw_sql_cannot_shorten_a_wish(session: Session, change: dict[str, int]) -> None:
    dana = make.advocate(session)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(update(MatchRow).where(MatchRow.advocate_id == dana.id).values(**change))


def test_a_place_given_back_restores_the_day_of_the_ask_before(session: Session) -> None:
    dana = make.advocate(session)
    first = make.ask(session, dana)
    asks.accept(session, ask_id=first.id, via=Via.LINK, actor_id=None, now=NOW)
    later = NOW + timedelta(days=120)
    second = make.ask(session, dana, now=later)
    asks.withdraw(session, ask_id=second.id, via=Via.TEAM, actor_id=second.asker_id, now=later)
    assert make.match_row(session, dana).last_high_on == TODAY
