"""An advocate's details, changed by themselves or by the team (ADV-3)."""

from dataclasses import fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.models import Advocate, Person
from portal.domain.operations import freshness, places, searches, validations
from portal.domain.queries import profiles as queries
from portal.domain.queries.profiles import OF_PERSON, Details


def update(
    session: Session, *, advocate_id: int, details: Details, actor_id: int | None, now: datetime
) -> tuple[str, ...]:
    """Keep the details; what is empty becomes empty. Answers the names of the changed fields, as one audit row does."""
    if not details.name.strip():
        raise Refused("no_name", "Enter a name.")
    places.lock(session, advocate_id)
    advocate, person = _both(session, advocate_id)
    shown = queries.of_advocate(session, advocate_id)
    changed = []
    for name in (field.name for field in fields(Details)):
        value = getattr(details, name)
        if value == getattr(shown, name):
            continue
        # A story that was emptied stays empty: what an interview holds does not come back.
        setattr(person if name in OF_PERSON else advocate, name, value or "" if name == "story" else value)
        changed.append(name)
    if actor_id == person.id:
        validations.by_themselves(session, advocate, now=now)
    if changed:
        freshness.written(session, advocate_id=advocate_id, fields=changed, actor_id=actor_id, now=now)
        searches.refresh(session, advocate_ids=[advocate_id])
        audit.record(
            session,
            "profile.changed",
            kind="advocate",
            id=advocate_id,
            actor_id=actor_id,
            now=now,
            fields=tuple(changed),
        )
    return tuple(changed)


def _both(session: Session, advocate_id: int) -> tuple[Advocate, Person]:
    statement = (
        select(Advocate, Person)
        .join(Person, Person.id == Advocate.person_id)
        .where(Advocate.id == advocate_id)
        .with_for_update()
    )
    found = session.execute(statement, execution_options={"populate_existing": True}).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]
