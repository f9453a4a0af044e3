"""Match rows carry profiles in small numbers, kept equal by whoever writes profiles (REQ-3)."""

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.db import Database
from portal.domain.kinds import Stage
from portal.domain.models import Account, Advocate, Facet, MatchRow
from portal.domain.operations import facets, searches, stages
from tests import make
from tests.make import NOW

AT_ONCE = 4


def number(session: Session, kind: str, value: str) -> int | None:
    return session.scalar(select(Facet.id).where(Facet.kind == kind, Facet.value == value))


def test_equal_values_have_one_number_for_everybody(session: Session) -> None:
    dana, ines = make.advocate(session), make.advocate(session)
    for one in (dana, ines):
        one.products, one.persona = ["Trace", "Route"], "Trace"
        searches.refresh(session, advocate_ids=[one.id])
    rows = [make.match_row(session, one) for one in (dana, ines)]
    for row in rows:
        session.refresh(row)
        assert row.product_codes == sorted(number(session, "product", one) or 0 for one in ("Trace", "Route"))
        assert row.persona_code == number(session, "persona", "Trace")
    assert number(session, "persona", "Trace") != number(session, "product", "Trace")
    assert not facets.differences(session)


def test_who_is_no_longer_confirmed_is_no_longer_shown(session: Session) -> None:
    dana = make.advocate(session)
    session.refresh(row := make.match_row(session, dana))
    assert row.shown
    stages.move(session, advocate_id=dana.id, stage=Stage.INTERVIEWED, actor_id=dana.person_id, now=NOW)
    session.refresh(row)
    assert not row.shown


def test_a_row_that_says_so_already_is_not_written_again(session: Session) -> None:
    """An ask that is being made meanwhile need not wait."""
    dana = make.advocate(session)
    session.flush()
    version = text("SELECT ctid, xmin FROM match_row WHERE advocate_id = :id")
    before = session.execute(version, {"id": dana.id}).one()
    searches.refresh(session, advocate_ids=[dana.id])
    assert session.execute(version, {"id": dana.id}).one() == before


def test_a_company_that_grows_is_written_for_all_its_people(session: Session) -> None:
    dana = make.advocate(session)
    account = session.get_one(Account, dana.account_id)
    account.employees, account.industry = 4_000, "A new industry"
    searches.refresh_accounts(session, account_ids=[account.id])
    session.refresh(row := make.match_row(session, dana))
    assert (row.employees, row.industry_code) == (4_000, number(session, "industry", "A new industry"))


def test_many_who_learn_a_value_at_once_agree_on_its_number(real_database: Database) -> None:
    with real_database.writing() as session:
        ids = [make.advocate(session).id for _ in range(AT_ONCE)]
    ready = threading.Barrier(AT_ONCE)

    def learn(advocate_id: int) -> None:
        with real_database.writing() as session:
            session.get_one(Advocate, advocate_id).persona = "Pilot"
            ready.wait(10)
            searches.refresh(session, advocate_ids=[advocate_id])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(learn, ids))
    with real_database.reading() as session:
        assert session.scalars(select(MatchRow.persona_code)).all() == [number(session, "persona", "Pilot")] * AT_ONCE
        assert not facets.differences(session)
