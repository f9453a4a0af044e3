"""A file of people on its way in, for the tests of imports."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.import_kinds import RowState
from portal.domain.models import (
    Account,
    Advocate,
    Import,
    ImportRow,
    MatchRow,
    Person,
)
from portal.domain.operations import imports
from portal.domain.rules.imports import Noun
from tests import make
from tests.make import NOW

HEAD = ["Name", "Email", "Company", "Title", "Languages", "NPS", "NPS date"]


def hashed(address: str) -> list[bytes]:
    return [address.encode()]


def file(*rows: Sequence[str], head: Sequence[str] = HEAD) -> list[tuple[int, list[str]]]:
    return [(number, list(cells)) for number, cells in enumerate([head, *rows], start=1)]


def take_in(session: Session, *rows: Sequence[str], noun: Noun = Noun.CONTACTS, head: Sequence[str] = HEAD) -> Import:
    make.program(session)
    return imports.take_in(
        session,
        noun=noun,
        file_name="contacts.csv",
        rows=file(*rows, head=head),
        by_id=make.person(session).id,
        address_hashes=hashed,
        now=NOW,
    )


def confirm(session: Session, run: Import, *, minutes: int = 0) -> Import:
    return imports.confirm(
        session,
        import_id=run.id,
        actor_id=run.by_id,
        address_hashes=hashed,
        now=NOW + timedelta(minutes=minutes),
    )


def undo(session: Session, run: Import, *, days: int = 0) -> Import:
    return imports.undo(
        session,
        import_id=run.id,
        actor_id=run.by_id or 0,
        address_hashes=hashed,
        now=NOW + timedelta(days=days),
    )


def carry_on(session: Session, run: Import) -> int:
    """As a worker does; answers how many slices it took."""
    slices = 1
    while imports.run_slice(session, import_id=run.id, address_hashes=hashed, now=NOW):
        slices += 1
    return slices


def states(session: Session, run: Import) -> list[RowState]:
    return list(
        session.scalars(select(ImportRow.state).where(ImportRow.import_id == run.id).order_by(ImportRow.number))
    )


def whys(session: Session, run: Import) -> dict[int, list[str]]:
    rows = session.execute(select(ImportRow.number, ImportRow.reasons).where(ImportRow.import_id == run.id))
    return {row.number: [reason["why"] for reason in row.reasons] for row in rows if row.reasons}


def count(session: Session, table: type[Person] | type[Advocate] | type[Account] | type[MatchRow]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


ANA = ("Ana Ruiz", "Ana@Acme.example", "Acme", "CIO", "Spanish; English", "9", "2026-06-04")
BOB = ("Bob Lee", "bob@acme.example", "ACME", "", "", "", "")
