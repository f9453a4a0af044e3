"""Invitations: who may be invited, and where each one stands."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, and_, func, not_, or_, select
from sqlalchemy.orm import Session, aliased

from portal.domain.errors import NotFound
from portal.domain.import_kinds import RowState
from portal.domain.kinds import InvitationState, Stage, SuppressionReason
from portal.domain.models import Account, Advocate, ImportRow, Invitation, MatchRow, Person, Program, Suppression
from portal.domain.recordsets import among
from portal.domain.rules.invitations import Facts, Obstacle, why_not

PAGE = 50
AddressHashes = Callable[[str], Sequence[bytes]]
"""An address to its hashes under every key; a suppression is kept under the first."""

NEVER_REACHED = or_(
    Invitation.state == InvitationState.UNDELIVERED,
    and_(Invitation.state == InvitationState.WITHDRAWN, Invitation.reached_at.is_(None)),
)
"""Gives the 184 days back: nobody was disturbed."""


@dataclass(frozen=True)
class Candidate:
    person_id: int
    facts: Facts


@dataclass(frozen=True)
class Preview:
    """Somebody who would be invited; or not, with the obstacle."""

    advocate_id: int
    name: str
    account: str | None
    obstacle: Obstacle | None


@dataclass(frozen=True)
class InvitationLine:
    """One line of the team's list."""

    id: int
    advocate_id: int
    name: str
    account: str | None
    state: InvitationState
    inviter: str
    created_at: datetime
    reached_at: datetime | None
    reminded_at: datetime | None
    answered_at: datetime | None
    expires_at: datetime


@dataclass(frozen=True)
class Letter:
    """What the holder of an invitation's link may know: the first name, and how it stands."""

    id: int
    version: int
    state: InvitationState
    expires_at: datetime
    given_name: str


def of_link(session: Session, invitation_id: int) -> tuple[Letter, str] | None:
    """The invitation and the address that its link must have been made for."""
    row = session.execute(
        select(
            Invitation.id,
            Invitation.version,
            Invitation.state,
            Invitation.expires_at,
            func.split_part(func.btrim(Person.name), " ", 1),
            Person.email,
        )
        .join(Advocate, Advocate.id == Invitation.advocate_id)
        .join(Person, Person.id == Advocate.person_id)
        .where(Invitation.id == invitation_id)
    ).one_or_none()
    return (Letter(*row[:-1]), row[-1]) if row else None


def candidates(
    session: Session, advocate_ids: Sequence[int], *, address_hashes: AddressHashes, now: datetime
) -> dict[int, Candidate]:
    """By advocate: what the rule reads. An invitation past its last day no longer awaits anything."""
    rows = session.execute(_facts(now).where(among(Advocate.id, advocate_ids))).all()
    unwanted = suppressed(session, [row.email for row in rows], address_hashes)
    zone = ZoneInfo(session.execute(select(Program.time_zone)).scalar_one())
    return {
        row.id: Candidate(
            row.person_id,
            Facts(
                stage=row.stage,
                said_no=bool(row.said_no),
                suppressed=unwanted.get(row.email),
                awaiting=bool(row.awaiting),
                last_on=row.last_at.astimezone(zone).date() if row.last_at else None,
                break_until=row.break_until,
            ),
        )
        for row in rows
    }


def previews(
    session: Session, advocate_ids: Sequence[int], *, address_hashes: AddressHashes, today: date, now: datetime
) -> list[Preview]:
    """What inviting these would come to, in the order given; unknown ones are left out."""
    found = candidates(session, advocate_ids, address_hashes=address_hashes, now=now)
    named = session.execute(
        select(Advocate.id, Person.name, Account.name.label("account"))
        .join(Person, Person.id == Advocate.person_id)
        .outerjoin(Account, Account.id == Advocate.account_id)
        .where(among(Advocate.id, found))
    )
    rows = {row.id: row for row in named}
    return [
        Preview(key, rows[key].name, rows[key].account, why_not(found[key].facts, today))
        for key in advocate_ids
        if key in found
    ]


def was_reached(session: Session, advocate_id: int) -> bool:
    """True once any invitation of theirs passed the point of no return and was not sent back."""
    statement = select(Invitation.id).where(
        Invitation.advocate_id == advocate_id,
        Invitation.reached_at.is_not(None),
        Invitation.state != InvitationState.UNDELIVERED,
    )
    return session.execute(statement.limit(1)).first() is not None


def address(session: Session, person_id: int) -> str:
    return session.execute(select(Person.email).where(Person.id == person_id)).scalar_one()


def one(session: Session, invitation_id: int) -> Invitation:
    found = session.get(Invitation, invitation_id)
    if found is None:
        raise NotFound
    return found


def counts(session: Session) -> dict[InvitationState, int]:
    found = {
        one.state: one.number
        for one in session.execute(select(Invitation.state, func.count().label("number")).group_by(Invitation.state))
    }
    return {state: found.get(state, 0) for state in InvitationState}


def page(session: Session, *, state: InvitationState, before: int | None = None) -> list[InvitationLine]:
    """Newest first; `before` is the last id of the page before. One more than PAGE means there are more."""
    inviter = aliased(Person)
    statement = (
        select(
            Invitation.id,
            Invitation.advocate_id,
            Person.name,
            Account.name.label("account"),
            Invitation.state,
            inviter.name.label("inviter"),
            Invitation.created_at,
            Invitation.reached_at,
            Invitation.reminded_at,
            Invitation.answered_at,
            Invitation.expires_at,
        )
        .join(Advocate, Advocate.id == Invitation.advocate_id)
        .join(Person, Person.id == Advocate.person_id)
        .join(inviter, inviter.id == Invitation.inviter_id)
        .outerjoin(Account, Account.id == Advocate.account_id)
        .where(Invitation.state == state)
        .order_by(Invitation.id.desc())
        .limit(PAGE + 1)
    )
    if before is not None:
        statement = statement.where(Invitation.id < before)
    return [InvitationLine(**row._asdict()) for row in session.execute(statement)]


def from_import(session: Session, import_id: int, *, limit: int) -> list[int]:
    """Advocates an import brought in who are candidates still, in the order of the file."""
    statement = (
        select(Advocate.id)
        .join(ImportRow, and_(ImportRow.import_id == import_id, ImportRow.object_id == Advocate.id))
        .where(ImportRow.state == RowState.IMPORTED, Advocate.stage == Stage.CANDIDATE)
        .order_by(ImportRow.number)
        .limit(limit)
    )
    return list(session.scalars(statement))


def _facts(now: datetime) -> Select[*tuple[Any, ...]]:
    mine = select(Invitation.id).where(Invitation.advocate_id == Advocate.id)
    last = select(func.max(Invitation.created_at)).where(Invitation.advocate_id == Advocate.id, not_(NEVER_REACHED))
    return (
        select(
            Advocate.id,
            Advocate.person_id,
            Advocate.stage,
            Person.email,
            MatchRow.break_until,
            mine.where(Invitation.state == InvitationState.DECLINED).exists().label("said_no"),
            mine.where(Invitation.state == InvitationState.OPEN, Invitation.expires_at > now)
            .exists()
            .label("awaiting"),
            last.scalar_subquery().label("last_at"),
        )
        .join(Person, Person.id == Advocate.person_id)
        .join(MatchRow, MatchRow.advocate_id == Advocate.id)
    )


def suppressed(
    session: Session, emails: Collection[str], address_hashes: AddressHashes
) -> dict[str, SuppressionReason]:
    """Those of the addresses that get no program mail, and why."""
    owner = {hashed: email for email in emails for hashed in address_hashes(email)}
    rows = session.execute(
        select(Suppression.address_hash, Suppression.reason).where(among(Suppression.address_hash, owner))
    )
    return {owner[bytes(row.address_hash)]: SuppressionReason(row.reason) for row in rows}
