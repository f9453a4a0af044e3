"""Whom a nomination might already mean."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, or_, select, union
from sqlalchemy.orm import Session, aliased

from portal.domain.kinds import NominationState, Role, Stage
from portal.domain.models import Account, Advocate, Nomination, Person
from portal.domain.queries import invitations
from portal.domain.queries.invitations import AddressHashes
from portal.domain.queries.merges import is_now
from portal.domain.rules.nominations import Known, alike

LOOKED_AT = 500
"""People of one company whose names are compared."""


@dataclass(frozen=True)
class Alike:
    """Somebody who may be the same person. `name` is given for the team only; `nominated_by` where it was said."""

    name: str
    title: str | None
    company: str | None
    advocate_id: int | None
    nominated_by: str | None
    at: datetime | None


def known(session: Session, email: str, *, address_hashes: AddressHashes, now: datetime) -> Known:
    entry = aliased(Advocate)
    row = session.execute(
        select(Person.role, Advocate.id, Advocate.stage)
        .outerjoin(entry, entry.person_id == Person.id)
        .outerjoin(Advocate, is_now(Advocate, entry))
        .where(Person.email == email)
    ).one_or_none()
    role, advocate_id, stage = row or (None, None, None)
    stopped = bool(invitations.suppressed(session, [email], address_hashes))
    if advocate_id is None:
        return Known(role, stage, awaiting=False, stopped=stopped)
    facts = invitations.candidates(session, [advocate_id], address_hashes=address_hashes, now=now)[advocate_id].facts
    return Known(role, stage, awaiting=facts.awaiting, stopped=stopped or facts.said_no)


def waiting_of(session: Session, *, nominator_id: int | None, email: str) -> int | None:
    """The same colleague's nomination of the same address, if it waits."""
    own = select(Nomination.id).where(
        Nomination.nominator_id == nominator_id,
        Nomination.email == email,
        Nomination.state == NominationState.WAITING,
        Nomination.ask_id.is_(None),
    )
    return session.scalar(own.limit(1))


def lookalikes(session: Session, *, name: str, email: str, company: str) -> list[Alike]:
    """The same address, or a similar name at the same company: nominated and waiting, or known as an advocate."""
    nominated = session.execute(
        select(Nomination.name, Nomination.title, Nomination.company, Nomination.email, Person.name, Nomination.at)
        .outerjoin(Person, (Person.id == Nomination.nominator_id) & (Person.role != Role.ADVOCATE))
        .outerjoin(Account, Account.id == Nomination.account_id)
        .where(
            Nomination.state == NominationState.WAITING,
            or_(
                Nomination.email == email,
                func.lower(func.coalesce(Nomination.company, Account.name)) == func.lower(company),
            ),
        )
        .order_by(Nomination.id)
        .limit(LOOKED_AT)
    )
    same = [
        Alike(other, title, where, None, by or "Somebody", at)
        for other, title, where, address, by, at in nominated
        if address == email or alike(name, other)
    ]
    return same + likely(session, name=name, email=email, company=company)


def likely(session: Session, *, name: str, email: str, company: str) -> list[Alike]:
    """Advocates whom the name may mean: the same address, or a similar name at the company."""
    by_address = select(Advocate.id).join(Person, Person.id == Advocate.person_id).where(Person.email == email)
    at_company = (
        select(Advocate.id)
        .join(Account, Account.id == Advocate.account_id)
        .where(func.lower(Account.name) == func.lower(company))
        .limit(LOOKED_AT)
    )
    rows = session.execute(
        _advocates().where(Advocate.id.in_(union(by_address, at_company)), Advocate.stage != Stage.CANDIDATE)
    )
    return [_alike(row) for row in rows if row.email == email or alike(name, row.name)]


def named(session: Session, advocate_ids: Collection[int]) -> list[Alike]:
    """These, by name."""
    return [_alike(row) for row in session.execute(_advocates().where(Advocate.id.in_(advocate_ids)))]


def _advocates() -> Select[*tuple[Any, ...]]:
    return (
        select(Person.name, Person.title, Account.name.label("company"), Advocate.id, Person.email)
        .join(Person, Person.id == Advocate.person_id)
        .outerjoin(Account, Account.id == Advocate.account_id)
        .where(Advocate.merged_into_id.is_(None))
        .order_by(func.lower(Person.name), Advocate.id)
    )


def _alike(row: Row[Any]) -> Alike:
    return Alike(row.name, row.title, row.company, row.id, None, None)
