"""People and what they may do."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.conflicts import first_come
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Role
from portal.domain.models import Advocate, Person
from portal.domain.operations import logins


def make_administrator(session: Session, *, email: str, name: str, now: datetime) -> Person:
    """By the operator of the machine; the first one comes into being this way."""
    found = session.scalar(select(Person).where(Person.email == email.strip().lower()).with_for_update())
    if found is None:
        return add(session, email=email, name=name, role=Role.ADMINISTRATOR, actor_id=None, now=now)
    _set_role(session, found, Role.ADMINISTRATOR, actor_id=None, now=now)
    return found


def add(session: Session, *, email: str, name: str, role: Role, actor_id: int | None, now: datetime) -> Person:
    """Somebody of the company. Customers come in by invitation, by asking to join, or by import."""
    address = email.strip().lower()
    if "@" not in address.strip("@"):
        raise Refused("not_an_address", f"{email} isn’t an email address.")
    taken = Refused("address_taken", f"{address} already belongs to somebody here.")
    if session.scalar(select(Person.id).where(Person.email == address)):
        raise taken
    person = Person(email=address, name=name.strip() or address.partition("@")[0], role=role, created_at=now)
    with first_come(session, taken):
        session.add(person)
    audit.record(
        session, "person.added", kind="person", id=person.id, actor_id=actor_id, now=now, fields=("email", "role")
    )
    return person


def change_role(session: Session, *, person_id: int, role: Role, actor_id: int, now: datetime) -> Person:
    """Bites on the next request: every login of theirs ends."""
    person = _locked(session, person_id)
    if person_id == actor_id:
        raise Refused("own_role", "You can’t change your own role. Ask another administrator.")
    if Role.ADVOCATE in (role, person.role) and role != person.role:
        raise Refused("customer", "A customer’s person can’t be given a role of the company, nor the other way round.")
    if role != Role.ADMINISTRATOR:
        _keep_an_administrator(session, person)
    _set_role(session, person, role, actor_id=actor_id, now=now)
    return person


def let_publish(session: Session, *, person_id: int, may: bool, actor_id: int, now: datetime) -> Person:
    """A colleague may package and publish content, or no longer; the team may anyway (ID-4)."""
    person = _locked(session, person_id)
    if person.role is not Role.COLLEAGUE or person.disabled_at is not None:
        raise Refused("not_a_colleague", "Only a colleague with access needs this: the team can publish anyway.")
    if person.publisher is not may:
        person.publisher = may
        audit.record(
            session,
            "person.publisher_changed",
            kind="person",
            id=person_id,
            actor_id=actor_id,
            now=now,
            fields=("publisher",),
        )
    return person


def disable(session: Session, *, person_id: int, actor_id: int, now: datetime) -> Person:
    """They can no longer sign in, and are signed out everywhere. Doing it again changes nothing."""
    person = _locked(session, person_id)
    if person_id == actor_id:
        raise Refused("own_access", "You can’t end your own access. Ask another administrator.")
    if person.disabled_at is None:
        _keep_an_administrator(session, person)
        person.disabled_at = now
        logins.end_all(session, person_id=person_id, actor_id=actor_id, now=now)
        audit.record(session, "person.disabled", kind="person", id=person_id, actor_id=actor_id, now=now)
    return person


def enable(session: Session, *, person_id: int, actor_id: int, now: datetime) -> Person:
    person = _locked(session, person_id)
    if person.disabled_at is not None:
        person.disabled_at = None
        audit.record(session, "person.enabled", kind="person", id=person_id, actor_id=actor_id, now=now)
    return person


def _locked(session: Session, person_id: int) -> Person:
    """With all administrators, so that two who take each other's role away do it one after the other."""
    session.execute(select(Person.id).where(Person.role == Role.ADMINISTRATOR).order_by(Person.id).with_for_update())
    person = session.get(Person, person_id, with_for_update=True, populate_existing=True)
    if person is None:
        raise NotFound
    return person


def _keep_an_administrator(session: Session, person: Person) -> None:
    others = select(Person.id).where(
        Person.role == Role.ADMINISTRATOR, Person.disabled_at.is_(None), Person.id != person.id
    )
    if person.role == Role.ADMINISTRATOR and session.scalar(others.limit(1)) is None:
        raise Refused("last_administrator", "Somebody must be administrator. Make another person one first.")


def _set_role(session: Session, person: Person, role: Role, *, actor_id: int | None, now: datetime) -> None:
    if role != Role.ADVOCATE and session.scalar(select(Advocate.id).where(Advocate.person_id == person.id)):
        raise Refused("customer", f"{person.email} belongs to a customer in the program.")
    if person.disabled_at is not None:
        raise Refused("disabled", f"{person.email} has no access. Give it back first.")
    if person.role == role:
        return
    person.role = role
    logins.end_all(session, person_id=person.id, actor_id=actor_id, now=now)
    audit.record(
        session, "person.role_changed", kind="person", id=person.id, actor_id=actor_id, now=now, fields=("role",)
    )
