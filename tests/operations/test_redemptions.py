"""Choosing, approving, fulfilling and calling off, and what the ledger says of it (RWD-2 to RWD-5)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Role
from portal.domain.models import Account, Advocate, LedgerAccount, Outbox, Person, Redemption, Reward, RewardCode
from portal.domain.operations import budgets, redemptions, rewards, verification
from portal.domain.operations.budgets import Plan
from portal.domain.operations.redemptions import Wishes
from portal.domain.queries import gifts, histories, ledgers
from portal.domain.queries import redemptions as queries
from portal.domain.queries.budgets import entries as entries_of
from portal.domain.queries.budgets import line as line_of
from portal.domain.value_kinds import Fulfilment, GiftPolicy, LedgerKind, RedemptionState, RewardGroup, RewardKind
from tests import make
from tests.make import NOW

YES = Wishes(allowed=True)


@pytest.fixture
def dana(session: Session) -> Advocate:
    """With 340 points."""
    who = make.advocate(session)
    make.points(session, who, 340)
    return who


@pytest.fixture
def priya(session: Session) -> Person:
    return make.person(session)


@pytest.fixture
def line(session: Session, priya: Person) -> int:
    """€1,000 for gifts this year."""
    return make.budget(session, priya, RewardGroup.GIFTS, 100_000)


def choose(session: Session, who: Advocate, reward: Reward, key: str = "a", wishes: Wishes = YES) -> Redemption:
    return redemptions.choose(session, advocate_id=who.id, reward_id=reward.id, key=key, wishes=wishes, now=NOW)


def balance(session: Session, kind: LedgerKind) -> int:
    account = session.scalars(select(LedgerAccount).where(LedgerAccount.kind == kind)).one()
    session.refresh(account)
    return account.balance


def sound(session: Session) -> list[str]:
    return [f"{each.check}: {each.sentence}" for each in verification.findings(session, seal_keys=[b"k" * 32])]


def test_choosing_holds_points_and_stock(session: Session, dana: Advocate) -> None:
    reward = make.reward(session, points=200, stock=3)
    made = choose(session, dana, reward)
    assert made.state is RedemptionState.HELD
    assert ledgers.balance(session, dana.id).spendable == 140
    assert ledgers.balance(session, dana.id).held == 200
    assert ledgers.balance(session, dana.id).lifetime == 340
    session.refresh(reward)
    assert reward.stock == 2
    assert sound(session) == []


def test_the_same_form_twice_is_one_redemption(session: Session, dana: Advocate) -> None:
    reward = make.reward(session, points=200)
    assert choose(session, dana, reward).id == choose(session, dana, reward).id
    assert ledgers.balance(session, dana.id).spendable == 140


def test_the_same_key_with_other_words_is_refused(session: Session, dana: Advocate) -> None:
    reward = make.reward(session, points=100, question="What about?")
    choose(session, dana, reward)
    with pytest.raises(Refused, match="already used") as refusal:
        choose(session, dana, reward, wishes=Wishes(allowed=True, words="Forecasts"))
    assert refusal.value.reason == "key_reused"


def test_the_price_is_fixed_when_it_is_chosen(session: Session, dana: Advocate, priya: Person) -> None:
    reward = make.reward(session, points=200)
    made = choose(session, dana, reward)
    reward.points = 300
    redemptions.approve(session, redemption_id=made.id, actor_id=priya.id, now=NOW)
    redemptions.fulfil(session, redemption_id=made.id, actor_id=priya.id, now=NOW)
    assert balance(session, LedgerKind.REDEEMED) == 200


@pytest.mark.parametrize(("points", "stock", "reason"), [(341, None, "points"), (10, 0, "stock")])
def test_what_is_short_takes_nothing(
    session: Session, dana: Advocate, points: int, stock: int | None, reason: str
) -> None:
    reward = make.reward(session, points=points, stock=stock)
    with pytest.raises(Refused) as refusal:
        choose(session, dana, reward)
    assert refusal.value.reason == reason
    assert ledgers.balance(session, dana.id).spendable == 340


def test_without_the_employers_leave_nothing_is_taken(session: Session, dana: Advocate) -> None:
    with pytest.raises(Refused, match="employer"):
        choose(session, dana, make.reward(session), wishes=Wishes(allowed=False))


@pytest.mark.parametrize("policy", [GiftPolicy.NON_CASH, GiftPolicy.DONATIONS, GiftPolicy.NOTHING])
def test_what_a_person_may_not_accept_is_not_there(session: Session, dana: Advocate, policy: GiftPolicy) -> None:
    card = make.reward(session, kind=RewardKind.GIFT_CARD, cents=5_000)
    make.accepts(session, dana, policy)
    with pytest.raises(NotFound):
        choose(session, dana, card)


@pytest.mark.parametrize("kind", [kind for kind in RewardKind if kind is not RewardKind.DONATION])
def test_a_public_body_gets_nothing(session: Session, dana: Advocate, kind: RewardKind) -> None:
    session.get_one(Account, dana.account_id).industry = "Public sector"
    session.flush()
    with pytest.raises(NotFound):
        choose(session, dana, make.reward(session, kind=kind))


def test_another_region_is_not_offered_it(session: Session, dana: Advocate) -> None:
    with pytest.raises(NotFound):
        choose(session, dana, make.reward(session, regions=["Nordics"]))


def test_the_years_value_counts_and_is_limited(session: Session, dana: Advocate) -> None:
    card = make.reward(session, kind=RewardKind.GIFT_CARD, points=10, cents=12_000)
    first = choose(session, dana, card)
    assert gifts.given_this_year(session, dana.id, NOW) == {"EUR": 12_000}
    with pytest.raises(Refused) as refusal:
        choose(session, dana, card, key="b")
    assert refusal.value.reason == "year"
    redemptions.cancel(session, redemption_id=first.id, advocate_id=dana.id, now=NOW)
    assert gifts.given_this_year(session, dana.id, NOW) == {"EUR": 0}
    choose(session, dana, card, key="c")


def test_a_gift_of_new_years_eve_stays_sound_when_the_program_moves_east(session: Session, dana: Advocate) -> None:
    card = make.reward(session, kind=RewardKind.GIFT_CARD, points=10, cents=1_000)
    eve = datetime(NOW.year, 12, 31, 20, tzinfo=UTC)
    redemptions.choose(session, advocate_id=dana.id, reward_id=card.id, key="a", wishes=YES, now=eve)
    session.execute(text("UPDATE program SET time_zone = 'Pacific/Auckland'"))
    assert sound(session) == []
    session.execute(text("UPDATE ledger_account SET year = year - 1 WHERE kind = 'gifts'"))
    assert len([each for each in sound(session) if "another year" in each]) == 1


def test_a_donation_is_no_gift_to_the_person(session: Session, dana: Advocate) -> None:
    given = make.reward(session, kind=RewardKind.DONATION, cents=90_000)
    choose(session, dana, given, wishes=Wishes(allowed=True, charity="Médecins de Rue"))
    assert gifts.given_this_year(session, dana.id, NOW) == {}


def test_a_donation_goes_to_one_of_the_charities(session: Session, dana: Advocate) -> None:
    given = make.reward(session, kind=RewardKind.DONATION)
    with pytest.raises(Refused, match="charities"):
        choose(session, dana, given, wishes=Wishes(allowed=True, charity="Myself"))


def test_calling_it_off_gives_everything_back(session: Session, dana: Advocate) -> None:
    reward = make.reward(session, points=200, stock=1)
    made = choose(session, dana, reward)
    for _ in range(2):
        redemptions.cancel(session, redemption_id=made.id, advocate_id=dana.id, now=NOW)
    session.refresh(reward)
    assert (ledgers.balance(session, dana.id).spendable, reward.stock) == (340, 1)
    assert sound(session) == []


def test_somebody_elses_is_not_found(session: Session, dana: Advocate) -> None:
    made = choose(session, dana, make.reward(session))
    with pytest.raises(NotFound):
        redemptions.cancel(session, redemption_id=made.id, advocate_id=make.advocate(session).id, now=NOW)


@pytest.mark.usefixtures("line")
def test_money_is_set_aside_then_spent_then_explained(session: Session, dana: Advocate, priya: Person) -> None:
    card = make.reward(session, kind=RewardKind.GIFT_CARD, points=100, cents=5_000)
    made = choose(session, dana, card)
    redemptions.approve(session, redemption_id=made.id, actor_id=priya.id, now=NOW)
    assert (balance(session, LedgerKind.LINE), balance(session, LedgerKind.COMMITTED)) == (95_000, 5_000)
    redemptions.fulfil(session, redemption_id=made.id, actor_id=priya.id, now=NOW)
    assert (balance(session, LedgerKind.COMMITTED), balance(session, LedgerKind.SPENT)) == (0, 5_000)
    redemptions.reopen(session, redemption_id=made.id, reason="The card was empty", actor_id=priya.id, now=NOW)
    assert (balance(session, LedgerKind.COMMITTED), balance(session, LedgerKind.SPENT)) == (5_000, 0)
    assert ledgers.balance(session, dana.id).held == 100
    redemptions.fulfil(session, redemption_id=made.id, actor_id=priya.id, now=NOW)
    assert (balance(session, LedgerKind.SPENT), balance(session, LedgerKind.REDEEMED)) == (5_000, 100)
    assert sound(session) == []


def test_a_line_that_is_used_up_refuses(session: Session, dana: Advocate, priya: Person) -> None:
    make.budget(session, priya, RewardGroup.GIFTS, 4_000)
    made = choose(session, dana, make.reward(session, kind=RewardKind.GIFT_CARD, cents=5_000))
    with pytest.raises(Refused, match="€40 left, and this needs €50"):
        redemptions.approve(session, redemption_id=made.id, actor_id=priya.id, now=NOW)


def test_without_a_line_nothing_is_paid(session: Session, dana: Advocate, priya: Person) -> None:
    made = choose(session, dana, make.reward(session, kind=RewardKind.GIFT_CARD, cents=5_000))
    with pytest.raises(Refused, match="No budget line"):
        redemptions.approve(session, redemption_id=made.id, actor_id=priya.id, now=NOW)


def test_two_lines_for_the_same_days_are_refused(session: Session, priya: Person) -> None:
    make.budget(session, priya, RewardGroup.GIVING, 1)
    plan = Plan("Again", RewardGroup.GIVING, "EUR", date(2026, 12, 1), date(2027, 2, 1), 100)
    with pytest.raises(Refused, match="already"):
        budgets.add(session, plan=plan, actor_id=priya.id, now=NOW)


def test_a_big_one_needs_two_people(session: Session, priya: Person) -> None:
    dana = make.advocate(session)
    make.points(session, dana, 600)
    made = choose(session, dana, make.reward(session, points=500))
    for _ in range(2):
        if made.first_by is None:
            redemptions.approve(session, redemption_id=made.id, actor_id=priya.id, now=NOW)
            continue
        with pytest.raises(Refused, match="Somebody else"):
            redemptions.approve(session, redemption_id=made.id, actor_id=priya.id, now=NOW)
    assert made.state is RedemptionState.HELD
    again = redemptions.approve(session, redemption_id=made.id, actor_id=make.person(session).id, now=NOW)
    assert again.state is RedemptionState.APPROVED


def test_a_policy_that_changed_meanwhile_stops_it(session: Session, dana: Advocate, priya: Person) -> None:
    made = choose(session, dana, make.reward(session))
    make.accepts(session, dana, GiftPolicy.NOTHING)
    with pytest.raises(Refused, match="gift rules"):
        redemptions.approve(session, redemption_id=made.id, actor_id=priya.id, now=NOW)


@pytest.mark.usefixtures("line")
def test_a_code_is_handed_out_once(session: Session, dana: Advocate, priya: Person) -> None:
    card = make.reward(session, kind=RewardKind.GIFT_CARD, points=10, cents=1_000, fulfilment=Fulfilment.CODE, stock=0)
    for _ in range(2):
        rewards.import_codes(session, reward_id=card.id, codes=["AA-1", "AA-2", "AA-1"], actor_id=priya.id, now=NOW)
    session.refresh(card)
    assert card.stock == 2
    for key in ("a", "b"):
        made = choose(session, dana, card, key=key)
        redemptions.approve(session, redemption_id=made.id, actor_id=priya.id, now=NOW)
        redemptions.fulfil(session, redemption_id=made.id, actor_id=priya.id, now=NOW)
    handed = session.scalars(select(RewardCode.code).where(RewardCode.redemption_id.is_not(None))).all()
    assert sorted(handed) == ["AA-1", "AA-2"]
    assert sound(session) == []


def test_an_address_is_erased_when_it_arrived(session: Session, dana: Advocate, priya: Person) -> None:
    mug = make.reward(session, kind=RewardKind.SWAG, fulfilment=Fulfilment.POST)
    made = choose(session, dana, mug, wishes=Wishes(allowed=True, address="Quay 1, Leith"))
    redemptions.approve(session, redemption_id=made.id, actor_id=priya.id, now=NOW)
    redemptions.fulfil(session, redemption_id=made.id, actor_id=priya.id, now=NOW)
    assert made.address is None
    assert session.scalar(text("SELECT count(*) FROM redemption WHERE address IS NOT NULL")) == 0
    redemptions.reopen(session, redemption_id=made.id, reason="It came back", actor_id=priya.id, now=NOW)
    with pytest.raises(Refused, match="no address yet"):
        redemptions.fulfil(session, redemption_id=made.id, actor_id=priya.id, now=NOW)


def test_time_with_somebody_becomes_their_to_do(session: Session, dana: Advocate, priya: Person) -> None:
    hanna = make.person(session, role=Role.COLLEAGUE, name="Hanna Weiss")
    hour = make.reward(session, kind=RewardKind.EXECUTIVE_TIME, fulfilment=Fulfilment.OWNER, owner=hanna)
    made = choose(session, dana, hour)
    redemptions.approve(session, redemption_id=made.id, actor_id=priya.id, now=NOW)
    assert made.owner_id == hanna.id
    told = select(func.count()).where(Outbox.topic == "redemption.assigned", Outbox.recipient_id == hanna.id)
    assert session.scalar(told) == 1


def test_whoever_gives_their_time_is_among_those_who_saw_the_address(
    session: Session, dana: Advocate, priya: Person
) -> None:
    """It is in the mail that tells them of it (ADV-8)."""
    hanna = make.person(session, role=Role.COLLEAGUE, name="Hanna Weiss")
    hour = make.reward(session, kind=RewardKind.EXECUTIVE_TIME, fulfilment=Fulfilment.OWNER, owner=hanna)
    made = choose(session, dana, hour)
    for _ in range(2):
        redemptions.approve(session, redemption_id=made.id, actor_id=priya.id, now=NOW)
    assert [look.name for look in histories.looks(session, dana.id)] == ["Hanna Weiss"]


def test_release_says_why_and_gives_all_back(session: Session, dana: Advocate, priya: Person, line: int) -> None:
    card = make.reward(session, kind=RewardKind.GIFT_CARD, points=100, cents=5_000, stock=1)
    made = choose(session, dana, card)
    redemptions.approve(session, redemption_id=made.id, actor_id=priya.id, now=NOW)
    assert made.line_id == line
    with pytest.raises(Refused, match="Say why"):
        redemptions.release(session, redemption_id=made.id, reason=" ", actor_id=priya.id, now=NOW)
    redemptions.release(session, redemption_id=made.id, reason="Sold out", actor_id=priya.id, now=NOW)
    session.refresh(card)
    assert (ledgers.balance(session, dana.id).spendable, card.stock) == (340, 1)
    assert (balance(session, LedgerKind.LINE), balance(session, LedgerKind.COMMITTED)) == (100_000, 0)
    assert sound(session) == []


@pytest.mark.usefixtures("line")
def test_a_code_that_failed_is_replaced(session: Session, dana: Advocate, priya: Person) -> None:
    card = make.reward(session, kind=RewardKind.GIFT_CARD, points=10, cents=1_000, fulfilment=Fulfilment.CODE, stock=0)
    rewards.import_codes(session, reward_id=card.id, codes=["AA-1", "AA-2"], actor_id=priya.id, now=NOW)
    made = choose(session, dana, card)
    redemptions.approve(session, redemption_id=made.id, actor_id=priya.id, now=NOW)
    redemptions.fulfil(session, redemption_id=made.id, actor_id=priya.id, now=NOW)
    redemptions.reopen(session, redemption_id=made.id, reason="It was used", actor_id=priya.id, now=NOW)
    session.refresh(card)
    assert card.stock == 0
    redemptions.fulfil(session, redemption_id=made.id, actor_id=priya.id, now=NOW)
    assert queries.code(session, made.id) == "AA-2"
    assert sound(session) == []


def test_a_years_budget_is_explained_to_the_cent(session: Session, priya: Person) -> None:
    """What the pages show is what anybody gets who adds up the exported ledger."""
    line_id = make.budget(session, priya, RewardGroup.GIFTS, 123_457)
    budgets.change(session, line_id=line_id, cents=-457, key="k", reason="Rounded", actor_id=priya.id, now=NOW)
    card = make.reward(session, kind=RewardKind.GIFT_CARD, points=1, cents=1_234)
    ends = (redemptions.approve, redemptions.fulfil, redemptions.release)
    for number in range(6):
        who = make.advocate(session)
        make.points(session, who, 10)
        made = choose(session, who, card)
        redemptions.approve(session, redemption_id=made.id, actor_id=priya.id, now=NOW)
        more = {"reason": "Sold out"} if number % 3 == 2 else {}
        ends[number % 3](session, redemption_id=made.id, actor_id=priya.id, now=NOW, **more)
    added = {"line": 0, "committed": 0, "spent": 0}
    for entry in ledgers.every(session):
        for account, sign in ((entry.debit, -1), (entry.credit, 1)):
            kind, _, number_of_line = account.partition(" ")
            if number_of_line == str(line_id) and kind in added:
                added[kind] += sign * entry.amount
    shown = line_of(session, line_id)
    assert added == {"line": shown.left, "committed": shown.committed, "spent": shown.spent}
    assert (shown.planned, shown.committed, shown.spent) == (123_000, 2 * 1_234, 2 * 1_234)
    assert sum(each.moved.amount for each in entries_of(session, line_id) if each.moved.kind == "spend") == shown.spent


def test_a_reward_that_was_chosen_stays_of_its_kind(session: Session, dana: Advocate, priya: Person) -> None:
    """What it counts as, and which budget pays, was settled when it was chosen."""
    mug = make.reward(session, kind=RewardKind.SWAG, cents=2_000)
    words = rewards.Words(**{name: getattr(mug, name) for name in rewards.Words.__dataclass_fields__})

    def change(kind: RewardKind) -> None:
        rewards.change(
            session, reward_id=mug.id, words=replace(words, kind=kind), counted=0, actor_id=priya.id, now=NOW
        )

    change(RewardKind.PEER_NETWORKING)
    choose(session, dana, mug)
    with pytest.raises(Refused, match="Archive it and add another"):
        change(RewardKind.TRAINING)
    assert sound(session) == []
