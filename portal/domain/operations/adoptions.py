"""How colleagues come to use the program: asked in, signed in, looking, and what the team tried (ADO-1)."""

from datetime import datetime, timedelta

from sqlalchemy import Integer, SmallInteger, delete, exists, func, literal, select
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.domain import audit, outbox
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Role, Topic
from portal.domain.models import Adoption, AdoptionNote, Person, ProofSearch
from portal.domain.queries import departments
from portal.domain.rules.adoptions import mark

ONE_SEARCH = timedelta(hours=1)
"""The same search by the same person within this time is the same search."""


def note_sign_in(session: Session, *, person_id: int, now: datetime) -> None:
    """Kept longer than the login, which is forgotten."""
    session.execute(
        insert(Adoption)
        .values(person_id=person_id, first_signed_in_at=now, last_signed_in_at=now)
        .on_conflict_do_update(
            index_elements=["person_id"],
            set_={
                "first_signed_in_at": func.coalesce(Adoption.first_signed_in_at, now),
                "last_signed_in_at": func.greatest(Adoption.last_signed_in_at, now),
            },
        )
    )


def note_search(session: Session, *, by_id: int, sought: str, results: int, now: datetime) -> None:
    """Once for the same search, in one statement; its words are not kept."""
    bits = mark(by_id, sought)
    again = exists().where(ProofSearch.by_id == by_id, ProofSearch.mark == bits, ProofSearch.at > now - ONE_SEARCH)
    row = select(literal(by_id), literal(bits, SmallInteger), literal(results, Integer), literal(now)).where(~again)
    session.execute(plain_insert(ProofSearch).from_select(["by_id", "mark", "results", "at"], row))


def invite(session: Session, *, person_id: int, actor_id: int, now: datetime) -> None:
    """Ask a colleague in, once, by mail. Only whoever would find an open door."""
    person = _colleague(session, person_id)
    if not departments.is_launched(session, person_id):
        raise Refused("not_launched", f"Launch {person.name}’s department first: before that they have no access.")
    asked = (
        insert(Adoption)
        .values(person_id=person_id, invited_at=now, invited_by=actor_id)
        .on_conflict_do_update(
            index_elements=["person_id"],
            set_={"invited_at": now, "invited_by": actor_id},
            where=Adoption.invited_at.is_(None) & Adoption.first_signed_in_at.is_(None),
        )
        .returning(Adoption.person_id)
    )
    if session.scalar(asked) is None:
        raise Refused("asked_in", f"{person.name} was asked in already, or has found the way.")
    outbox.promise(session, Topic.COLLEAGUE_INVITED, key=str(person_id), now=now, recipient_id=person_id)
    audit.record(session, "colleague.invited", kind="person", id=person_id, actor_id=actor_id, now=now)


def note(session: Session, *, person_id: int, words: str, actor_id: int, now: datetime) -> int:
    """Why not yet, or what was tried; dated, and never written over."""
    _colleague(session, person_id)
    made = AdoptionNote(person_id=person_id, words=words.strip(), by_id=actor_id, at=now)
    session.add(made)
    session.flush()
    audit.record(session, "person.noted", kind="person", id=person_id, actor_id=actor_id, now=now, fields=("adoption",))
    return made.id


def remove_note(session: Session, *, note_id: int, actor_id: int, now: datetime) -> int:
    """Answers whom it was about."""
    about: int | None = session.scalar(
        delete(AdoptionNote).where(AdoptionNote.id == note_id).returning(AdoptionNote.person_id)
    )
    if about is None:
        raise NotFound
    audit.record(session, "person.unnoted", kind="person", id=about, actor_id=actor_id, now=now, fields=("adoption",))
    return about


def hide_guide(session: Session, *, person_id: int, now: datetime) -> None:
    """They have seen the first steps. Said twice, the first day stays."""
    session.execute(
        insert(Adoption)
        .values(person_id=person_id, guide_hidden_at=now)
        .on_conflict_do_update(
            index_elements=["person_id"],
            set_={"guide_hidden_at": now},
            where=Adoption.guide_hidden_at.is_(None),
        )
    )


def _colleague(session: Session, person_id: int) -> Person:
    person = session.get(Person, person_id, with_for_update=True, populate_existing=True)
    if person is None or person.role is not Role.COLLEAGUE or person.disabled_at is not None:
        raise NotFound
    return person
