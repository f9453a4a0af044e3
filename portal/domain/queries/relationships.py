"""What a customer success manager sees of their own accounts (ID-4). No contact details, and nobody unvalidated."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from portal.domain.errors import NotFound
from portal.domain.kinds import Role, Stage
from portal.domain.models import Account, Advocate, MatchRow, Note, Person
from portal.domain.recordsets import among
from portal.domain.rules.sentences import plain_day


@dataclass(frozen=True)
class OwnAccount:
    id: int
    name: str
    industry: str | None
    people: int
    leave_alone_until: date | None
    leave_alone_why: str | None


@dataclass(frozen=True)
class KeptNote:
    id: int
    author_id: int
    author: str
    body: str
    at: datetime


@dataclass(frozen=True)
class OwnPerson:
    id: int
    name: str
    title: str | None
    stage: Stage
    last_asked_on: date | None
    notes: tuple[KeptNote, ...]


_PEOPLE = (Advocate.merged_into_id.is_(None), Advocate.validated_at.is_not(None), Advocate.stage != Stage.DEPARTED)


def own_accounts(session: Session, csm_id: int) -> list[OwnAccount]:
    people = (
        select(func.count()).where(Advocate.account_id == Account.id, *_PEOPLE).correlate(Account).scalar_subquery()
    )
    rows = session.execute(
        select(Account.id, Account.name, Account.industry, people, Account.leave_alone_until, Account.leave_alone_why)
        .where(Account.csm_id == csm_id)
        .order_by(func.lower(Account.name))
    )
    return [OwnAccount(*row) for row in rows]


def own_account(session: Session, account_id: int, csm_id: int) -> OwnAccount:
    """Raises NotFound for one that somebody else owns."""
    for one in own_accounts(session, csm_id):
        if one.id == account_id:
            return one
    raise NotFound


def own_people(session: Session, account_id: int) -> list[OwnPerson]:
    rows = session.execute(
        select(
            Advocate.id,
            Person.name,
            Person.title,
            Advocate.stage,
            func.greatest(MatchRow.last_high_on, MatchRow.last_low_on).label("last_asked_on"),
        )
        .join(Person, Person.id == Advocate.person_id)
        .join(MatchRow, MatchRow.advocate_id == Advocate.id)
        .where(Advocate.account_id == account_id, *_PEOPLE)
        .order_by(func.lower(Person.name))
    ).all()
    kept: dict[int, list[KeptNote]] = {row.id: [] for row in rows}
    for advocate_id, *note in session.execute(_notes(list(kept))):
        kept[advocate_id].append(KeptNote(*note))
    return [OwnPerson(**row._asdict(), notes=tuple(kept[row.id])) for row in rows]


def own_person(session: Session, advocate_id: int, csm_id: int) -> int:
    """Their account. Raises NotFound for somebody at an account that is somebody else's."""
    found = session.scalar(
        select(Advocate.account_id)
        .join(Account, Account.id == Advocate.account_id)
        .where(Advocate.id == advocate_id, Account.csm_id == csm_id, *_PEOPLE)
    )
    if found is None:
        raise NotFound
    return found


def own_note(session: Session, note_id: int, csm_id: int) -> int:
    """The account of the person that one's own note is about. Raises NotFound for anybody else's note."""
    about = select(Note.advocate_id).where(Note.id == note_id, Note.author_id == csm_id)
    return own_person(session, session.scalar(about) or 0, csm_id)


def warnings(session: Session, advocate_id: int, today: date) -> list[str]:
    """Why an ask to this person needs a reason: whoever owns the account wants it left alone (ID-4)."""
    return warnings_of(session, [advocate_id], today).get(advocate_id, [])


def warnings_of(session: Session, advocate_ids: Collection[int], today: date) -> dict[int, list[str]]:
    """As `warnings`, by advocate; whoever can be asked without a reason is left out."""
    by = aliased(Person)
    rows = session.execute(
        select(Advocate.id, Account.name, Account.leave_alone_until, Account.leave_alone_why, by.name)
        .join(Account, Account.id == Advocate.account_id)
        .outerjoin(by, by.id == Account.leave_alone_by)
        .where(among(Advocate.id, advocate_ids), Account.leave_alone_until > today)
    )
    return {one: [_left_alone(account, until, why, name, today)] for one, account, until, why, name in rows if until}


def _left_alone(account: str, until: date, why: str | None, name: str | None, today: date) -> str:
    because = f": {why.rstrip('.')}" if why else ""
    return f"{name or 'Its owner'} asks that {account} be left alone until {plain_day(until, today)}{because}."


def _notes(advocate_ids: list[int]) -> Select[*tuple[Any, ...]]:
    """Those that colleagues wrote; the team's own stay with the team."""
    return (
        select(Note.advocate_id, Note.id, Note.author_id, Person.name, Note.body, Note.at)
        .join(Person, Person.id == Note.author_id)
        .where(Note.advocate_id.in_(advocate_ids), Person.role == Role.COLLEAGUE)
        .order_by(Note.id.desc())
    )
