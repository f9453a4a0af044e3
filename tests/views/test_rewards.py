"""Choosing a reward, and seeing what became of it (RWD-1 to RWD-5, RWD-7)."""

import re

import pytest
from sqlalchemy import func, select

from portal.db import Database
from portal.domain.kinds import DepartureKind
from portal.domain.models import Account, Advocate, Redemption, Reward, ThankYou
from portal.domain.operations import departures, thanks
from portal.domain.queries import gifts, ledgers
from portal.domain.queries import thanks as queries
from portal.domain.value_kinds import Fulfilment, GiftPolicy, RewardKind
from tests import make
from tests.page_checker import check_page
from tests.views.customers import Customer, SignIn, customer

KEY = re.compile(r'name="key" type="hidden" value="([^"]+)"')


@pytest.fixture
def dana(database: Database, signed_in: SignIn) -> Customer:
    """With 340 points."""
    who = customer(database, signed_in)
    with database.writing() as session:
        make.points(session, session.get_one(Advocate, who.advocate.id), 340)
    return who


def reward(database: Database, **words: object) -> Reward:
    with database.writing() as session:
        return make.reward(session, **words)  # type: ignore[arg-type]


def typed(who: Customer, item: Reward, **more: object) -> dict[str, object]:
    """The form as its page has it, ticked."""
    text = who.visitor.get(f"/rewards/{item.id}").text
    check_page(text)
    found = KEY.search(text)
    assert found is not None
    return {"key": found[1], "allowed": "y", **more}


def redemptions_of(database: Database, who: Customer) -> int:
    with database.reading() as session:
        count = select(func.count()).where(Redemption.advocate_id == who.advocate.id)
        return session.execute(count).scalar_one()


def spendable(database: Database, who: Customer) -> int:
    with database.reading() as session:
        return ledgers.balance(session, who.advocate.id).spendable


def test_the_list_puts_what_cant_be_chosen_last_with_the_reason(database: Database, dana: Customer) -> None:
    reward(database, points=400)
    reward(database, points=200, stock=4)
    reward(database, points=10, stock=0)
    text = dana.visitor.get("/rewards").text
    check_page(text)
    assert "340 <small>credits</small>" in text
    assert "400 credits. You need 60 more." in text
    assert text.index("200 credits") < text.index("Not available to you just now") < text.index("You need 60 more")
    assert "All taken" in text


def test_the_list_can_be_narrowed(database: Database, dana: Customer) -> None:
    talk = reward(database, kind=RewardKind.EXECUTIVE_TIME, points=10)
    given = reward(database, kind=RewardKind.DONATION, points=10)
    text = dana.visitor.get("/rewards?kind=giving").text
    check_page(text)
    assert given.name in text
    assert talk.name not in text


@pytest.mark.parametrize("path", ["/rewards", "/rewards/points", "/rewards/gifts", "/thanks"])
def test_each_page_is_there_with_nothing_to_show(database: Database, signed_in: SignIn, path: str) -> None:
    text = customer(database, signed_in).visitor.get(path).text
    check_page(text)


def test_choosing_leads_to_what_became_of_it(database: Database, dana: Customer) -> None:
    item = reward(database, points=200, question="What would you like to talk about?")
    answer = dana.visitor.post(f"/rewards/{item.id}/redemptions", typed(dana, item, words="Forecasts"))
    assert answer.status_code == 303
    text = dana.visitor.get(answer.location).text
    check_page(text)
    assert "200 credits are held" in text
    assert spendable(database, dana) == 140
    check_page(dana.visitor.get("/rewards").text)
    check_page(dana.visitor.get("/rewards/points").text)


def test_everything_they_ever_chose_can_be_found_again(database: Database, dana: Customer) -> None:
    item = reward(database, points=10)
    places = [dana.visitor.post(f"/rewards/{item.id}/redemptions", typed(dana, item)).location for _ in range(5)]
    text = dana.visitor.get("/rewards").text
    check_page(text)
    assert "2 earlier ones" in text
    assert all(f'href="{place}"' in text for place in places)


def test_the_same_form_sent_again_is_the_same_redemption(database: Database, dana: Customer) -> None:
    item = reward(database, points=100)
    form = typed(dana, item)
    first, again = (dana.visitor.post(f"/rewards/{item.id}/redemptions", form) for _ in range(2))
    assert first.location == again.location
    assert redemptions_of(database, dana) == 1


def test_the_same_key_with_another_body_is_422(database: Database, dana: Customer) -> None:
    item = reward(database, points=100, question="What about?")
    form = typed(dana, item)
    dana.visitor.post(f"/rewards/{item.id}/redemptions", form)
    answer = dana.visitor.post(f"/rewards/{item.id}/redemptions", form | {"words": "Another thing"})
    assert answer.status_code == 422
    check_page(answer.text)
    assert "already used" in answer.text
    assert redemptions_of(database, dana) == 1


@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_missing_is_said_and_the_typing_kept(database: Database, dana: Customer, *, htmx: bool) -> None:
    mug = reward(database, kind=RewardKind.SWAG, fulfilment=Fulfilment.POST, question="Which colour?")
    form = typed(dana, mug, words="Blue, if there is one") | {"allowed": ""}
    answer = dana.visitor.post(f"/rewards/{mug.id}/redemptions", form, htmx=htmx)
    assert answer.status_code == 422
    assert "Write the address" in answer.text
    assert "Tick that your employer" in answer.text
    assert "Blue, if there is one" in answer.text
    assert str(form["key"]) in answer.text
    if not htmx:
        check_page(answer.text)


def test_what_was_taken_meanwhile_is_409(database: Database, dana: Customer) -> None:
    item = reward(database, points=100, stock=1)
    form = typed(dana, item)
    with database.writing() as session:
        session.get_one(Reward, item.id).stock = 0
    answer = dana.visitor.post(f"/rewards/{item.id}/redemptions", form)
    assert answer.status_code == 409
    check_page(answer.text)
    assert "All of these are taken" in answer.text
    assert spendable(database, dana) == 340


@pytest.mark.parametrize("kind", [RewardKind.GIFT_CARD, RewardKind.SWAG])
def test_a_public_body_can_neither_see_nor_force_it(database: Database, dana: Customer, kind: RewardKind) -> None:
    item = reward(database, kind=kind)
    with database.writing() as session:
        session.get_one(Account, dana.advocate.account_id).industry = "Public sector"
    page = dana.visitor.get("/rewards").text
    check_page(page)
    assert item.name not in page
    assert dana.visitor.get(f"/rewards/{item.id}").status_code == 404
    forced = dana.visitor.post(f"/rewards/{item.id}/redemptions", {"key": "a" * 22, "allowed": "y"})
    assert forced.status_code == 404
    assert redemptions_of(database, dana) == 0


def test_calling_it_off_brings_the_points_back(database: Database, dana: Customer) -> None:
    item = reward(database, points=200)
    place = dana.visitor.post(f"/rewards/{item.id}/redemptions", typed(dana, item)).location
    for _ in range(2):
        assert dana.visitor.post(f"{place}/cancellation").status_code == 303
    text = dana.visitor.get(place).text
    check_page(text)
    assert "are back" in text
    assert spendable(database, dana) == 340


def test_what_costs_no_points_holds_none_and_brings_none_back(database: Database, dana: Customer) -> None:
    item = reward(database, points=0)
    place = dana.visitor.post(f"/rewards/{item.id}/redemptions", typed(dana, item)).location
    for path in (place, "/rewards"):
        text = dana.visitor.get(path).text
        check_page(text)
        assert "0 credits." not in text
        assert "0 credits are held" not in text
        assert "have my credits back" not in text
    done = dana.visitor.post(f"{place}/cancellation", htmx=True).text
    assert "Called off" in done
    assert "credits" not in done


def test_saying_nothing_hides_the_menu(database: Database, dana: Customer) -> None:
    item = reward(database)
    assert dana.visitor.post("/rewards/gifts", {}).status_code == 422
    assert dana.visitor.post("/rewards/gifts", {"policy": "nothing"}).status_code == 303
    text = dana.visitor.get("/rewards").text
    check_page(text)
    assert item.name not in text
    with database.reading() as session:
        assert gifts.of_advocate(session, dana.advocate.id).policy is GiftPolicy.NOTHING


def test_credits_can_be_turned_off(database: Database, dana: Customer) -> None:
    reward(database)
    answer = dana.visitor.post("/rewards/gifts", {"policy": "anything", "off": "y"}, htmx=True)
    assert answer.status_code == 200
    text = dana.visitor.get("/rewards").text
    check_page(text)
    assert "are turned off" in text


def test_a_note_is_on_the_wall_only_while_its_reader_wants_it(database: Database, dana: Customer) -> None:
    with database.writing() as session:
        author = make.person(session, name="Hanna Weiss")
        note = thanks.give(
            session, advocate_id=dana.advocate.id, words="You saved our launch.", author_id=author.id, now=make.NOW
        )
    text = dana.visitor.get("/thanks").text
    check_page(text)
    assert "Hanna Weiss" in text
    for doing, shown in (("showing", True), ("showing", True), ("hiding", False)):
        dana.visitor.post(f"/thanks/{note.id}/{doing}")
        check_page(dana.visitor.get("/thanks").text)
        with database.reading() as session:
            assert (session.get_one(ThankYou, note.id).wall_at is not None) is shown


def test_whoever_left_their_company_is_on_the_wall_no_more(database: Database, dana: Customer) -> None:
    with database.writing() as session:
        author = make.person(session)
        note = thanks.give(
            session, advocate_id=dana.advocate.id, words="You saved our launch.", author_id=author.id, now=make.NOW
        )
        thanks.show(session, note_id=note.id, advocate_id=dana.advocate.id, on_wall=True, now=make.NOW)
        assert [each.id for each in queries.wall(session)] == [note.id]
        departures.note(
            session,
            advocate_id=dana.advocate.id,
            kind=DepartureKind.MOVED,
            company="Halden Freight",
            words=None,
            actor_id=author.id,
            now=make.NOW,
        )
        assert queries.wall(session) == []
