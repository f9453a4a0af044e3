"""What an advocate can take away is all that points at them (ADV-10)."""

import re

from sqlalchemy.orm import Session

from portal.domain.kinds import ImportState, RowState
from portal.domain.models import Base, Import, ImportRow
from portal.domain.queries import data
from tests import make

ELSEWHERE = frozenset(
    {
        "content_use",
        "import_run",
        "search_miss",
        "segment",
        "work",
    }
)
"""Of the team's work: whom they point at is never an advocate."""
COPIES = frozenset({"search_row"})
"""Made from what is in the file."""


def points_at_people(table: str) -> bool:
    targets = {key.column.table.name for key in Base.metadata.tables[table].foreign_keys}
    return bool(targets & {"person", "advocate", "ask"})


def test_every_table_that_points_at_a_person_is_in_the_file(session: Session, statements: list[str]) -> None:
    who = make.advocate(session)
    statements.clear()
    data.everything(session, who.id)
    read = {name for statement in statements for name in re.findall(r"\bFROM (\w+)", statement)}
    expected = {name for name in Base.metadata.tables if points_at_people(name)} - ELSEWHERE - COPIES
    assert expected <= read, sorted(expected - read)


def test_no_secret_is_in_the_file(session: Session) -> None:
    found = data.everything(session, make.advocate(session).id)
    names = {name for rows in found.values() for row in rows for name in row}
    assert not {name for name in names if "hash" in name or "token" in name}


def test_an_imported_account_with_the_same_number_is_somebody_elses(session: Session) -> None:
    who = make.advocate(session)
    for noun, cell in (("contacts", "Dana"), ("accounts", "Rival Ltd")):
        run = Import(noun=noun, file_name="f.csv", state=ImportState.DONE, created_at=make.NOW)
        session.add(run)
        session.flush()
        session.add(ImportRow(import_id=run.id, number=2, cells=[cell], state=RowState.IMPORTED, object_id=who.id))
    session.flush()
    assert [row["cells"] for row in data.everything(session, who.id)["imported_rows"]] == [["Dana"]]
