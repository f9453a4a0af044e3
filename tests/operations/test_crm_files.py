"""The CRM's own files, as they come: every deal, misspelt, without account or date, and a second time."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from portal import tables
from portal.domain.demand_kinds import Outcome
from portal.domain.import_kinds import ImportState, RowState
from portal.domain.models import Account, Audit, Import, Opportunity, OpportunityOwner, OpportunityVersion, Product
from portal.domain.operations import imports
from portal.domain.queries import imports as queries
from portal.domain.queries import opportunities as deals
from portal.domain.rules.imports import Noun
from tests import make
from tests.make import NOW

DATA = Path(__file__).parents[3] / "shared" / "data" / "crm"
FILES = {
    "products": Noun.PRODUCTS,
    "sales_teams": Noun.TEAMS,
    "accounts": Noun.ACCOUNTS,
    "sales_pipeline": Noun.OPPORTUNITIES,
}
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the CRM's files are not beside the clone")


def hashed(address: str) -> list[bytes]:
    return [address.encode()]


def upload(session: Session, name: str, rows: list[tables.Row] | None = None) -> Import:
    """Checked as far as it goes without a person."""
    rows = rows or list(tables.read((DATA / f"{name}.csv").read_bytes()))
    run = imports.take_in(
        session, noun=FILES[name], file_name=f"{name}.csv", rows=rows, by_id=None, address_hashes=hashed, now=NOW
    )
    carry_on(session, run)
    return run


def answer(session: Session, run: Import) -> None:
    """Each word as it was guessed."""
    meant: dict[str, dict[str, str]] = {}
    for one in queries.asked(session, run):
        meant.setdefault(one.target, {})[one.word] = one.answer
    imports.place(session, import_id=run.id, answers=meant, actor_id=None, address_hashes=hashed, now=NOW)
    carry_on(session, run)


def bring_in(session: Session, run: Import) -> queries.Tally:
    imports.confirm(session, import_id=run.id, actor_id=None, address_hashes=hashed, now=NOW)
    carry_on(session, run)
    return queries.tally(session, run.id)


def carry_on(session: Session, run: Import) -> None:
    session.flush()
    while imports.run_slice(session, import_id=run.id, address_hashes=hashed, now=NOW):
        session.flush()


def number(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.execute(select(func.count()).select_from(Opportunity).where(*conditions)).scalar_one()


def test_products_and_teams_come_in_without_a_question(session: Session) -> None:
    make.program(session)
    assert bring_in(session, upload(session, "products")).imported == 7
    found = {one.name: one.series for one in session.scalars(select(Product))}
    assert (found["GTX Plus Basic"], found["GTK 500"]) == ("GTX", "GTK")
    assert bring_in(session, upload(session, "sales_teams")).imported == 35
    sellers = session.scalars(select(OpportunityOwner)).all()
    assert Counter(one.team for one in sellers) == {"Central": 11, "East": 12, "West": 12}
    assert len({one.manager for one in sellers}) == 6


def test_the_whole_crm_comes_in_and_a_second_time_changes_only_what_changed(session: Session) -> None:
    make.program(session)
    for name in ("products", "sales_teams", "accounts"):
        bring_in(session, upload(session, name))
    run = upload(session, "sales_pipeline")
    assert run.state is ImportState.MAPPED
    asked = {(one.target, one.word): one.answer for one in queries.asked(session, run)}
    assert asked[("product", "GTXPro")] == "GTX Pro"
    assert {target for target, _ in asked} == {"stage", "product", "currency"}
    answer(session, run)
    assert queries.without_account(session, queries.one(session, run.id)) == 1_425
    tally = bring_in(session, run)
    assert (tally.imported, tally.merged, tally.rejected) == (8_800, 0, 0)
    assert {outcome: number(session, Opportunity.outcome == outcome) for outcome in Outcome} == {
        Outcome.OPEN: 2_089,
        Outcome.WON: 4_238,
        Outcome.LOST: 2_473,
    }
    assert deals.without_account(session) == 1_425
    undated = (Opportunity.outcome == Outcome.OPEN, Opportunity.opened_on.is_(None), Opportunity.closes_on.is_(None))
    assert number(session, *undated) == 500
    assert number(session, Opportunity.product.not_in(select(Product.name))) == 0
    assert number(session, Opportunity.team.is_(None)) == 0
    assert session.scalar(select(func.count()).select_from(Account)) == 85
    again_with_two_changes(session)


def again_with_two_changes(session: Session) -> None:
    """No question a second time: what words mean is remembered."""
    rows = list(tables.read((DATA / "sales_pipeline.csv").read_bytes()))
    won, named = [cells for _, cells in rows if cells[4] == "Engaging" and not cells[3]][:2]
    won[4:] = ["Won", won[5], "2017-12-31", "5000"]
    named[3] = "Cancity"
    run = upload(session, "sales_pipeline", rows)
    assert run.state is ImportState.CHECKED
    foreseen = {one.target: one.count for one in queries.reasons(session, run.id, state=RowState.DUPLICATE)}
    assert foreseen == {"stage": 1, "amount": 1, "currency": 1, "closes_on": 1, "account": 1}
    tally = bring_in(session, run)
    assert (tally.imported, tally.merged, tally.rejected) == (0, 8_800, 0)
    assert session.scalar(select(func.count()).select_from(OpportunityVersion)) == 8_801
    assert deals.without_account(session) == 1_424
    changed = select(func.count()).where(Audit.action == "opportunity.changed")
    assert session.scalar(changed) == 2
