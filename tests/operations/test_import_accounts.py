"""Files of accounts, and the companies that a file of people names (SEG-2)."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.import_kinds import RowState
from portal.domain.models import (
    Account,
    Advocate,
)
from portal.domain.operations import imports
from portal.domain.queries import imports as queries
from portal.domain.rules.imports import Noun
from tests import make
from tests.make import NOW
from tests.operations.imported import ANA, BOB, confirm, count, hashed, states, take_in, undo


def test_accounts_are_known_by_name_in_any_case_or_by_domain(session: Session) -> None:
    known = make.account(session, name="Acme", industry="logistics")
    known.domain = "acme.example"
    session.flush()
    run = take_in(
        session,
        ("ACME  ", "", "Retail", "1,240"),
        ("Acme Holding", "https://www.acme.example/about", "", ""),
        ("Betatech", "betatech.example", "Medical", "12 people"),
        ("Cyco", "cyco.example", "Medical", "12"),
        ("Cyco Group", "cyco.example", "", ""),
        head=["Account", "Website", "Industry", "Employees"],
        noun=Noun.ACCOUNTS,
    )
    confirm(session, run)
    session.refresh(known)
    assert (known.industry, known.employees) == ("logistics", 1240)
    assert states(session, run) == [
        RowState.MERGED,
        RowState.MERGED,
        RowState.REJECTED,
        RowState.IMPORTED,
        RowState.MERGED,
    ]
    assert set(session.scalars(select(Account.name))) == {"Acme", "Cyco"}
    undo(session, run)
    assert set(session.scalars(select(Account.name))) == {"Acme"}


@pytest.mark.parametrize("makes_accounts", [True, False])
def test_companies_are_offered_as_accounts_and_may_be_left_out(session: Session, *, makes_accounts: bool) -> None:
    make.account(session, name="acme")
    run = take_in(session, ANA, BOB, ("Cy", "cy@new.example", " New   Co ", "", "", "", ""))
    offered = queries.new_accounts(session, queries.one(session, run.id))
    assert (offered.count, [" ".join(name.split()) for name in offered.names]) == (1, ["New Co"])
    imports.confirm(
        session, import_id=run.id, actor_id=None, address_hashes=hashed, now=NOW, makes_accounts=makes_accounts
    )
    accounts = session.scalars(select(Account.name).order_by(Account.name)).all()
    assert accounts == (["New Co", "acme"] if makes_accounts else ["acme"])
    without = select(func.count()).where(Advocate.account_id.is_(None))
    assert session.scalar(without) == (0 if makes_accounts else 1)
    assert count(session, Advocate) == 3
