"""Points for what was done, points that end, asks for reviews (RWD-1, RWD-6)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import MessageState, Topic, Via
from portal.domain.models import Advocate, Ask, Outbox, Person, Transfer
from portal.domain.operations import adjustments, asks, expiries, gifts, ledgers, merges, redemptions, verification
from portal.domain.operations.ledgers import KeyReused
from portal.domain.queries import ledgers as queries
from portal.domain.queries import rewards
from portal.domain.queries.gifts import of_advocate as standing
from portal.domain.queries.gifts import taker
from portal.domain.value_kinds import GiftPolicy, RewardKind
from portal.links import Links
from tests import make
from tests.make import NOW

MONTHS_AGO = datetime(2024, 11, 20, 9, tzinfo=UTC)
FIRST = datetime(2026, 12, 1, 9, tzinfo=UTC)
NOTICE = datetime(2026, 11, 1, 9, tzinfo=UTC)


@pytest.fixture
def dana(session: Session) -> Advocate:
    return make.advocate(session)


def done(session: Session, who: Advocate, slug: str = "call", evidence: str = "Held") -> Ask:
    ask = make.ask(session, who, slug)
    asks.accept(session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=NOW)
    for _ in range(2):
        asks.complete(session, ask_id=ask.id, on=NOW.date(), evidence=evidence, actor_id=ask.asker_id, now=NOW)
    return ask


def spendable(session: Session, who: Advocate) -> int:
    return queries.balance(session, who.id).spendable


def sound(session: Session) -> list[str]:
    return [f"{each.check}: {each.sentence}" for each in verification.findings(session, seal_keys=[b"k" * 32])]


def test_a_confirmed_completion_credits_once(session: Session, dana: Advocate) -> None:
    done(session, dana)
    assert spendable(session, dana) == 100
    assert session.scalar(select(Transfer.amount)) == 100
    assert sound(session) == []


@pytest.mark.parametrize("policy", [GiftPolicy.ANYTHING, GiftPolicy.NOTHING])
def test_whoever_wants_none_earns_none(session: Session, dana: Advocate, policy: GiftPolicy) -> None:
    off = policy is GiftPolicy.ANYTHING
    gifts.say(session, advocate_id=dana.id, policy=policy, off=off, actor_id=dana.person_id, now=NOW)
    done(session, dana)
    assert spendable(session, dana) == 0


@pytest.mark.parametrize(
    ("evidence", "points"), [("https://www.g2.com/r/1", 40), ("https://apps.apple.com/r/1", 0), ("Seen", 0)]
)
def test_a_review_is_thanked_for_where_its_site_lets_us(
    session: Session, dana: Advocate, evidence: str, points: int
) -> None:
    done(session, dana, "review", evidence)
    assert spendable(session, dana) == points


def test_a_review_is_never_asked_for_as_praise(session: Session, dana: Advocate) -> None:
    ask = make.draft(session, dana, "review")
    ask.why = "A positive review would help us."
    with pytest.raises(Refused, match="Leave out “positive review”"):
        asks.send(session, ask_id=ask.id, actor_id=ask.asker_id, now=NOW)


def test_our_own_people_are_never_asked_for_a_review(session: Session, dana: Advocate) -> None:
    session.get_one(Person, dana.person_id).email = "dana@company.example"
    session.flush()
    with pytest.raises(Refused, match="our own addresses"):
        make.ask(session, dana, "review")


def test_a_key_stands_for_one_deed(session: Session, dana: Advocate) -> None:
    make.points(session, dana, 50)
    first = session.scalars(select(Transfer)).one()
    source, target = ledgers.Purse("adjustment"), ledgers.of_advocate(dana.id)  # type: ignore[arg-type]
    cause = ledgers.Cause(actor_id=first.actor_id, reason=first.reason)
    again = {"key": first.key, "source": source, "target": target, "cause": cause, "now": NOW}
    assert ledgers.move(session, first.kind, amount=50, **again) == first.id  # type: ignore[arg-type]
    with pytest.raises(KeyReused):
        ledgers.move(session, first.kind, amount=51, **again)  # type: ignore[arg-type]
    assert spendable(session, dana) == 50


def notices(session: Session) -> list[Outbox]:
    return list(session.scalars(select(Outbox).where(Outbox.topic == Topic.POINTS_EXPIRING)))


def arrive(session: Session, at: datetime, state: MessageState = MessageState.SENT) -> None:
    session.execute(update(Outbox).where(Outbox.topic == Topic.POINTS_EXPIRING).values(state=state, finished_at=at))


def test_points_end_a_month_after_their_notice(session: Session, dana: Advocate) -> None:
    make.points(session, dana, 120, now=MONTHS_AGO)
    make.points(session, dana, 30)
    assert expiries.announce_due(session, now=NOTICE) == 1
    assert expiries.announce_due(session, now=NOTICE + timedelta(days=1)) == 0
    arrive(session, NOTICE)
    assert expiries.expire_due(session, now=FIRST - timedelta(days=1)) == 0
    assert expiries.expire_due(session, now=FIRST) == 1
    assert expiries.expire_due(session, now=FIRST + timedelta(days=3)) == 0
    assert spendable(session, dana) == 30
    assert sound(session) == []


def test_what_comes_back_after_points_have_ended_ends_with_a_notice_of_its_own(
    session: Session, dana: Advocate
) -> None:
    """A reward was called off after the first: its points were announced for nobody's day, and hold up nobody."""
    make.points(session, dana, 120, now=MONTHS_AGO)
    reward = make.reward(session, points=50)
    wishes = redemptions.Wishes(allowed=True)
    made = redemptions.choose(session, advocate_id=dana.id, reward_id=reward.id, key="k", wishes=wishes, now=MONTHS_AGO)
    expiries.announce_due(session, now=NOTICE)
    arrive(session, NOTICE)
    assert expiries.expire_due(session, now=FIRST) == 1
    redemptions.cancel(session, redemption_id=made.id, advocate_id=dana.id, now=FIRST)
    assert expiries.expire_due(session, now=FIRST + timedelta(days=1)) == 0
    assert spendable(session, dana) == 50
    assert expiries.announce_due(session, now=FIRST + timedelta(days=1)) == 1


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (NOTICE, MessageState.CANCELLED),
        (NOTICE, MessageState.BOUNCED),
        (NOTICE + timedelta(days=3), MessageState.SENT),
    ],
)
def test_without_a_notice_in_time_nothing_ends(
    session: Session, dana: Advocate, at: datetime, state: MessageState
) -> None:
    make.points(session, dana, 120, now=MONTHS_AGO)
    expiries.announce_due(session, now=NOTICE)
    arrive(session, at, state)
    assert expiries.expire_due(session, now=FIRST) == 0
    assert spendable(session, dana) == 120


def test_a_notice_comes_a_month_before_or_not_at_all(session: Session, dana: Advocate) -> None:
    make.points(session, dana, 120, now=MONTHS_AGO)
    assert expiries.announce_due(session, now=NOTICE + timedelta(days=10)) == 0
    assert notices(session) == []


def test_two_entries_that_become_one_keep_their_points(session: Session, dana: Advocate) -> None:
    other = make.advocate(session, name="Dana O.")
    make.points(session, dana, 30)
    make.points(session, other, 600)
    gifts.say(session, advocate_id=other.id, policy=GiftPolicy.DONATIONS, off=False, actor_id=other.person_id, now=NOW)
    ways = {"survivor_id": dana.id, "loser_id": other.id, "address_hashes": Links("x" * 40).address_hashes}
    for _ in range(2):
        merges.merge(session, **ways, actor_id=make.person(session).id, now=NOW)  # type: ignore[arg-type]
    assert (spendable(session, dana), spendable(session, other)) == (630, 0)
    assert standing(session, dana.id).policy is GiftPolicy.DONATIONS
    assert [each for each in sound(session) if each.startswith("ledger")] == []


def test_under_a_merged_entry_nothing_can_be_chosen_beside_the_rules(session: Session, dana: Advocate) -> None:
    """The old address still signs in; what it may have is counted where the person is now (RWD-5)."""
    other, card = make.advocate(session), make.reward(session, kind=RewardKind.GIFT_CARD, points=0, cents=5_000)
    make.accepts(session, dana, GiftPolicy.NOTHING)
    ways = {"survivor_id": dana.id, "loser_id": other.id, "address_hashes": Links("x" * 40).address_hashes}
    merges.merge(session, **ways, actor_id=make.person(session).id, now=NOW)  # type: ignore[arg-type]
    assert rewards.menu(session, taker(session, other.id, now=NOW)) == []
    for one in (dana, other):
        with pytest.raises(NotFound):
            redemptions.choose(
                session,
                advocate_id=one.id,
                reward_id=card.id,
                key="k",
                wishes=redemptions.Wishes(allowed=True),
                now=NOW,
            )


def test_points_that_waited_for_a_second_person_go_to_the_entry_that_stayed(session: Session, dana: Advocate) -> None:
    other, one, second = make.advocate(session), make.person(session), make.person(session)
    waiting = adjustments.make(
        session, advocate_id=other.id, points=5_000, reason="A year of calls", key="a", actor_id=one.id, now=NOW
    )
    ways = {"survivor_id": dana.id, "loser_id": other.id, "address_hashes": Links("x" * 40).address_hashes}
    merges.merge(session, **ways, actor_id=one.id, now=NOW)  # type: ignore[arg-type]
    adjustments.approve(session, adjustment_id=waiting.id, actor_id=second.id, now=NOW)
    assert (spendable(session, dana), spendable(session, other)) == (5_000, 0)
    assert [each for each in sound(session) if each.startswith("ledger")] == []


def test_points_of_an_ask_that_was_done_after_a_merge_go_to_the_entry_that_stayed(
    session: Session, dana: Advocate
) -> None:
    """A no of theirs may become a yes for seven days, whichever entry it was asked under."""
    other = make.advocate(session)
    ask = make.ask(session, other)
    asks.decline(session, ask_id=ask.id, reason=None, via=Via.LINK, actor_id=None, now=NOW)
    ways = {"survivor_id": dana.id, "loser_id": other.id, "address_hashes": Links("x" * 40).address_hashes}
    merges.merge(session, **ways, actor_id=make.person(session).id, now=NOW)  # type: ignore[arg-type]
    asks.accept(session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=NOW)
    asks.complete(session, ask_id=ask.id, on=NOW.date(), evidence="Held", actor_id=ask.asker_id, now=NOW)
    assert (spendable(session, dana), spendable(session, other)) == (100, 0)
    assert [each for each in sound(session) if each.startswith("ledger")] == []


def test_points_of_a_reward_that_failed_after_a_merge_go_to_the_entry_that_stayed(
    session: Session, dana: Advocate
) -> None:
    other, priya = make.advocate(session), make.person(session)
    make.points(session, other, 100)
    made = redemptions.choose(
        session,
        advocate_id=other.id,
        reward_id=make.reward(session, points=100).id,
        key="k",
        wishes=redemptions.Wishes(allowed=True),
        now=NOW,
    )
    redemptions.approve(session, redemption_id=made.id, actor_id=priya.id, now=NOW)
    redemptions.fulfil(session, redemption_id=made.id, actor_id=priya.id, now=NOW)
    ways = {"survivor_id": dana.id, "loser_id": other.id, "address_hashes": Links("x" * 40).address_hashes}
    merges.merge(session, **ways, actor_id=priya.id, now=NOW)  # type: ignore[arg-type]
    redemptions.reopen(session, redemption_id=made.id, reason="It was cancelled", actor_id=priya.id, now=NOW)
    redemptions.release(session, redemption_id=made.id, reason="It was cancelled", actor_id=priya.id, now=NOW)
    assert (spendable(session, dana), spendable(session, other)) == (100, 0)
    assert [each for each in sound(session) if each.startswith("ledger")] == []


@pytest.mark.parametrize("own", [None, GiftPolicy.NON_CASH])
def test_the_stricter_company_of_two_entries_counts(session: Session, dana: Advocate, own: GiftPolicy | None) -> None:
    """The same person is known once at a company and once at a public body."""
    other = make.advocate(session, name="Dana O.")
    other.account_id = make.account(session, industry="Government").id
    if own:
        gifts.say(session, advocate_id=dana.id, policy=own, off=False, actor_id=dana.person_id, now=NOW)
    merges.merge(
        session,
        survivor_id=dana.id,
        loser_id=other.id,
        address_hashes=Links("x" * 40).address_hashes,
        actor_id=make.person(session).id,
        now=NOW,
    )
    assert standing(session, dana.id).policy is GiftPolicy.NOTHING


def test_a_rule_of_the_company_stays_with_the_company(session: Session, dana: Advocate) -> None:
    """Two entries at one company: when its rule is loosened, the person has it looser too."""
    other = make.advocate(session, name="Dana O.")
    other.account_id = dana.account_id
    team = make.person(session).id
    assert dana.account_id
    gifts.set_for_account(session, account_id=dana.account_id, policy=GiftPolicy.DONATIONS, actor_id=team, now=NOW)
    merges.merge(
        session,
        survivor_id=dana.id,
        loser_id=other.id,
        address_hashes=Links("x" * 40).address_hashes,
        actor_id=team,
        now=NOW,
    )
    assert standing(session, dana.id).own is None


def test_a_reward_on_its_way_keeps_its_entry(session: Session, dana: Advocate) -> None:
    other = make.advocate(session)
    redemptions.choose(
        session,
        advocate_id=other.id,
        reward_id=make.reward(session, points=0).id,
        key="k",
        wishes=redemptions.Wishes(allowed=True),
        now=NOW,
    )
    with pytest.raises(Refused, match="on its way"):
        merges.merge(
            session,
            survivor_id=dana.id,
            loser_id=other.id,
            address_hashes=Links("x" * 40).address_hashes,
            actor_id=make.person(session).id,
            now=NOW,
        )
