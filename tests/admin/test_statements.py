"""How often a page of the team's asks the database: the same however many people and asks there are."""

import pytest
from sqlalchemy.orm import Session

from portal.domain.models import Person
from tests import make
from tests.admin.test_pages import busy
from tests.fixtures.web import Visitor

MOST = {
    "/admin/": 23,
    "/admin/advocates": 16,
    "/admin/advocates/{advocate}": 19,
    "/admin/advocates/{advocate}/asks/new?activity={activity}": 16,
    "/admin/asks": 5,
    "/admin/asks/{ask}": 5,
    "/admin/asks/new?activity={activity}": 12,
    "/admin/nominations": 5,
    "/admin/outbox": 4,
}


@pytest.mark.parametrize("path", MOST)
def test_a_page_asks_no_more_than_this(
    team: Visitor, session: Session, priya: Person, statements: list[str], path: str
) -> None:
    found = busy(session, priya)[0]
    call = make.activity(session, "call").id
    address = path.format(advocate=found.advocate_id, ask=found.id, activity=call)
    statements.clear()
    assert team.get(address).status_code == 200
    assert len(statements) <= MOST[path], "\n".join(statements)
