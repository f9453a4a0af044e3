"""Departments and their launch: before it their colleagues have no access (ADV-7)."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Channel, Role
from portal.domain.models import Department, Person


def add(session: Session, *, name: str, channel: Channel, actor_id: int | None, now: datetime) -> int:
    tidy = " ".join(name.split())
    made: int | None = session.scalar(
        insert(Department)
        .values(name=tidy, channel=channel, created_at=now)
        .on_conflict_do_nothing()
        .returning(Department.id)
    )
    if made is None:
        raise Refused("known", f"There is a department called {tidy} already.")
    audit.record(session, "department.added", kind="department", id=made, actor_id=actor_id, now=now)
    return made


def launch(session: Session, *, department_id: int, actor_id: int | None, now: datetime) -> Department:
    """From now on its colleagues have access. Said twice, the first day stays."""
    department = _locked(session, department_id)
    if department.launched_at is None:
        department.launched_at, department.launched_by = now, actor_id
        audit.record(session, "department.launched", kind="department", id=department_id, actor_id=actor_id, now=now)
    return department


def close(session: Session, *, department_id: int, actor_id: int, now: datetime) -> Department:
    """Back before its launch. What its colleagues nominated stays."""
    department = _locked(session, department_id)
    if department.launched_at is not None:
        department.launched_at = department.launched_by = None
        audit.record(session, "department.closed", kind="department", id=department_id, actor_id=actor_id, now=now)
    return department


def place(session: Session, *, person_id: int, department_id: int | None, actor_id: int, now: datetime) -> Person:
    """Which department somebody of the company belongs to; None for none."""
    person = session.get(Person, person_id, with_for_update=True, populate_existing=True)
    department = session.get(Department, department_id) if department_id else None
    if person is None or person.role is Role.ADVOCATE or (department_id and department is None):
        raise NotFound
    name = department.name if department else None
    if person.department != name:
        person.department = name
        audit.record(
            session, "person.placed", kind="person", id=person_id, actor_id=actor_id, now=now, fields=("department",)
        )
    return person


def _locked(session: Session, department_id: int) -> Department:
    department = session.get(Department, department_id, with_for_update=True, populate_existing=True)
    if department is None:
        raise NotFound
    return department
