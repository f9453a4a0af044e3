"""The ordered query gives what the rule gives, for random pools (REQ-3)."""

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.kinds import Channel, Effort, Role, Stage, Via
from portal.domain.models import Account, Advocate, MatchRow, Person, SearchRow
from portal.domain.operations import asks, facets, places, searches
from portal.domain.queries import activities, grounds, matching, standings
from portal.domain.queries.activities import Offer
from portal.domain.rules import matching as rules
from portal.domain.rules.caps import OPEN_END, Reason, why_not
from portal.domain.rules.matching import Candidate, Wishes
from tests import make
from tests.make import NOW, TODAY

INDUSTRIES = ("logistics", "retail", "health", None)
REGIONS = ("Nordics", "DACH", None)
PRODUCTS = ("Trace", "Route", "Store")


def offer(session: Session, slug: str = "call") -> Offer:
    return activities.offer(session, make.activity(session, slug).id)


def near(dice: random.Random) -> date | None:
    return dice.choice([None, TODAY + timedelta(days=dice.randint(-120, 5))])


def someone(session: Session, dice: random.Random, number: int, offers: list[int]) -> int:
    """Rows as no program would write them: every mixture of facts."""
    person = Person(email=f"{number}@customer.example", name=f"N {number}", role=Role.ADVOCATE, created_at=NOW)
    session.add(person)
    session.flush()
    stage, channel = dice.choice([Stage.CONFIRMED] * 4 + [Stage.JOINED]), dice.choice([Channel.SELF, Channel.EVENT])
    row = MatchRow(
        may_be_asked=dice.random() < 0.9,
        reachable=dice.random() < 0.9,
        resting=dice.random() < 0.1,
        shares_contact=dice.random() < 0.9,
        open_ask_id=dice.choice([None] * 9 + [number]),
        last_high_on=near(dice),
        last_low_on=near(dice),
        high_gap=dice.choice([92, 184]),
        low_gap=dice.choice([31, 92]),
        break_until=dice.choice([None] * 5 + [TODAY, TODAY + timedelta(days=3), OPEN_END]),
        happy=dice.choice([offers, offers, []]),
        ask_first=dice.choice([offers, []]),
        fair_key=dice.choice([None, 2400.0, 2500.0]),
    )
    made = Advocate(
        person_id=person.id, stage=stage, stage_at=NOW, channel=channel, created_at=NOW, match=row, validated_at=NOW
    )
    session.add(made)
    session.flush()
    session.add(
        SearchRow(
            advocate_id=made.id,
            stage=stage,
            channel=channel,
            validated=dice.random() < 0.9,
            industry=dice.choice(INDUSTRIES),
            region=dice.choice(REGIONS),
            persona=dice.choice(["director", "manager", None]),
            employees=dice.choice([None, 50, 500, 5000]),
            products=dice.sample(PRODUCTS, dice.randint(0, 2)),
            use_cases=dice.sample(["Planning", "Onboarding"], dice.randint(0, 2)),
            fresh_until=dice.choice([None, TODAY, TODAY + timedelta(days=1), TODAY - timedelta(days=400)]),
            unconfirmed=False,
            words="",
        )
    )
    return made.id


def random_wishes(dice: random.Random) -> Wishes:
    def some(*values: str) -> frozenset[str]:
        return frozenset(dice.sample(values, dice.randint(0, min(2, len(values)))))

    return Wishes(
        products=some(*PRODUCTS),
        use_cases=some("Planning", "Onboarding"),
        industries=some("logistics", "retail"),
        regions=some("Nordics", "DACH"),
        personas=some("director", "manager"),
        channels=some("self", "event"),
        employees_from=dice.choice([None, 51]),
        employees_to=dice.choice([None, 500]),
    )


def known(session: Session) -> dict[int, Candidate]:
    """Everybody who is confirmed and validated, as the rule reads them."""
    facts = [name for name in Candidate.__dataclass_fields__ if name not in {"fair_key", "tie_seed"}]
    every = (
        select(*(getattr(SearchRow, name) for name in facts), MatchRow.fair_key, MatchRow.tie_seed)
        .join(MatchRow, MatchRow.advocate_id == SearchRow.advocate_id)
        .where(SearchRow.stage == Stage.CONFIRMED, SearchRow.validated)
    )
    rows = [dict(row._mapping) for row in session.execute(every)]
    lists = ("products", "use_cases")
    return {row["advocate_id"]: Candidate(**row | {name: frozenset(row[name]) for name in lists}) for row in rows}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("slug", ["call", "review"])
def test_query_and_rule_give_the_same_answer(session: Session, seed: int, slug: str) -> None:
    """Who may be asked and who nearly, in the same order, whatever is wished for."""
    dice = random.Random(seed)
    wanted_for = offer(session, slug)
    ground = grounds.ground(session, NOW)
    people = [someone(session, dice, number + 1, [wanted_for.id]) for number in range(60)]
    session.flush()
    facets.refresh(session, advocate_ids=people)
    pool = known(session)
    standing = {one: standings.one(session, one) for one in pool}
    wanted = wanted_for.wanted(by_hand=True)
    for number in range(12):
        wishes, only_fresh = random_wishes(dice), bool(number % 2)
        stale = {one for one, facts in pool.items() if only_fresh and rules.is_stale(facts, TODAY)}
        free = {one for one in pool if why_not(standing[one], wanted, ground.policy, TODAY) is None} - stale
        assert free
        assert pool.keys() - free
        ranked = sorted((pool[one] for one in free), key=lambda one: rules.order(wishes, one))
        assert matching.best(session, wishes, wanted_for, ground, only_fresh=only_fresh) == ranked[:25]
        fitting = [pool[one] for one in pool.keys() - free if rules.meets(wishes, pool[one]) or not wishes.wanted()]
        missed = sorted(
            fitting,
            key=lambda one: rules.order_missed(wishes, one, standing[one.advocate_id], wanted, ground.policy),
        )
        assert matching.near(session, wishes, wanted_for, ground, only_fresh=only_fresh, limit=100) == missed
        told = matching.matches(session, wishes, wanted_for, ground, only_fresh=only_fresh)
        assert [one.line.id for one in told.free] == [one.advocate_id for one in ranked[:25]]
        assert all(one.obstacle or one.line.id in stale for one in told.near)


def placed(session: Session, name: str, **facts: object) -> Advocate:
    made = make.advocate(session, name=name, **facts)  # type: ignore[arg-type]
    account = session.get_one(Account, made.account_id)
    account.industry, account.employees, made.products = "logistics", 4000, ["Trace"]
    searches.refresh(session, advocate_ids=[made.id])
    return made


def test_near_misses_say_why_not_and_when_next_and_ask_first_is_marked(session: Session) -> None:
    dana, ines, samir = (placed(session, name) for name in ("Dana Okafor", "Inés Costa", "Samir Haddad"))
    make.ask(session, ines)
    places.lock(session, samir.id).happy = []
    places.lock(session, samir.id).ask_first = [offer(session).id]
    session.flush()
    ground = grounds.ground(session, NOW)
    wishes = Wishes(products=frozenset({"Trace"}), industries=frozenset({"health"}))
    found = matching.matches(session, wishes, offer(session), ground)
    assert {(one.line.id, one.asks_first) for one in found.free} == {(dana.id, False), (samir.id, True)}
    assert (found.wanted, found.free[0].met) == (2, 1)
    assert [reason.words for reason in found.free[0].reasons] == [
        "Uses Trace",
        "Other industry, logistics",
        "Not asked yet",
    ]
    (miss,) = found.near
    assert miss.obstacle
    assert (miss.line.id, miss.obstacle.reason) == (ines.id, Reason.AWAITING)


def test_nobody_is_offered_to_their_own_company(session: Session) -> None:
    dana = placed(session, "Dana Okafor")
    ground = grounds.ground(session, NOW)
    assert matching.best(session, Wishes(), offer(session), ground)
    assert not matching.best(session, Wishes(), offer(session), ground, not_of=dana.account_id)


def test_an_ask_raises_the_fairness_key_and_giving_it_back_lowers_it(session: Session) -> None:
    dana = make.advocate(session)
    review = make.ask(session, dana, "review", now=NOW - timedelta(days=40))
    asks.decline(session, ask_id=review.id, via=Via.PORTAL, actor_id=dana.person_id, now=NOW - timedelta(days=39))
    before = make.match_row(session, dana).fair_key
    assert before == pytest.approx(rules.key_after(None, Effort.LOW, TODAY - timedelta(days=40)))
    call = make.ask(session, dana)
    assert make.match_row(session, dana).fair_key == pytest.approx(rules.key_after(before, Effort.HIGH, TODAY))
    assert not places.differences(session)
    asks.withdraw(session, ask_id=call.id, via=Via.TEAM, actor_id=call.asker_id, now=NOW)
    assert make.match_row(session, dana).fair_key == pytest.approx(before)
    make.match_row(session, dana).fair_key = 1.0
    session.flush()
    assert [row.advocate_id for row in places.differences(session)] == [dana.id]


def test_the_page_takes_the_same_few_statements_however_many_match(session: Session, statements: list[str]) -> None:
    for name in ("Dana Okafor", "Inés Costa", "Samir Haddad"):
        placed(session, name)
    ground, call = grounds.ground(session, NOW), offer(session)
    session.flush()
    statements.clear()
    matching.matches(session, Wishes(products=frozenset({"Trace"})), call, ground)
    assert len(statements) == 5
