"""What an advocate can take away is all that points at them (ADV-10)."""

import re

from sqlalchemy.orm import Session

from portal.domain.import_kinds import ImportState, RowState
from portal.domain.models import Base, Import, ImportRow
from portal.domain.queries import data
from tests import make

COPIES = frozenset({"search_row"})
"""Made from what is in the file."""
OF_STAFF = frozenset({"adoption", "adoption_note", "digest", "digest_wish"})
"""About the company's own people; no advocate is in them."""


def is_about_somebody(table: str) -> bool:
    """Points at an advocate, at an ask, or at a person as its own; other people's columns name whoever did it."""
    pointing = Base.metadata.tables[table].foreign_keys
    return any(
        key.column.table.name in {"advocate", "ask"} or key.parent.name in {"person_id", "recipient_id"}
        for key in pointing
    )


def test_every_table_that_points_at_a_person_is_in_the_file(session: Session, statements: list[str]) -> None:
    who = make.advocate(session)
    statements.clear()
    data.everything(session, who.id)
    read = {name for statement in statements for name in re.findall(r"\bFROM (\w+)", statement)}
    expected = {name for name in Base.metadata.tables if is_about_somebody(name)} - COPIES - OF_STAFF
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
