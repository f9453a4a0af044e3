"""Proof that colleagues find and use (CON-1, CON-2)."""

import pytest
from sqlalchemy import func, select

from portal.db import Database
from portal.domain.demand_kinds import Outcome
from portal.domain.kinds import ContentKind, Use
from portal.domain.models import Account, Advocate, Content, ContentUse, Opportunity, OpportunityLink
from portal.domain.operations import contents
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page
from tests.views.customers import SignIn


@pytest.fixture
def leo(database: Database, signed_in: SignIn) -> Visitor:
    with database.writing() as session:
        make.program(session)
        person = make.colleague(session)
    return signed_in(person)


@pytest.fixture
def dana(database: Database) -> Advocate:
    with database.writing() as session:
        return make.advocate(session, name="Dana Okafor")


def out(database: Database, dana: Advocate, *, extras: tuple[Use, ...] = ()) -> Content:
    with database.writing() as session:
        return make.published(session, session.get_one(Advocate, dana.id), extras=extras)


def test_it_is_empty_at_first(leo: Visitor) -> None:
    text = leo.get("/colleague/contents").text
    check_page(text)
    assert "Nothing to use yet" in text


def test_what_was_not_agreed_to_is_not_shown(database: Database, leo: Visitor, dana: Advocate) -> None:
    content = out(database, dana)
    for path in ("/colleague/contents", f"/colleague/contents/{content.id}"):
        text = leo.get(path).text
        check_page(text)
        assert "We moved forty carriers in nine weeks." in text
        assert "logistics" in text
        assert "Okafor" not in text
        assert "Account " not in text
    assert leo.get("/colleague/contents?q=okafor").text.count("reward-row__cost") == 0


@pytest.mark.parametrize(("extras", "number"), [((), 0), ((Use.LOGO,), 1)])
def test_a_company_finds_its_words_only_where_it_may_be_named(
    database: Database, leo: Visitor, dana: Advocate, extras: tuple[Use, ...], number: int
) -> None:
    with database.writing() as session:
        session.get_one(Account, dana.account_id).name = "Halden Freight"
    out(database, dana, extras=extras)
    for path in ("/colleague/contents", "/colleague/proofs"):
        assert leo.get(f"{path}?q=halden").text.count("reward-row__cost") == number


def test_what_was_agreed_to_is_shown(database: Database, leo: Visitor, dana: Advocate) -> None:
    content = out(database, dana, extras=(Use.NAME, Use.LOGO))
    for path in ("/colleague/contents", f"/colleague/contents/{content.id}"):
        text = leo.get(path).text
        assert "Dana Okafor" in text
        assert "Account " in text


@pytest.mark.parametrize(
    ("query", "number"),
    [("?q=nine+weeks", 1), ("?q=zebra", 0), ("?kind=quote", 1), ("?kind=video", 0), ("?industry=logistics", 1)],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_words_and_facets_find_it(
    database: Database, leo: Visitor, dana: Advocate, query: str, number: int, htmx: bool
) -> None:
    out(database, dana)
    text = leo.get(f"/colleague/contents{query}", htmx=htmx).text
    assert text.count("reward-row__cost") == number


def test_an_old_address_with_a_facet_that_is_gone_shows_everything(
    database: Database, leo: Visitor, dana: Advocate
) -> None:
    out(database, dana)
    assert leo.get("/colleague/contents?industry=gone&kind=gone").text.count("reward-row__cost") == 1


def test_a_use_is_noted_once(database: Database, leo: Visitor, dana: Advocate) -> None:
    content = out(database, dana)
    path = f"/colleague/contents/{content.id}"
    unnamed = leo.post(f"{path}/uses")
    assert unnamed.status_code == 422
    check_page(unnamed.text)
    for _ in range(2):
        assert leo.post(f"{path}/uses", {"opportunity": "Halden Freight"}).status_code == 303
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ContentUse)) == 1
    assert "1 time" in leo.get(path).text


def test_a_use_for_a_deal_touches_it(database: Database, leo: Visitor, dana: Advocate) -> None:
    path = f"/colleague/contents/{out(database, dana).id}"
    with database.writing() as session:
        facts = {"stage": "Proposal", "outcome": Outcome.OPEN, "created_at": make.NOW, "changed_at": make.NOW}
        deals = [Opportunity(external_id=f"OPP-{at}", name=f"Suite {at}", **facts) for at in (1, 2)]
        session.add_all(deals)
        session.flush()
        ids = [deal.id for deal in deals]
    several = leo.post(f"{path}/uses", {"opportunity": "suite"})
    assert several.status_code == 422
    check_page(several.text)
    assert f'<option value="{ids[1]}">' in several.text
    assert leo.post(f"{path}/uses", {"opportunity": "suite", "deal": str(ids[1])}).status_code == 303
    assert leo.post(f"{path}/uses", {"opportunity": "opp-1"}).status_code == 303
    assert leo.post(f"{path}/uses", {"opportunity": "A talk of ours"}).status_code == 303
    with database.reading() as session:
        touched = session.scalars(select(OpportunityLink.opportunity_id).order_by(OpportunityLink.id))
        assert list(touched) == [ids[1], ids[0]]


def test_what_was_taken_back_can_neither_be_seen_nor_used(database: Database, leo: Visitor, dana: Advocate) -> None:
    content = out(database, dana)
    with database.writing() as session:
        contents.revoke(session, content_id=content.id, actor_id=dana.person_id, now=make.NOW)
    path = f"/colleague/contents/{content.id}"
    assert leo.get(path).status_code == 404
    assert leo.post(f"{path}/uses", {"opportunity": "Halden Freight"}).status_code == 404


def test_it_is_paged_by_keyset(database: Database, leo: Visitor, dana: Advocate) -> None:
    with database.writing() as session:
        who = session.get_one(Advocate, dana.id)
        for _ in range(51):
            make.published(session, who, kind=ContentKind.CASE_STUDY)
    first = leo.get("/colleague/contents").text
    assert first.count("reward-row__cost") == 50
    older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert leo.get(older).text.count("reward-row__cost") == 1
