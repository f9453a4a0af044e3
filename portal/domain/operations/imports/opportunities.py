"""Rows that are deals: new by their id in the CRM, else what changed is changed and its history kept."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Text, delete, literal, select
from sqlalchemy.dialects.postgresql import insert as upsert

from portal.domain import audit, recordsets
from portal.domain.import_kinds import RowState
from portal.domain.models import Opportunity, OpportunityOwner, OpportunityVersion
from portal.domain.operations.imports import accounts, keyed
from portal.domain.operations.imports.ground import Fate, Line, Slice
from portal.domain.queries import imports as queries
from portal.domain.recordsets import among
from portal.domain.rules import imports as rules
from portal.domain.rules.imports import AccountRow, OpportunityRow, Problem

VERSIONED = ("stage", "outcome", "amount_cents", "currency", "closes_on")
FIELDS = ("name", "account_id", "owner_name", "owner_id", "team", "product", *VERSIONED, "opened_on")
TOLD = {
    "account_id": "account",
    "owner_name": "owner",
    "owner_id": "owner",
    "amount_cents": "amount",
    "outcome": "stage",
}
"""A column that a row's reader knows by another name."""
Read = tuple[int, OpportunityRow]


def foresee(part: Slice, lines: Sequence[Line]) -> list[Fate]:
    """The dry run: what would become of each line, and what it would change."""
    rows, fates = _read(part, lines)
    known = _known(part, rows, lock=False)
    earlier = queries.earlier_keys(
        part.session, part.run.id, [row.external_id for _, row in rows], before=lines[0][0] if lines else 0
    )
    companies = queries.known_accounts(part.session, _companies(rows), by_domain=False)
    sellers = _sellers(part, rows)
    for number, row in rows:
        deal = known.get(row.external_id)
        state = RowState.DUPLICATE if deal or row.external_id in earlier else RowState.READY
        earlier.add(row.external_id)
        changed = _changes(deal, _values(row, companies, sellers)) if deal else {}
        told = tuple(Problem(key, "Changes") for key in dict.fromkeys(TOLD.get(key, key) for key in changed))
        fates.append(Fate(number, state, told, object_id=deal.id if deal else None, key=row.external_id))
    return fates


def bring_in(part: Slice, lines: Sequence[Line]) -> list[Fate]:
    """Add what is new, then change what is known; a line that met a deal that has just come goes round again."""
    rows, fates = _read(part, lines)
    companies = accounts.find_or_make(part, _companies(rows), by_domain=False, make=part.run.makes_accounts)
    _name_sellers(part, rows)
    sellers = _sellers(part, rows)
    known = _known(part, rows, lock=True)
    new = {row.external_id: (number, row) for number, row in reversed(rows) if row.external_id not in known}
    made = _add(part, {key: _values(row, companies, sellers) for key, (_, row) in new.items()})
    for number, row in rows:
        deal = known.get(row.external_id)
        if deal is not None:
            _change(part, deal, _values(row, companies, sellers))
            fates.append(Fate(number, RowState.MERGED, object_id=deal.id, key=row.external_id))
    fates += [Fate(new[key][0], RowState.IMPORTED, object_id=made[key], key=key) for key in made]
    part.session.flush()
    done = {fate.number for fate in fates}
    again = [line for line in lines if line[0] not in done]
    return fates + bring_in(part, again) if again else fates


def take_back(part: Slice, numbers: Sequence[int]) -> list[Fate]:
    """Remove the deals that nothing has happened to. What changed on deals we knew stays, with its history."""
    rows = keyed.noted(part, numbers)
    objects = {row.object_id for row in rows if row.object_id is not None}
    kept = queries.why_opportunities_stay(part.session, objects, part.run.id)
    gone = objects - set(kept)
    for column in (OpportunityVersion.opportunity_id, Opportunity.id):
        statement = delete(column.class_).where(among(column, gone))
        part.session.execute(statement.execution_options(synchronize_session=False))
    unused = OpportunityOwner.id.in_(queries.unused_owners(part.run.id).scalar_subquery())
    part.session.execute(delete(OpportunityOwner).where(unused).execution_options(synchronize_session=False))
    return keyed.taken_back(rows, kept)


def _read(part: Slice, lines: Sequence[Line]) -> tuple[list[Read], list[Fate]]:
    return keyed.split((number, rules.opportunity(part.run.mapping, cells, part.run.placed)) for number, cells in lines)


def _known(part: Slice, rows: Sequence[Read], *, lock: bool) -> dict[str, Opportunity]:
    keys = sorted({row.external_id for _, row in rows})
    statement = select(Opportunity).where(among(Opportunity.external_id, keys)).order_by(Opportunity.id)
    found = part.session.scalars(
        statement.with_for_update() if lock else statement, execution_options={"populate_existing": True}
    )
    return {deal.external_id: deal for deal in found}


def _companies(rows: Iterable[Read]) -> list[AccountRow]:
    names = dict.fromkeys(row.account for _, row in rows if row.account)
    return [AccountRow(name, *[None] * 7) for name in names]


def _sellers(part: Slice, rows: Iterable[Read]) -> dict[str, OpportunityOwner]:
    return queries.known_owners(part.session, {row.owner for _, row in rows if row.owner})


def _name_sellers(part: Slice, rows: Iterable[Read]) -> None:
    names = sorted({row.owner for _, row in rows if row.owner})
    given = recordsets.table([{"name": name} for name in names], name=Text)
    chosen = select(given.c.name, literal(part.run.id), literal(part.now))
    part.session.execute(
        upsert(OpportunityOwner).from_select(["name", "import_id", "created_at"], chosen).on_conflict_do_nothing()
    )


def _values(
    row: OpportunityRow, companies: Mapping[str, int], sellers: Mapping[str, OpportunityOwner]
) -> dict[str, Any]:
    seller = sellers.get(row.owner or "")
    return {
        "name": row.name,
        "account_id": companies.get(row.account or ""),
        "owner_name": row.owner,
        "owner_id": seller.colleague_id if seller else None,
        "team": row.team or (seller.team if seller else None),
        "product": row.product,
        "stage": row.stage,
        "outcome": row.outcome,
        "amount_cents": row.amount,
        "currency": row.currency,
        "closes_on": row.closes_on,
        "opened_on": row.opened_on,
        "described": ", ".join(filter(None, (row.account, row.product))) or f"Deal {row.external_id}",
    }


def _changes(deal: Opportunity, values: Mapping[str, Any]) -> dict[str, Any]:
    """An empty cell changes nothing; a named owner whom nobody tied to a colleague is no colleague."""
    given = {name for name in FIELDS if values[name] is not None}
    if values["owner_name"]:
        given.add("owner_id")
    return {name: values[name] for name in FIELDS if name in given and values[name] != getattr(deal, name)}


def _change(part: Slice, deal: Opportunity, values: Mapping[str, Any]) -> None:
    changed = _changes(deal, values)
    if not changed:
        return
    for name, value in changed.items():
        setattr(deal, name, value)
    deal.changed_at = part.now
    if changed.keys() & set(VERSIONED):
        as_it_is = {name: getattr(deal, name) for name in VERSIONED}
        part.session.add(OpportunityVersion(opportunity_id=deal.id, at=part.now, import_id=part.run.id, **as_it_is))
    audit.record(
        part.session,
        "opportunity.changed",
        kind="opportunity",
        id=deal.id,
        actor_id=part.run.by_id,
        now=part.now,
        fields=tuple(changed),
        reason=part.source,
    )


def _add(part: Slice, deals: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    """Deals by their id in the CRM. One that came in by another way this moment is left out."""
    if not deals:
        return {}
    types = {name: getattr(Opportunity, name).type for name in FIELDS}
    rows = [
        {"external_id": key}
        | {name: _plain(values[name]) for name in FIELDS}
        | {"name": values["name"] or values["described"]}
        for key, values in sorted(deals.items())
    ]
    given = recordsets.table(rows, external_id=Text, **types)
    facts = [literal(part.run.id), literal(part.now), literal(part.now)]
    chosen = select(given.c.external_id, *(given.c[name] for name in FIELDS), *facts)
    made = part.session.execute(
        upsert(Opportunity)
        .from_select(["external_id", *FIELDS, "import_id", "created_at", "changed_at"], chosen)
        .on_conflict_do_nothing(index_elements=["external_id"])
        .returning(Opportunity.id, Opportunity.external_id)
    ).all()
    first = select(
        Opportunity.id, literal(part.now), literal(part.run.id), *(getattr(Opportunity, name) for name in VERSIONED)
    )
    part.session.execute(
        upsert(OpportunityVersion).from_select(
            ["opportunity_id", "at", "import_id", *VERSIONED],
            first.where(among(Opportunity.id, [row.id for row in made])),
        )
    )
    return {row.external_id: row.id for row in made}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
