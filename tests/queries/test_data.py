"""What an advocate can take away is all that points at them (ADV-10)."""

import re

from sqlalchemy.orm import Session

from portal.domain.models import Base
from portal.domain.queries import data
from tests import make

ELSEWHERE = frozenset({"import_run"})
"""Started by somebody of the team, never by an advocate."""


def points_at_people(table: str) -> bool:
    targets = {key.column.table.name for key in Base.metadata.tables[table].foreign_keys}
    return bool(targets & {"person", "advocate", "ask"})


def test_every_table_that_points_at_a_person_is_in_the_file(session: Session, statements: list[str]) -> None:
    who = make.advocate(session)
    statements.clear()
    data.everything(session, who.id)
    read = {name for statement in statements for name in re.findall(r"\bFROM (\w+)", statement)}
    expected = {name for name in Base.metadata.tables if points_at_people(name)} - ELSEWHERE
    assert expected <= read, sorted(expected - read)


def test_no_secret_is_in_the_file(session: Session) -> None:
    found = data.everything(session, make.advocate(session).id)
    names = {name for rows in found.values() for row in rows for name in row}
    assert not {name for name in names if "hash" in name or "token" in name}
