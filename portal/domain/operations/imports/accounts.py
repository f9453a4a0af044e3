"""Rows that are accounts: one per name, whatever its case and spacing, or per web domain."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import Text, delete, literal, select
from sqlalchemy.dialects.postgresql import insert

from portal.domain import audit, recordsets
from portal.domain.models import Account
from portal.domain.operations import searches
from portal.domain.operations.imports import keyed
from portal.domain.operations.imports.ground import Fate, Line, Slice
from portal.domain.operations.imports.keyed import Keyed
from portal.domain.queries import imports as queries
from portal.domain.recordsets import among
from portal.domain.rules import imports as rules
from portal.domain.rules.imports import AccountRow

FIELDS = {
    "website": "domain",
    "industry": "industry",
    "region": "region",
    "country": "country",
    "employees": "employees",
    "revenue": "revenue",
    "external_id": "external_id",
}
"""A row's field to the account's column."""
TYPES = {name: getattr(Account, column).type for name, column in FIELDS.items()}


def foresee(part: Slice, lines: Sequence[Line]) -> list[Fate]:
    """The dry run: what would become of each line."""
    rows, fates = _read(part, lines)
    known = queries.known_accounts(part.session, [row for _, row in rows], by_domain=True)
    return fates + keyed.foreseen(part, lines, _keyed(rows, known))


def bring_in(part: Slice, lines: Sequence[Line]) -> list[Fate]:
    rows, fates = _read(part, lines)
    before = queries.known_accounts(part.session, [row for _, row in rows], by_domain=True)
    found = find_or_make(part, [row for _, row in rows], by_domain=True)
    return fates + keyed.brought_in(_keyed(rows, found), before.values())


def find_or_make(part: Slice, rows: Sequence[AccountRow], *, by_domain: bool, make: bool = True) -> dict[str, int]:
    """Accounts by the name in the file. Known ones are filled in where they are empty; new ones only if `make`."""
    found = queries.known_accounts(part.session, rows, by_domain=by_domain)
    fresh = [row for row in rows if make and row.name not in found]
    if fresh:
        _make(part, _first_of_each_domain(fresh) if by_domain else fresh)
        found |= queries.known_accounts(part.session, fresh, by_domain=by_domain)
    _fill_in(part, [row for row in rows if row.name in found], found)
    return found


def take_back(part: Slice, numbers: Sequence[int]) -> list[Fate]:
    """Remove those nothing has happened to."""
    rows = keyed.noted(part, numbers)
    objects = {row.object_id for row in rows if row.object_id is not None}
    kept = queries.why_accounts_stay(part.session, objects, part.run.id, part.source)
    part.session.execute(
        delete(Account).where(among(Account.id, objects - set(kept))).execution_options(synchronize_session=False)
    )
    return keyed.taken_back(rows, kept)


def remove_unused(part: Slice, limit: int) -> bool:
    """Accounts that came in with people who have gone again. True while there may be more."""
    unused = queries.unused_accounts(part.run.id, part.source).limit(limit)
    removed = part.session.execute(
        delete(Account)
        .where(Account.id.in_(unused.scalar_subquery()))
        .returning(Account.id)
        .execution_options(synchronize_session=False)
    )
    return len(removed.all()) == limit


def _read(part: Slice, lines: Sequence[Line]) -> tuple[list[tuple[int, AccountRow]], list[Fate]]:
    return keyed.split((number, rules.account(part.run.mapping, cells)) for number, cells in lines)


def _keyed(rows: Sequence[tuple[int, AccountRow]], known: Mapping[str, int]) -> list[Keyed]:
    return [Keyed(number, _key(row), known.get(row.name)) for number, row in rows]


def _key(row: AccountRow) -> str:
    return row.name.lower()


def _first_of_each_domain(rows: Sequence[AccountRow]) -> list[AccountRow]:
    first = {row.website: row for row in reversed(rows) if row.website}
    return [row for row in rows if not row.website or first[row.website] is row]


def _make(part: Slice, rows: Sequence[AccountRow]) -> None:
    """The first row of a name decides; a later one of the same name fills in."""
    given = recordsets.table([asdict(row) for row in sorted(rows, key=_key)], name=Text, **TYPES)
    part.session.execute(
        insert(Account)
        .from_select(
            ["name", *FIELDS.values(), "import_id", "created_at"],
            select(given.c.name, *(given.c[name] for name in FIELDS), literal(part.run.id), literal(part.now)),
        )
        .on_conflict_do_nothing()
    )


def _fill_in(part: Slice, rows: Sequence[AccountRow], found: dict[str, int]) -> None:
    wanted = [row for row in rows if any(value for name, value in asdict(row).items() if name != "name")]
    ids = sorted({found[row.name] for row in wanted})
    locked = part.session.scalars(
        select(Account).where(among(Account.id, ids)).order_by(Account.id).with_for_update(),
        execution_options={"populate_existing": True},
    )
    accounts = {account.id: account for account in locked}
    for row in wanted:
        account = accounts[found[row.name]]
        changed = [
            column
            for name, column in FIELDS.items()
            if getattr(row, name) is not None and getattr(account, column) is None
        ]
        for name, column in FIELDS.items():
            if column in changed:
                setattr(account, column, getattr(row, name))
        if changed:
            audit.record(
                part.session,
                "account.filled_in",
                kind="account",
                id=account.id,
                actor_id=part.run.by_id,
                now=part.now,
                fields=tuple(changed),
                reason=part.source,
            )
    searches.refresh_accounts(part.session, account_ids=ids)
