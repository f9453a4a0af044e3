"""Where each import stands, for its pages."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import column, exists, func, select, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound
from portal.domain.import_kinds import ImportState, RowState
from portal.domain.models import Account, Import, ImportRow, Person
from portal.domain.rules.imports import Noun, targets

NEWEST = 30
NAMED = 200


@dataclass(frozen=True)
class Run:
    """One import: where it stands, and where its columns go."""

    id: int
    noun: str
    file_name: str
    columns: list[str]
    mapping: list[str]
    placed: dict[str, dict[str, str]]
    headed: bool
    state: ImportState
    total: int
    handled: int
    error: str | None
    finished_at: datetime | None


@dataclass(frozen=True)
class Tally:
    """How many rows stand where. Before they come in: new, known, rejected."""

    ready: int
    duplicate: int
    rejected: int
    imported: int
    merged: int
    undone: int
    kept: int

    @property
    def good(self) -> int:
        return self.ready + self.duplicate

    @property
    def came_in(self) -> int:
        return self.imported + self.merged


@dataclass(frozen=True)
class NewAccounts:
    count: int
    names: list[str]
    """The first of them."""


@dataclass(frozen=True)
class RowLine:
    number: int
    cells: list[str]
    reasons: list[dict[str, str]]


@dataclass(frozen=True)
class Counted:
    target: str
    why: str
    count: int


@dataclass(frozen=True)
class ImportLine:
    """One line of the list of imports."""

    id: int
    noun: str
    file_name: str
    state: ImportState
    total: int
    handled: int
    by: str | None
    created_at: datetime
    finished_at: datetime | None
    tally: Tally


def one(session: Session, import_id: int) -> Run:
    """Without the file itself."""
    found = session.get(Import, import_id)
    if found is None:
        raise NotFound
    return Run(**{field.name: getattr(found, field.name) for field in fields(Run)})


def content(session: Session, import_id: int) -> bytes | None:
    """The file as it came; None once it has been read."""
    return session.execute(
        select(Import.content).where(Import.id == import_id, Import.state == ImportState.UPLOADED)
    ).scalar_one_or_none()


def tallies(session: Session, import_ids: Collection[int]) -> dict[int, Tally]:
    rows = session.execute(
        select(ImportRow.import_id, ImportRow.state, func.count().label("number"))
        .where(ImportRow.import_id.in_(import_ids))
        .group_by(ImportRow.import_id, ImportRow.state)
    )
    counts = {(row.import_id, row.state): row.number for row in rows}
    return {key: Tally(**{state.value: counts.get((key, state), 0) for state in RowState}) for key in import_ids}


def tally(session: Session, import_id: int) -> Tally:
    return tallies(session, [import_id])[import_id]


def newest(session: Session) -> list[ImportLine]:
    rows = session.execute(
        select(Import, Person.name)
        .outerjoin(Person, Person.id == Import.by_id)
        .order_by(Import.id.desc())
        .limit(NEWEST)
    ).all()
    counted = tallies(session, [run.id for run, _ in rows])
    return [
        ImportLine(
            id=run.id,
            noun=run.noun,
            file_name=run.file_name,
            state=run.state,
            total=run.total,
            handled=run.handled,
            by=name,
            created_at=run.created_at,
            finished_at=run.finished_at,
            tally=counted[run.id],
        )
        for run, name in rows
    ]


def samples(session: Session, import_id: int) -> list[list[str]]:
    """The first rows' cells, for the page where columns are chosen."""
    return list(
        session.scalars(
            select(ImportRow.cells).where(ImportRow.import_id == import_id).order_by(ImportRow.number).limit(20)
        )
    )


def new_accounts(session: Session, run: Run) -> NewAccounts:
    """Companies in a file of people or deals that are no accounts yet, in the order of their names."""
    if run.noun not in {Noun.CONTACTS, Noun.OPPORTUNITIES} or "account" not in run.mapping:
        return NewAccounts(0, [])
    placed = [word for word, meant in run.placed.get("account", {}).items() if word != meant]
    name = func.btrim(ImportRow.cells[run.mapping.index("account")].astext)
    known = exists().where(func.lower(Account.name) == func.lower(name))
    good = ImportRow.state.in_((RowState.READY, RowState.DUPLICATE))
    fresh = (
        select(func.min(name).label("name"))
        .where(ImportRow.import_id == run.id, good, name != "", ~known, name.not_in(placed))
        .group_by(func.lower(name))
        .subquery()
    )
    number = session.execute(select(func.count()).select_from(fresh)).scalar_one()
    names = session.scalars(select(fresh.c.name).order_by(func.lower(fresh.c.name)).limit(NAMED))
    return NewAccounts(number, list(names))


def without_account(session: Session, run: Run) -> int:
    """How many good rows of a file of deals name no company."""
    if run.noun != Noun.OPPORTUNITIES:
        return 0
    good = [ImportRow.import_id == run.id, ImportRow.state.in_((RowState.READY, RowState.DUPLICATE))]
    if "account" in run.mapping:
        name = ImportRow.cells[run.mapping.index("account")].astext
        good.append(func.btrim(func.coalesce(name, "")) == "")
    return session.execute(select(func.count()).select_from(ImportRow).where(*good)).scalar_one()


def lines(session: Session, import_id: int, *, state: RowState, after: int = 0, limit: int) -> list[RowLine]:
    """Rows in one state, in the order of the file."""
    rows = session.execute(
        select(ImportRow.number, ImportRow.cells, ImportRow.reasons)
        .where(ImportRow.import_id == import_id, ImportRow.state == state, ImportRow.number > after)
        .order_by(ImportRow.number)
        .limit(limit)
    )
    return [RowLine(row.number, row.cells, row.reasons) for row in rows]


def rejected_rows(session: Session, import_id: int) -> Iterator[list[str]]:
    """For a file: headings, then each row with a problem as it came, its line and its reasons."""
    run = one(session, import_id)
    labels = {target.key: f"{target.label}: " for target in targets(Noun(run.noun))}
    yield [*run.columns, "Row in your file", "What’s wrong"]
    after = -1
    while found := lines(session, import_id, state=RowState.REJECTED, after=after, limit=1_000):
        for line in found:
            padded = [*line.cells, *[""] * (len(run.columns) - len(line.cells))]
            said = [labels.get(reason["target"], "") + reason["why"] for reason in line.reasons]
            yield [*padded, str(line.number), "; ".join(said)]
        after = found[-1].number


def reasons(session: Session, import_id: int, *, state: RowState) -> list[Counted]:
    """Each reason with its count, the most frequent first."""
    reason = func.jsonb_array_elements(ImportRow.reasons).table_valued(column("value", JSONB))
    target, why = reason.c.value["target"].astext, reason.c.value["why"].astext
    rows = session.execute(
        select(target.label("target"), why.label("why"), func.count().label("number"))
        .select_from(ImportRow)
        .join(reason, true())
        .where(ImportRow.import_id == import_id, ImportRow.state == state)
        .group_by(target, why)
        .order_by(func.count().desc(), target, why)
    )
    return [Counted(row.target, row.why, row.number) for row in rows]
