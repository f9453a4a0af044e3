"""The team's side of giving back: menu, queue, budget, adjustments, thanks (RWD-1 to RWD-8)."""

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain.kinds import Role, Via
from portal.domain.models import (
    Account,
    AccountGifts,
    Adjustment,
    Advocate,
    Person,
    Redemption,
    Reward,
    RewardCode,
    RewardRules,
    ThankYou,
)
from portal.domain.operations import asks, redemptions
from portal.domain.queries import budgets, ledgers, programs
from portal.domain.value_kinds import AdjustmentState, Fulfilment, RedemptionState, RewardGroup, RewardKind
from tests import make
from tests.fixtures.web import BASE_URL, Visitor
from tests.make import NOW
from tests.page_checker import check_page

KEY = re.compile(r'name="key" type="hidden" value="([^"]+)"')
REWARD = {
    "kind": "training",
    "name": "Planning masterclass",
    "what": "Half a day on your own data.",
    "points": "300",
    "cost": "1800",
    "currency": "EUR",
    "stock": "",
    "fulfilment": "team",
    "owner": "",
    "happens": "We find a day with you.",
}


@pytest.fixture
def dana(session: Session) -> Advocate:
    """With 340 points."""
    who = make.advocate(session)
    make.points(session, who, 340)
    return who


@pytest.fixture
def chosen(session: Session, dana: Advocate, priya: Person) -> Redemption:
    """A gift card of €50."""
    make.budget(session, priya, RewardGroup.GIFTS, 100_000)
    card = make.reward(session, kind=RewardKind.GIFT_CARD, points=100, cents=5_000)
    made = redemptions.choose(
        session, advocate_id=dana.id, reward_id=card.id, key="k", wishes=redemptions.Wishes(allowed=True), now=NOW
    )
    session.flush()
    return made


def state(session: Session, made: Redemption) -> RedemptionState:
    session.refresh(made)
    return made.state


def opened(visitor: Visitor, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200, path
    check_page(answer.text)
    return answer.text


def key_of(text: str) -> str:
    found = KEY.search(text)
    assert found is not None
    return found[1]


PAGES = ("/admin/rewards", "/admin/rewards/catalogue", "/admin/rewards/new", "/admin/budgets", "/admin/adjustments")


@pytest.mark.parametrize("path", [*PAGES, "/admin/thanks"])
def test_each_page_is_there_with_nothing_to_show(team: Visitor, path: str) -> None:
    opened(team, path)


def test_the_rules_are_the_administrators(team: Visitor, administrator: Visitor, session: Session) -> None:
    assert team.get("/admin/rewards/rules").status_code == 403
    opened(administrator, "/admin/rewards/rules")
    said = {
        "expires_after_months": "12",
        "second_points": "400",
        "second_cost": "250",
        "gift_limit": "150.50",
        "promised_days": "3",
        "review_sites": "g2.com",
    } | {f"points_{activity.id}": "70" for activity in programs.activities(session)}
    assert administrator.post("/admin/rewards/rules", said).status_code == 303
    session.expire_all()
    assert ledgers.rules(session).gift_limit_cents == 15_050
    assert {activity.points for activity in programs.activities(session)} == {70}
    refused = administrator.post("/admin/rewards/rules", said | {"review_sites": "g2.com, play.google.com"})
    assert refused.status_code == 409
    check_page(refused.text)


@pytest.mark.parametrize(("typed", "left"), [("5", 4), ("9", 8), ("0", 0), ("", None)])
def test_what_is_taken_while_a_page_is_open_stays_taken(
    team: Visitor, session: Session, dana: Advocate, typed: str, left: int | None
) -> None:
    mug = make.reward(session, stock=5)
    page = opened(team, f"/admin/rewards/{mug.id}")
    counted = re.search(r'name="counted" type="hidden" value="(\d*)"', page)
    assert counted
    redemptions.choose(
        session, advocate_id=dana.id, reward_id=mug.id, key="k", wishes=redemptions.Wishes(allowed=True), now=NOW
    )
    said = REWARD | {"stock": typed, "counted": counted[1]}
    assert team.post(f"/admin/rewards/{mug.id}", said).status_code == 303
    session.refresh(mug)
    assert mug.stock == left


def test_the_menu_is_kept(team: Visitor, session: Session) -> None:
    assert team.post("/admin/rewards", REWARD | {"name": ""}).status_code == 422
    assert team.post("/admin/rewards", REWARD | {"fulfilment": "owner"}).status_code == 409
    place = team.post("/admin/rewards", REWARD).location
    opened(team, place)
    assert team.post(place, REWARD | {"points": "250"}).status_code == 303
    made = session.scalars(select(Reward)).one()
    assert (made.points, made.cents, made.currency) == (250, 180_000, "EUR")
    team.post(f"{place}/archiving")
    assert "Off the menu" in opened(team, "/admin/rewards/catalogue")
    team.post(f"{place}/restoring")
    assert "Off the menu" not in opened(team, "/admin/rewards/catalogue")


def test_codes_come_from_a_file_once(team: Visitor, session: Session) -> None:
    card = make.reward(session, kind=RewardKind.GIFT_CARD, fulfilment=Fulfilment.CODE, stock=0)
    session.flush()
    for _ in range(2):
        answer = team.client.post(
            f"/admin/rewards/{card.id}/codes",
            base_url=BASE_URL,
            data={"csrf_token": team.token(), "codes": (io.BytesIO(b"AA-1\nAA-2\nAA-1\n"), "codes.csv")},
        )
        assert answer.status_code == 303
    assert sorted(session.scalars(select(RewardCode.code))) == ["AA-1", "AA-2"]
    assert "2 codes free" in opened(team, f"/admin/rewards/{card.id}")
    nothing = team.post(f"/admin/rewards/{card.id}/codes")
    assert nothing.status_code == 422
    check_page(nothing.text)


def test_a_redemption_goes_its_way(team: Visitor, session: Session, chosen: Redemption) -> None:
    place = f"/admin/redemptions/{chosen.id}"
    assert "€50" in opened(team, "/admin/rewards")
    for doing, then in (
        ("approval", RedemptionState.APPROVED),
        ("approval", RedemptionState.APPROVED),
        ("fulfilment", RedemptionState.FULFILLED),
        ("fulfilment", RedemptionState.FULFILLED),
    ):
        assert team.post(f"{place}/{doing}").status_code == 303
        assert state(session, chosen) is then
        opened(team, place)
    assert team.post(f"{place}/reopening").status_code == 422
    assert team.post(f"{place}/reopening", {"reason": "The card was empty"}).status_code == 303
    assert team.post(f"{place}/release", {"reason": "Nothing left to send"}).status_code == 303
    assert state(session, chosen) is RedemptionState.RELEASED
    late = team.post(f"{place}/approval")
    assert late.status_code == 409
    check_page(late.text)
    assert "Lately ended" in opened(team, "/admin/rewards")


def test_who_approved_first_is_not_asked_again(team: Visitor, session: Session, chosen: Redemption) -> None:
    session.execute(update(RewardRules).values(second_cents=5_000))
    place = f"/admin/redemptions/{chosen.id}"
    for path in ("/admin/rewards", place):
        assert f"{place}/approval" in opened(team, path)
    assert team.post(f"{place}/approval").status_code == 303
    assert state(session, chosen) is RedemptionState.HELD
    for path in ("/admin/rewards", place):
        assert f"{place}/approval" not in opened(team, path)
    refused = team.post(f"{place}/approval")
    assert refused.status_code == 409
    check_page(refused.text)


def test_a_line_is_explained_to_the_cent(team: Visitor, session: Session, chosen: Redemption) -> None:
    line_id = budgets.lines(session)[0].id
    seen = []
    for doing in ("approval", "fulfilment", "reopening", "release"):
        team.post(f"/admin/redemptions/{chosen.id}/{doing}", {"reason": "The card was empty"})
        session.expire_all()
        line, entries = budgets.line(session, line_id), budgets.entries(session, line_id)
        assert entries[-1].left == line.words("left")
        seen.append((line.left, line.committed, line.spent))
    assert seen == [(95_000, 5_000, 0), (95_000, 0, 5_000), (95_000, 5_000, 0), (100_000, 0, 0)]
    text = opened(team, f"/admin/budgets/{line_id}")
    assert [text.count(f"{left}</td>") for left in ("€950", "€1,000")] == [3, 3]
    told = re.findall(r'<th scope="row">([A-Z][a-z ]+[a-z])', text)
    assert told == ["Planned", "Set aside", "Spent", "Opened again", "Given back"]


def test_the_exports_hold_no_address_and_run_nothing(team: Visitor, session: Session, dana: Advocate) -> None:
    mug = make.reward(session, kind=RewardKind.SWAG, fulfilment=Fulfilment.POST, points=10)
    mug.name = "=cmd|'/C calc'!A0"
    wishes = redemptions.Wishes(allowed=True, address="Quay 1, Leith")
    redemptions.choose(session, advocate_id=dana.id, reward_id=mug.id, key="k", wishes=wishes, now=NOW)
    session.flush()
    text = team.get("/admin/redemptions.csv").text
    assert "Quay" not in text
    assert "'=cmd" in text
    assert "hold" in team.get("/admin/ledger.csv").text


@pytest.mark.usefixtures("chosen")
def test_a_line_can_be_opened_changed_and_read(team: Visitor, session: Session) -> None:
    plan = {
        "name": "Giving 2026",
        "pays_for": "giving",
        "starts_on": "2026-01-01",
        "last_on": "2026-12-31",
        "planned": "1200.50",
        "currency": "EUR",
    }
    assert team.post("/admin/budgets", plan | {"planned": "much"}).status_code == 422
    assert team.post("/admin/budgets", plan).status_code == 303
    again = team.post("/admin/budgets", plan)
    assert again.status_code == 409
    check_page(again.text)
    line = next(each for each in budgets.lines(session) if each.pays_for is RewardGroup.GIVING)
    assert line.words("left") == "€1,200.50"
    place = f"/admin/budgets/{line.id}"
    change = {"key": key_of(opened(team, place)), "more": "-200.50", "reason": "A quieter year"}
    for _ in range(2):
        assert team.post(f"{place}/change", change).status_code == 303
    session.expire_all()
    assert budgets.line(session, line.id).words("left") == "€1,000"
    assert "Planned less" in opened(team, place)
    too_much = team.post(f"{place}/change", change | {"key": "b" * 22, "more": "-5000"})
    assert too_much.status_code == 409
    check_page(too_much.text)


def test_points_by_hand_need_a_reason_and_are_read_by_the_advocate(
    team: Visitor, session: Session, dana: Advocate
) -> None:
    place = f"/admin/advocates/{dana.id}"
    key = key_of(opened(team, f"{place}/value"))
    assert team.post(f"{place}/adjustments", {"key": key, "points": "50"}).status_code == 422
    said = {"key": key, "points": "50", "reason": "For the patience with our printer"}
    for _ in range(2):
        assert team.post(f"{place}/adjustments", said).status_code == 303
    assert ledgers.balance(session, dana.id).spendable == 390
    assert ledgers.lines(session, dana.id)[0].reason == "For the patience with our printer"
    other = team.post(f"{place}/adjustments", said | {"points": "60"})
    assert other.status_code == 409
    taken = team.post(f"{place}/adjustments", {"key": "c" * 22, "points": "-1000", "reason": "A mistake of ours"})
    assert taken.status_code == 303
    opened(team, "/admin/adjustments")


def test_a_big_adjustment_waits_for_somebody_else(
    team: Visitor, session: Session, dana: Advocate, signed_in: Callable[[Person], Visitor]
) -> None:
    said = {"key": "d" * 22, "points": "500", "reason": "A keynote in Hamburg"}
    team.post(f"/admin/advocates/{dana.id}/adjustments", said)
    made = session.scalars(select(Adjustment).where(Adjustment.state == AdjustmentState.WAITING)).one()
    assert ledgers.balance(session, dana.id).spendable == 340
    own = team.post(f"/admin/adjustments/{made.id}/approval")
    assert own.status_code == 409
    check_page(own.text)
    tom = signed_in(make.person(session, role=Role.TEAM, name="Tom Brandt"))
    assert "Approve" in opened(tom, "/admin/adjustments")
    for _ in range(2):
        assert tom.post(f"/admin/adjustments/{made.id}/approval").status_code == 303
    assert ledgers.balance(session, dana.id).spendable == 840
    assert tom.post(f"/admin/adjustments/{made.id}/refusal").status_code == 409


def test_who_is_owed_thanks_gets_a_note(team: Visitor, session: Session) -> None:
    dana = make.advocate(session)
    ask = make.ask(session, dana, now=NOW - timedelta(days=9))
    asks.accept(session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=NOW - timedelta(days=8))
    asks.complete(
        session,
        ask_id=ask.id,
        on=(NOW - timedelta(days=2)).date(),
        evidence="Held",
        actor_id=ask.asker_id,
        now=NOW - timedelta(days=2),
    )
    session.flush()
    assert ledgers.balance(session, dana.id).spendable == 100
    assert "Dana Okafor" in opened(team, "/admin/thanks")
    assert "They are owed thanks" in opened(team, f"/admin/advocates/{dana.id}/value")
    assert team.post(f"/admin/advocates/{dana.id}/thank-you").status_code == 422
    for _ in range(2):
        said = {"words": "Your call decided it for them."}
        assert team.post(f"/admin/advocates/{dana.id}/thank-you", said).status_code == 303
    assert len(session.scalars(select(ThankYou)).all()) == 1
    assert "Nobody is owed thanks" in opened(team, "/admin/thanks")


def test_a_companys_gift_rules_are_kept_and_a_public_bodys_never_loosened(
    team: Visitor, session: Session, dana: Advocate
) -> None:
    place = f"/admin/accounts/{dana.account_id}/gifts"
    said = {"advocate": str(dana.id), "policy": "donations"}
    assert team.post(place, said).status_code == 303
    assert session.scalars(select(AccountGifts)).one().policy == "donations"
    session.get_one(Account, dana.account_id).industry = "Government"
    session.flush()
    refused = team.post(place, said | {"policy": "anything"})
    assert refused.status_code == 409
    check_page(refused.text)


def test_a_line_that_is_lessened_twice_by_the_same_press_is_lessened_once(
    team: Visitor, session: Session, priya: Person
) -> None:
    line_id = make.budget(session, priya, RewardGroup.GIFTS, 100_000)
    said = {"key": key_of(opened(team, f"/admin/budgets/{line_id}")), "more": "-600", "reason": "Less this year"}
    for _ in range(2):
        assert team.post(f"/admin/budgets/{line_id}/change", said).status_code == 303
    session.expire_all()
    assert budgets.line(session, line_id).left == 40_000
    said["key"] = key_of(opened(team, f"/admin/budgets/{line_id}"))
    assert "Only €400 of this line is still free." in team.post(f"/admin/budgets/{line_id}/change", said).text
