"""What an import's steps must know: who and what is here already, and what an undo must leave."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, case, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from portal.domain import recordsets
from portal.domain.import_kinds import RowState
from portal.domain.kinds import Role, Stage
from portal.domain.models import (
    Account,
    Advocate,
    Ask,
    Audit,
    Base,
    Consent,
    ContactView,
    ImportRow,
    Invitation,
    MatchRow,
    Note,
    Opportunity,
    OpportunityOwner,
    OpportunityVersion,
    Person,
    Product,
    SearchRow,
    Signal,
    Willingness,
)
from portal.domain.recordsets import among
from portal.domain.rules.imports import AccountRow


@dataclass(frozen=True)
class KnownPerson:
    role: Role
    advocate_id: int | None
    stage: Stage | None
    stage_at: datetime | None


def earlier_keys(session: Session, import_id: int, keys: Sequence[str], *, before: int) -> set[str]:
    """Those of the keys that a good row of the same file has already, above line `before`."""
    return set(
        session.scalars(
            select(ImportRow.key).where(
                ImportRow.import_id == import_id,
                among(ImportRow.key, keys),
                ImportRow.number < before,
                ImportRow.state != RowState.REJECTED,
            )
        )
    )


def known_people(session: Session, emails: Collection[str]) -> dict[str, KnownPerson]:
    """An address of somebody who was merged is the survivor’s too."""
    named = aliased(Advocate)
    rows = session.execute(
        select(Person.email, Person.role, Advocate.id, Advocate.stage, Advocate.stage_at)
        .outerjoin(named, named.person_id == Person.id)
        .outerjoin(Advocate, Advocate.id == func.coalesce(named.merged_into_id, named.id))
        .where(among(Person.email, emails))
    )
    return {email: KnownPerson(role, key, stage, at) for email, role, key, stage, at in rows}


def known_accounts(session: Session, rows: Sequence[AccountRow], *, by_domain: bool) -> dict[str, int]:
    """By the name in the file: the account of that name in any case, else the first of that web domain."""
    if not rows:
        return {}
    given = recordsets.table([{"name": row.name, "domain": row.website} for row in rows], name=Text, domain=Text)
    by_name = select(Account.id).where(func.lower(Account.name) == func.lower(given.c.name)).scalar_subquery()
    first = select(func.min(Account.id)).where(Account.domain == given.c.domain).scalar_subquery()
    found = session.execute(select(given.c.name, func.coalesce(by_name, first) if by_domain else by_name)).all()
    return {name: key for name, key in found if key is not None}


def why_advocates_stay(session: Session, advocate_ids: Collection[int], import_id: int, source: str) -> dict[int, str]:
    """Those that an undo must leave, and why. `source` is the import's own name in the audit trail."""
    reasons = (
        (Advocate.import_id.is_distinct_from(import_id), "Known before this import. What it filled in stays"),
        (_any(Advocate.id, Invitation.advocate_id), "Was invited since"),
        (_any(Advocate.id, Ask.advocate_id), "Has an ask"),
        (Advocate.stage != Stage.CANDIDATE, "No longer a candidate"),
        (_any(Advocate.id, Note.advocate_id), "Has a note"),
        (_any(Advocate.id, ContactView.advocate_id), "Somebody looked at the contact details since"),
        (_any(Advocate.person_id, Signal.person_id), "Something was heard from them since"),
        (_any(Advocate.id, Willingness.advocate_id, Consent.advocate_id), "Has said what they are happy to do"),
        (_named(Advocate.id, but=(MatchRow, SearchRow)), "Something has happened with them since"),
        (_named(Advocate.person_id, but=(Advocate,)), "Has signed in, or had mail from us"),
        (or_(Advocate.validated_at.is_not(None), _changed("advocate", Advocate.id, source)), "Was changed since"),
    )
    return _told(session, select(Advocate.id, case(*reasons).label("why")).where(among(Advocate.id, advocate_ids)))


def why_accounts_stay(session: Session, account_ids: Collection[int], import_id: int, source: str) -> dict[int, str]:
    reasons = (
        (Account.import_id.is_distinct_from(import_id), "Known before this import. What it filled in stays"),
        (_named(Account.id), "Has people, or something has happened with it since"),
        (or_(Account.csm_id.is_not(None), _changed("account", Account.id, source)), "Was changed since"),
    )
    return _told(session, select(Account.id, case(*reasons).label("why")).where(among(Account.id, account_ids)))


def known_owners(session: Session, names: Collection[str]) -> dict[str, OpportunityOwner]:
    """Sellers by the name in the file, in any case."""
    given = recordsets.table([{"name": name} for name in names], name=Text)
    same = func.lower(OpportunityOwner.name) == func.lower(given.c.name)
    return {row[0]: row[1] for row in session.execute(select(given.c.name, OpportunityOwner).join(given, same))}


def known_products(session: Session, names: Collection[str]) -> dict[str, int]:
    """By the name in the file, in any case."""
    given = recordsets.table([{"name": name} for name in names], name=Text)
    same = func.lower(Product.name) == func.lower(given.c.name)
    return {row[0]: row[1] for row in session.execute(select(given.c.name, Product.id).join(given, same))}


def why_opportunities_stay(session: Session, opportunity_ids: Collection[int], import_id: int) -> dict[int, str]:
    later = exists().where(
        OpportunityVersion.opportunity_id == Opportunity.id, OpportunityVersion.import_id.is_distinct_from(import_id)
    )
    reasons = (
        (Opportunity.import_id.is_distinct_from(import_id), "Known before this import. What it changed stays"),
        (_named(Opportunity.id, but=(OpportunityVersion,)), "Somebody asked for something for it since"),
        (or_(later, Opportunity.changed_at != Opportunity.created_at), "Was changed since"),
    )
    told = select(Opportunity.id, case(*reasons).label("why")).where(among(Opportunity.id, opportunity_ids))
    return _told(session, told)


def unused_owners(import_id: int) -> Select[int]:
    """Names of sellers that an import brought in and that no deal bears any more."""
    bears = exists().where(func.lower(Opportunity.owner_name) == func.lower(OpportunityOwner.name))
    mine = (OpportunityOwner.import_id == import_id, OpportunityOwner.colleague_id.is_(None), ~bears)
    return select(OpportunityOwner.id).where(*mine)


def unused_accounts(import_id: int, source: str) -> Select[int]:
    """Accounts an import brought in that have no people and were not changed."""
    used = or_(
        _named(Account.id),
        Account.csm_id.is_not(None),
        _changed("account", Account.id, source),
    )
    return select(Account.id).where(Account.import_id == import_id, ~used)


def _any(key: InstrumentedAttribute[int], *references: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    return or_(*(exists().where(reference == key) for reference in references))


def _named(key: InstrumentedAttribute[int], but: Collection[type[Base]] = ()) -> ColumnElement[bool]:
    """Whether any row of any table points at it. Those of `but` come and go with it."""
    column = key.property.columns[0]
    target = next((foreign.column for foreign in column.foreign_keys), column)
    passed_by = {table.__table__ for table in but}
    pointing = (
        table.alias().c[foreign.parent.key]
        for table in Base.metadata.sorted_tables
        if table not in passed_by
        for foreign in table.foreign_keys
        if foreign.column is target
    )
    return or_(*(exists().where(other == key) for other in pointing))


def _changed(kind: str, key: InstrumentedAttribute[int], source: str) -> ColumnElement[bool]:
    return exists().where(Audit.object_kind == kind, Audit.object_id == key, Audit.reason.is_distinct_from(source))


def _told(session: Session, statement: Select[int, str]) -> dict[int, str]:
    return {row.id: row.why for row in session.execute(statement) if row.why}
