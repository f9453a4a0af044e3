"""Logins at an OpenID Connect provider. The pair of issuer and subject is the identity, never the address."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import Refused
from portal.domain.kinds import Role
from portal.domain.models import Identity, Person
from portal.domain.operations import people


@dataclass(frozen=True)
class Claim:
    """What a provider has proven. `email` is empty where it is not known to be theirs."""

    provider: str
    issuer: str
    subject: str
    email: str
    name: str


@dataclass(frozen=True)
class Known:
    person_id: int
    role: Role


def recognise(session: Session, *, claim: Claim, admit: bool, now: datetime) -> Known | None:
    """Whose identity this is. With `admit` an unknown one becomes a colleague, unless the address is here already."""
    row = _of(session, claim)
    if row is None and admit and claim.email:
        _admit(session, claim, now)
        row = _of(session, claim)
    return None if row is None or row.disabled_at else Known(row.id, row.role)


def link(session: Session, *, person_id: int, claim: Claim, now: datetime) -> None:
    """From the person's own session only. Linking again changes nothing; somebody else's is refused."""
    made = session.scalar(
        insert(Identity)
        .values(
            person_id=person_id,
            provider=claim.provider,
            issuer=claim.issuer,
            subject=claim.subject,
            linked_at=now,
        )
        .on_conflict_do_nothing()
        .returning(Identity.id)
    )
    if made is not None:
        audit.record(session, "identity.linked", kind="identity", id=made, actor_id=person_id, now=now)
        return
    owner = select(Identity.person_id).where(Identity.issuer == claim.issuer, Identity.subject == claim.subject)
    if session.scalar(owner) != person_id:
        raise Refused("taken", "That company account belongs to somebody else here.")


def _of(session: Session, claim: Claim) -> Row[int, Role, datetime | None] | None:
    return session.execute(
        select(Person.id, Person.role, Person.disabled_at)
        .join(Identity, Identity.person_id == Person.id)
        .where(Identity.issuer == claim.issuer, Identity.subject == claim.subject)
    ).one_or_none()


def _admit(session: Session, claim: Claim, now: datetime) -> None:
    """Not where the address is here already; who comes in twice at once comes in once."""
    try:
        with session.begin_nested():
            person = people.add(
                session, email=claim.email, name=claim.name, role=Role.COLLEAGUE, actor_id=None, now=now
            )
            link(session, person_id=person.id, claim=claim, now=now)
    except Refused:
        return
