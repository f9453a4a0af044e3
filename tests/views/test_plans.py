"""On a grown program the pages that everybody opens read no table of asks from end to end (PERFORMANCE, last part)."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from portal.db import Database
from portal.domain.models import Ask
from portal.domain.queries import activities, grounds, matching
from portal.domain.rules.matching import Wishes
from portal.links import Links
from tests import make
from tests.fixtures.web import Visitor
from tests.make import NOW
from tests.views.customers import SignIn, ask_link, asked, customer

OWN = {"id", "advocate_id", "state", "holds_place", "quiet"}
PEOPLE, ASKS = 100, 20_000


@pytest.fixture
def plans(engine: Engine) -> Iterator[list[str]]:
    """How the database means to answer every SELECT."""
    seen: list[str] = []

    def note(_connection: object, cursor: object, statement: str, values: object, *_rest: object) -> None:
        if statement.startswith(("SELECT", "WITH")) and "set_config" not in statement:
            with cursor.connection.cursor() as another:  # type: ignore[attr-defined]
                another.execute(f"EXPLAIN {statement}", values)
                seen.append("\n".join(line for (line,) in another))

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def grow(session: Session, like: Ask) -> None:
    """Asks that never arrived, of many advocates."""
    everyone = [make.advocate(session, name=f"Advocate {number}").id for number in range(PEOPLE)]
    columns = ", ".join(column.name for column in Ask.__table__.columns if column.name not in OWN)
    session.execute(
        text(
            f"INSERT INTO ask (advocate_id, state, holds_place, {columns})"  # noqa: S608 - our own names
            f" SELECT other.id, 'undelivered', false, {columns} FROM ask, unnest(CAST(:everyone AS bigint[]))"
            " AS other (id), generate_series(1, :each) WHERE ask.id = :like"
        ),
        {"everyone": everyone, "each": ASKS // PEOPLE, "like": like.id},
    )
    session.execute(text("ANALYZE"))


def test_home_and_link_read_asks_by_an_index(
    database: Database, signed_in: SignIn, visitor: Visitor, links: Links, plans: list[str]
) -> None:
    dana = customer(database, signed_in)
    ask = asked(database, dana)
    with database.writing() as session:
        grow(session, ask)
    for opened, path in ((dana.visitor, "/home"), (visitor, ask_link(links, ask, dana))):
        plans.clear()
        assert opened.get(path).status_code == 200
        assert any("ix_ask" in plan or "uq_ask" in plan or "pk_ask" in plan for plan in plans)
        assert not [plan for plan in plans if "Seq Scan on ask" in plan]


def test_matching_reads_only_who_is_willing(session: Session, plans: list[str]) -> None:
    """Among a handful any index would do, so this one has the field to itself: do its words fit the question?"""
    make.advocate(session)
    call = activities.offer(session, make.activity(session, "call").id)
    session.execute(text("SET LOCAL enable_seqscan = off"))
    session.execute(text("SET LOCAL enable_indexscan = off"))
    session.execute(text("DROP INDEX ix_match_row_shown"))
    plans.clear()
    assert matching.best(session, Wishes(), call, grounds.ground(session, NOW))
    assert "Index Cond: ((happy || ask_first) @> " in plans[-1]
