"""Deals from the CRM: words placed by a person, changes with their history, nothing lost."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import LinkKind, Outcome
from portal.domain.errors import Refused
from portal.domain.import_kinds import ImportState, RowState
from portal.domain.kinds import Role
from portal.domain.models import Account, Import, ImportRow, Opportunity, OpportunityLink, OpportunityVersion
from portal.domain.operations import imports, opportunities
from portal.domain.operations.imports import steps
from portal.domain.queries import imports as queries
from portal.domain.queries import opportunities as deals
from portal.domain.rules.imports import Noun
from tests import make
from tests.make import NOW

HEAD = ["opportunity_id", "sales_agent", "product", "account", "deal_stage", "engage_date", "close_date", "close_value"]
LATER = NOW + timedelta(days=7)
ONE = ("A1", "Moses Frase", "GTXPro", "Cancity", "Won", "2016-10-20", "2017-03-01", "1054.50")
TWO = ("B2", "Darcel Schlecht", "GTX Pro", "", "Engaging", "2016-11-03", "", "")
STAGES = {"Won": "won", "Lost": "lost", "Engaging": "open", "Prospecting": "open"}


def hashed(address: str) -> list[bytes]:
    return [address.encode()]


def take_in(
    session: Session, *rows: Sequence[str], head: Sequence[str] = HEAD, noun: Noun = Noun.OPPORTUNITIES
) -> Import:
    make.program(session)
    return imports.take_in(
        session,
        noun=noun,
        file_name="deals.csv",
        rows=[(number, list(cells)) for number, cells in enumerate([head, *rows], start=1)],
        by_id=make.person(session).id,
        address_hashes=hashed,
        now=NOW,
    )


def place(session: Session, run: Import, **answers: Mapping[str, str]) -> Import:
    """What is not said is answered as guessed."""
    guessed: dict[str, dict[str, str]] = {}
    for one in queries.asked(session, run):
        guessed.setdefault(one.target, {})[one.word] = answers.get(one.target, {}).get(one.word, one.answer)
    return imports.place(session, import_id=run.id, answers=guessed, actor_id=run.by_id, address_hashes=hashed, now=NOW)


def confirm(session: Session, run: Import, *, makes_accounts: bool = True) -> Import:
    imports.confirm(
        session,
        import_id=run.id,
        actor_id=run.by_id,
        address_hashes=hashed,
        makes_accounts=makes_accounts,
        now=LATER if session.scalar(select(func.count()).select_from(Opportunity)) else NOW,
    )
    session.flush()
    session.expire_all()
    return run


def undo(session: Session, run: Import) -> Import:
    return imports.undo(session, import_id=run.id, actor_id=run.by_id or 0, address_hashes=hashed, now=LATER)


def deal(session: Session, external_id: str) -> Opportunity:
    return session.scalars(select(Opportunity).where(Opportunity.external_id == external_id)).one()


def states(session: Session, run: Import) -> list[RowState]:
    rows = select(ImportRow.state).where(ImportRow.import_id == run.id).order_by(ImportRow.number)
    return list(session.scalars(rows))


def history(session: Session, external_id: str) -> list[tuple[str, Outcome, int | None, date | None]]:
    rows = session.execute(
        select(OpportunityVersion)
        .join(Opportunity, Opportunity.id == OpportunityVersion.opportunity_id)
        .where(Opportunity.external_id == external_id)
        .order_by(OpportunityVersion.id)
    ).scalars()
    return [(row.stage, row.outcome, row.amount_cents, row.closes_on) for row in rows]


def test_a_deal_waits_for_a_person_to_say_what_its_words_mean(session: Session) -> None:
    make.account(session, name="Cancity Ltd")
    make.advocate(session).products = ["GTX Pro"]
    session.flush()
    run = take_in(session, ONE, TWO)
    assert run.state is ImportState.MAPPED
    asked = {(one.target, one.word): one.answer for one in queries.asked(session, run)}
    assert asked == {
        ("stage", "Engaging"): "open",
        ("stage", "Won"): "won",
        ("product", "GTXPro"): "GTX Pro",
        ("account", "Cancity"): "Cancity",
        ("currency", ""): "EUR",
    }
    with pytest.raises(Refused):
        confirm(session, run)
    with pytest.raises(Refused, match="each word"):
        imports.place(session, import_id=run.id, answers={}, actor_id=None, address_hashes=hashed, now=NOW)
    place(session, run, account={"Cancity": "Cancity Ltd"}, currency={"": "USD"})
    assert (run.state, queries.tally(session, run.id).ready) == (ImportState.CHECKED, 2)
    confirm(session, run)
    one = deal(session, "A1")
    assert (one.product, one.outcome, one.amount_cents, one.currency) == ("GTX Pro", Outcome.WON, 105450, "USD")
    assert session.get_one(Account, one.account_id).name == "Cancity Ltd"
    assert session.scalars(select(Account.name).where(Account.name == "Cancity")).all() == []
    two = deal(session, "B2")
    assert (two.name, two.account_id, two.owner_name, two.closes_on) == ("GTX Pro", None, "Darcel Schlecht", None)


def test_a_second_file_changes_only_what_changed_and_keeps_what_was(session: Session) -> None:
    confirm(session, place(session, take_in(session, ONE, TWO)))
    before = deal(session, "A1").changed_at
    run = take_in(session, ONE, ("B2", "Darcel Schlecht", "GTX Pro", "Isdom", "Won", "", "2017-04-01", "4514"))
    assert run.state is ImportState.CHECKED
    assert {one.target for one in queries.reasons(session, run.id, state=RowState.DUPLICATE)} == {
        "stage",
        "amount",
        "currency",
        "closes_on",
    }
    confirm(session, run)
    assert states(session, run) == [RowState.MERGED, RowState.MERGED]
    assert deal(session, "A1").changed_at == before
    assert len(history(session, "A1")) == 1
    assert history(session, "B2") == [
        ("Engaging", Outcome.OPEN, None, None),
        ("Won", Outcome.WON, 451400, date(2017, 4, 1)),
    ]
    assert deal(session, "B2").account_id is not None


def test_an_empty_cell_takes_nothing_away(session: Session) -> None:
    confirm(session, place(session, take_in(session, ONE)))
    confirm(session, place(session, take_in(session, ("A1", "", "", "", "Won", "", "", ""))))
    one = deal(session, "A1")
    assert (one.owner_name, one.product, one.closes_on) == ("Moses Frase", "GTXPro", date(2017, 3, 1))
    assert len(history(session, "A1")) == 1


def test_bad_rows_say_why_and_the_same_id_twice_is_one_deal(session: Session) -> None:
    run = take_in(
        session,
        ("", *ONE[1:]),
        ("C3", *ONE[1:4], "", *ONE[5:]),
        ("D4", *ONE[1:6], "04/06/2026", "much"),
        ONE,
        ("A1", "Moses Frase", "GTXPro", "Cancity", "Lost", "", "", "0"),
    )
    confirm(session, place(session, run))
    rows = session.execute(select(ImportRow.number, ImportRow.reasons).where(ImportRow.import_id == run.id))
    assert {row.number: [reason["why"] for reason in row.reasons] for row in rows if row.reasons} == {
        2: ["Empty. We know a deal by its id"],
        3: ["Empty. Open, won or lost?"],
        4: ["Not a date we can read. Write it as 2026-06-04", "Not a number"],
    }
    assert states(session, run)[3:] == [RowState.IMPORTED, RowState.MERGED]
    assert [outcome for _, outcome, _, _ in history(session, "A1")] == [Outcome.WON, Outcome.LOST]


def test_undo_takes_out_deals_that_nothing_happened_to(session: Session) -> None:
    run = confirm(session, place(session, take_in(session, ONE, TWO, ("C3", *ONE[1:]))))
    session.add(OpportunityLink(opportunity_id=deal(session, "B2").id, kind=LinkKind.REQUEST, about_id=1, at=NOW))
    session.flush()
    confirm(session, place(session, take_in(session, ("C3", *ONE[1:4], "Lost", *ONE[5:]))))
    undo(session, run)
    assert states(session, run) == [RowState.UNDONE, RowState.KEPT, RowState.KEPT]
    assert set(session.scalars(select(Opportunity.external_id))) == {"B2", "C3"}
    assert history(session, "A1") == []


def test_without_new_accounts_deals_come_in_without_a_company(session: Session) -> None:
    confirm(session, place(session, take_in(session, ONE)), makes_accounts=False)
    assert deal(session, "A1").account_id is None


def test_a_file_of_teams_says_where_a_seller_and_their_deals_belong(session: Session) -> None:
    confirm(session, place(session, take_in(session, ONE)))
    head = ["sales_agent", "manager", "regional_office"]
    run = take_in(
        session, ("moses frase", "D", "Central"), ("Carl Lin", "S", "West"), ("", "S", "W"), head=head, noun=Noun.TEAMS
    )
    assert run.mapping == ["owner", "manager", "team"]
    confirm(session, run)
    assert states(session, run) == [RowState.MERGED, RowState.IMPORTED, RowState.REJECTED]
    assert deal(session, "A1").team == "Central"
    assert {one.name: one.manager for one in deals.owners(session)} == {"Moses Frase": "D", "Carl Lin": "S"}
    confirm(session, place(session, take_in(session, (*TWO[:1], "Carl Lin", *TWO[2:]))))
    assert deal(session, "B2").team == "West"
    assert len(history(session, "A1")) == 1
    undo(session, run)
    assert states(session, run) == [RowState.KEPT, RowState.KEPT, RowState.REJECTED]


def test_a_deal_that_goes_to_somebody_else_is_not_the_former_owners_any_more(session: Session) -> None:
    confirm(session, place(session, take_in(session, ONE)))
    maud = make.person(session, role=Role.COLLEAGUE)
    (owner,) = deals.owners(session)
    opportunities.tie(session, owner_id=owner.id, colleague_id=maud.id, actor_id=maud.id, now=NOW)
    confirm(session, place(session, take_in(session, (ONE[0], "", *ONE[2:]))))
    assert deal(session, "A1").owner_id == maud.id
    confirm(session, place(session, take_in(session, (ONE[0], "Carl Lin", *ONE[2:]))))
    assert (deal(session, "A1").owner_name, deal(session, "A1").owner_id) == ("Carl Lin", None)


def test_our_own_list_of_products_is_what_deals_are_read_by(session: Session) -> None:
    confirm(session, place(session, take_in(session, ONE)))
    run = take_in(
        session,
        ("GTX Pro", "GTX", "4821"),
        ("gtx pro", "", "1"),
        ("", "MG", "55"),
        head=["product", "series", "sales_price"],
        noun=Noun.PRODUCTS,
    )
    assert run.mapping == ["name", "series", ""]
    confirm(session, run)
    assert states(session, run) == [RowState.IMPORTED, RowState.MERGED, RowState.REJECTED]
    again = take_in(session, (*ONE[:2], "GTX  Pro.", *ONE[3:]), ("C3", *ONE[1:]))
    asked = {one.word: one.answer for one in queries.asked(session, again) if one.target == "product"}
    assert asked == {"GTX Pro.": "GTX Pro", "GTXPro": "GTX Pro"}
    confirm(session, place(session, again))
    found = deals.one(session, deal(session, "C3").id)
    assert (found.product, found.series) == ("GTX Pro", "GTX")
    undo(session, run)
    assert states(session, run) == [RowState.UNDONE, RowState.UNDONE, RowState.REJECTED]
    assert deal(session, "C3").product == "GTX Pro"


def test_what_a_dead_worker_left_is_done_once_by_the_next(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "BROUGHT_IN_AT_ONCE", 2)
    rows = [(f"D{number % 5}", *ONE[1:4], "Lost" if number > 4 else "Won", *ONE[5:]) for number in range(7)]
    run = confirm(session, place(session, take_in(session, *rows)))
    imports.run_slice(session, import_id=run.id, address_hashes=hashed, now=NOW)
    dying = session.begin_nested()
    imports.run_slice(session, import_id=run.id, address_hashes=hashed, now=NOW)
    dying.rollback()
    confirm(session, run)
    carry_on(session, run)
    tally = queries.tally(session, run.id)
    assert (run.state, tally.imported, tally.merged) == (ImportState.DONE, 5, 2)
    assert [len(history(session, f"D{number}")) for number in range(5)] == [2, 2, 1, 1, 1]


def carry_on(session: Session, run: Import) -> None:
    while imports.run_slice(session, import_id=run.id, address_hashes=hashed, now=NOW):
        session.flush()
