"""Who may be given what, when points end, which reviews may be thanked for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.rules import expiries, gifts, money, reviews, rewards
from portal.domain.rules.rewards import Offer, Short, Taker
from portal.domain.value_kinds import GiftPolicy, RewardKind

CARD = Offer(kind=RewardKind.GIFT_CARD, points=100, cents=5_000, currency="EUR", stock=None, regions=())


def taker(
    *,
    points: int = 100,
    policy: GiftPolicy = GiftPolicy.ANYTHING,
    given: dict[str, int] | None = None,
    region: str | None = None,
    off: bool = False,
) -> Taker:
    return Taker(points=points, region=region, policy=policy, off=off, given=given or {}, year_limit=20_000)


@pytest.mark.parametrize(
    ("industry", "public"),
    [
        ("Public sector", True),
        ("Government, federal", True),
        ("public-sector health", True),
        ("Logistics", False),
        ("Publishing", False),
        (None, False),
    ],
)
def test_public_bodies_are_known_by_their_industry(industry: str | None, public: bool) -> None:
    assert gifts.is_public(industry) is public
    assert (gifts.of_account(None, industry) is GiftPolicy.NOTHING) is public
    assert (gifts.of_account(GiftPolicy.ANYTHING, industry) is GiftPolicy.NOTHING) is public
    assert gifts.of_account(GiftPolicy.NON_CASH, industry) is GiftPolicy.NON_CASH
    assert gifts.may_loosen_to(GiftPolicy.ANYTHING, industry) is not public


@given(st.lists(st.sampled_from([*GiftPolicy, None])))
def test_the_strictest_word_counts(said: list[GiftPolicy | None]) -> None:
    allowed = gifts.ALLOWED[gifts.strictest(*said)]
    for one in said:
        assert one is None or allowed <= gifts.ALLOWED[one]


@pytest.mark.parametrize(
    ("facts", "short"),
    [
        (taker(), None),
        (taker(points=99), Short.POINTS),
        (taker(given={"EUR": 15_000}), None),
        (taker(given={"EUR": 15_001}), Short.YEAR),
        (taker(given={"USD": 90_000}), None),
    ],
)
def test_what_is_short(facts: Taker, short: Short | None) -> None:
    assert rewards.what_is_short(CARD, facts) is short


def test_what_is_ruled_out_is_not_seen() -> None:
    assert rewards.may_see(CARD, taker())
    assert not rewards.may_see(CARD, taker(off=True))
    for policy in (GiftPolicy.NON_CASH, GiftPolicy.DONATIONS, GiftPolicy.NOTHING):
        assert not rewards.may_see(CARD, taker(policy=policy))
    nordic = Offer(kind=RewardKind.TRAINING, points=0, cents=0, currency=None, stock=None, regions=("Nordics",))
    assert rewards.may_see(nordic, taker(region="Nordics"))
    assert not rewards.may_see(nordic, taker())


@pytest.mark.parametrize(
    ("day", "days", "due"),
    [(date(2026, 11, 23), 2, date(2026, 11, 25)), (date(2026, 11, 26), 2, date(2026, 11, 30))],
)
def test_working_days_leave_out_weekends(day: date, days: int, due: date) -> None:
    assert rewards.due_on(day, days) == due


@pytest.mark.parametrize(
    ("earned", "used", "ends"),
    [
        ([(date(2024, 10, 15), 100)], 0, 100),
        ([(date(2024, 10, 15), 100), (date(2025, 3, 1), 50)], 40, 60),
        ([(date(2024, 10, 15), 100), (date(2025, 3, 1), 50)], 120, 0),
        ([(date(2024, 12, 1), 100)], 0, 0),
    ],
)
def test_the_oldest_are_used_first(earned: list[tuple[date, int]], used: int, ends: int) -> None:
    assert expiries.ending(earned, used, on=date(2026, 12, 1), months=24) == ends


@given(
    st.lists(st.tuples(st.dates(date(2020, 1, 1), date(2026, 1, 1)), st.integers(1, 500)), min_size=1, max_size=8),
    st.integers(0, 2_000),
    st.integers(3, 60),
)
def test_nothing_ends_before_the_day_that_is_shown(earned: list[tuple[date, int]], used: int, months: int) -> None:
    first = expiries.first_end(earned, used, months=months)
    if first is None:
        assert sum(points for _, points in earned) <= used
        return
    assert expiries.ending(earned, used, on=first, months=months) > 0
    before = expiries.months_before(first, 1)
    assert expiries.ending(earned, used, on=before, months=months) == 0


@pytest.mark.parametrize(
    ("evidence", "may"),
    [
        ("https://www.g2.com/products/larkfield/reviews/1", True),
        ("Published: https://g2.com/x", True),
        ("https://apps.apple.com/app/larkfield", False),
        ("https://play.google.com/store/apps/details?id=x", False),
        ("https://g2.com.evil.example/x", False),
        ("They told us so", False),
        ("https://[broken", False),
    ],
)
def test_only_some_sites_let_a_review_be_thanked_for(evidence: str, may: bool) -> None:
    assert reviews.may_be_thanked(evidence, ["g2.com", "play.google.com"]) is may


def test_asking_for_praise_is_noticed() -> None:
    assert reviews.leading_words("Would you leave us a 5-star rating?", "") == ["5-star"]
    assert reviews.leading_words("A public review, good or bad, in your own words.") == []


@pytest.mark.parametrize(
    ("cents", "currency", "said"),
    [(124_000, "EUR", "€1,240"), (1_250, "EUR", "€12.50"), (500, "SEK", "5 SEK"), (-500, "USD", "−$5")],  # noqa: RUF001
)
def test_money_in_words(cents: int, currency: str, said: str) -> None:
    assert money.words(cents, currency) == said
