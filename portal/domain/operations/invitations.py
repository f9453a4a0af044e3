"""Inviting people to join, and their answer (CAP-9, ID-2). Lock order: the match row, then the invitation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.domain import audit, outbox
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import InvitationState, Stage, SuppressionReason, Topic
from portal.domain.models import Advocate, Invitation, MatchRow, Suppression
from portal.domain.operations import nominators, places, preferences, searches, sign_ins, suppressions
from portal.domain.queries import invitations as queries
from portal.domain.queries import programs
from portal.domain.queries.invitations import AddressHashes
from portal.domain.rules import invitations as rules

AT_ONCE = 1_000
"""How many one press may invite: one transaction of about a second. The page offers the rest again."""

OWN_WORD = (SuppressionReason.NO_THANKS, SuppressionReason.UNSUBSCRIBED)


@dataclass(frozen=True)
class LeftOut:
    advocate_id: int
    reason: rules.Reason
    next_on: date | None


@dataclass(frozen=True)
class Invited:
    """`invited` holds advocates, in the order given; `over` counts those beyond AT_ONCE, who were not looked at."""

    invited: list[int]
    left_out: list[LeftOut]
    over: int


def invite(
    session: Session,
    *,
    advocate_ids: Sequence[int],
    inviter_id: int,
    note: str | None,
    address_hashes: AddressHashes,
    now: datetime,
    import_id: int | None = None,
) -> Invited:
    """Invite whom the rules allow; the rest come back with the reason and the next date."""
    wanted = list(dict.fromkeys(advocate_ids))
    looked_at, over = wanted[:AT_ONCE], len(wanted[AT_ONCE:])
    session.execute(
        select(MatchRow.advocate_id)
        .where(MatchRow.advocate_id.in_(looked_at))
        .order_by(MatchRow.advocate_id)
        .with_for_update()
    )
    today = programs.today(programs.current(session), now)
    candidates = queries.candidates(session, looked_at, address_hashes=address_hashes, now=now)
    if not candidates.keys() >= set(looked_at):
        raise NotFound
    obstacles = {key: rules.why_not(candidates[key].facts, today) for key in looked_at}
    left_out = [LeftOut(key, one.reason, one.next_on) for key, one in obstacles.items() if one]
    invited = {key: candidates[key].person_id for key, obstacle in obstacles.items() if obstacle is None}
    if invited:
        _send(session, invited, inviter_id=inviter_id, note=note, import_id=import_id, now=now)
        _begin_stage(session, list(invited), inviter_id, now)
    return Invited(list(invited), left_out, over)


def withdraw(session: Session, *, invitation_id: int, actor_id: int, now: datetime) -> None:
    """Its link stops working. One that never left gives the 184 days back."""
    if not _end(session, invitation_id, InvitationState.WITHDRAWN, now=now, actor_id=actor_id):
        raise Refused("not_open", "This invitation no longer awaits an answer, so there is nothing to withdraw.")


def undeliver(session: Session, *, invitation_id: int, now: datetime, may_have_arrived: bool = False) -> None:
    """It never reached them, unless an earlier mail did: then it is over and keeps its 184 days. Harmless when repeated
    or late.
    """
    found = session.get(Invitation, invitation_id, populate_existing=True)
    earlier = found is not None and found.reached_at is not None and (may_have_arrived or found.version > 1)
    state = InvitationState.EXPIRED if earlier else InvitationState.UNDELIVERED
    _end(session, invitation_id, state, now=now, actor_id=None)


def reach(session: Session, *, invitation_id: int, now: datetime) -> bool:
    """Its message passes the point of no return. False: it no longer awaits an answer, so nothing may be sent."""
    passed = session.execute(
        update(Invitation)
        .where(*_open(invitation_id, now))
        .values(reached_at=func.coalesce(Invitation.reached_at, now))
        .returning(Invitation.id)
        .execution_options(synchronize_session=False)
    )
    return passed.first() is not None


def accept(
    session: Session,
    *,
    invitation_id: int,
    version: int,
    wishes: preferences.Wishes,
    browser_hash: bytes,
    address_hashes: AddressHashes,
    now: datetime,
) -> Advocate:
    """They join and choose. Opens no session: a sign-in mail goes to their address; `browser_hash` binds its link."""
    advocate = _answer(session, invitation_id, version, InvitationState.ACCEPTED, now=now)
    advocate.stage, advocate.stage_at, advocate.stage_by = Stage.JOINED, now, advocate.person_id
    advocate.joined_at = now
    session.flush()
    session.execute(
        delete(Suppression).where(
            Suppression.address_hash.in_(address_hashes(_address(session, advocate))), Suppression.reason.in_(OWN_WORD)
        )
    )
    suppressions.follow(
        session, person_id=advocate.person_id, address_hashes=address_hashes(_address(session, advocate))
    )
    preferences.save(session, advocate_id=advocate.id, wishes=wishes, actor_id=advocate.person_id, now=now)
    sign_ins.after_joining(session, person_id=advocate.person_id, browser_hash=browser_hash, now=now)
    nominators.tell_joined(session, advocate, now=now)
    return advocate


def decline(
    session: Session, *, invitation_id: int, version: int, address_hashes: AddressHashes, now: datetime
) -> None:
    """No thanks, for ever: the address gets no more program mail, and a later import does not bring them back."""
    advocate = _answer(session, invitation_id, version, InvitationState.DECLINED, now=now)
    session.execute(
        insert(Suppression)
        .values(address_hash=address_hashes(_address(session, advocate))[0], reason=SuppressionReason.NO_THANKS, at=now)
        .on_conflict_do_nothing()
    )


def remind_due(session: Session, *, now: datetime, limit: int = 200) -> int:
    """One reminder, seven days after the invitation reached them (CAP-9); nobody on a break. Returns how many."""
    today = programs.today(programs.current(session), now)
    due = (
        _due(limit)
        .join(MatchRow, MatchRow.advocate_id == Invitation.advocate_id)
        .where(
            Invitation.reminded_at.is_(None),
            Invitation.reached_at <= now - rules.REMIND_AFTER,
            Invitation.expires_at > now,
            Invitation.expires_at <= now + rules.OPEN_FOR - rules.REMIND_AFTER,  # a renewed one has days of its own
            or_(MatchRow.break_until.is_(None), MatchRow.break_until <= today),
        )
    )
    reminded = session.execute(
        update(Invitation)
        .where(Invitation.id.in_(due.scalar_subquery()), Advocate.id == Invitation.advocate_id)
        .values(reminded_at=now)
        .returning(Invitation.id, Advocate.person_id)
        .execution_options(synchronize_session=False)
    ).all()
    for invitation_id, person_id in reminded:
        key = str(invitation_id)
        outbox.promise(
            session, Topic.INVITATION_REMINDED, key=key, now=now, recipient_id=person_id, about_id=invitation_id
        )
        audit.record(session, "invitation.reminded", kind="invitation", id=invitation_id, actor_id=None, now=now)
    return len(reminded)


def expire_due(session: Session, *, now: datetime, limit: int = 200) -> int:
    """Close what nobody answered in 14 days. Returns how many."""
    due = _due(limit).where(Invitation.expires_at <= now)
    expired = session.scalars(
        update(Invitation)
        .where(Invitation.id.in_(due.scalar_subquery()))
        .values(state=InvitationState.EXPIRED)
        .returning(Invitation.id)
        .execution_options(synchronize_session=False)
    ).all()
    for invitation_id in expired:
        audit.record(session, "invitation.expired", kind="invitation", id=invitation_id, actor_id=None, now=now)
    return len(expired)


def _due(limit: int) -> Select[int]:
    return (
        select(Invitation.id)
        .where(Invitation.state == InvitationState.OPEN)
        .order_by(Invitation.id)
        .limit(limit)
        .with_for_update(of=Invitation, skip_locked=True)
    )


def _send(
    session: Session,
    people: Mapping[int, int],
    *,
    inviter_id: int,
    note: str | None,
    import_id: int | None,
    now: datetime,
) -> None:
    """One invitation each, in three statements; `people` are persons by their advocate."""
    same: dict[str, object] = {"inviter_id": inviter_id, "note": note, "import_id": import_id}
    same |= {"state": InvitationState.OPEN, "created_at": now, "expires_at": now + rules.OPEN_FOR}
    made = session.execute(
        insert(Invitation).returning(Invitation.id, Invitation.advocate_id),
        [{"advocate_id": advocate_id} | same for advocate_id in people],
    )
    recipients = {row.id: people[row.advocate_id] for row in sorted(made)}
    outbox.promise_each(session, Topic.INVITATION_MADE, recipients, now=now)
    audit.record_each(session, "invitation.made", kind="invitation", ids=recipients, actor_id=inviter_id, now=now)


def _begin_stage(session: Session, advocate_ids: list[int], inviter_id: int, now: datetime) -> None:
    session.execute(
        update(Advocate)
        .where(Advocate.id.in_(advocate_ids), Advocate.stage == Stage.CANDIDATE)
        .values(stage=Stage.INVITED, stage_at=now, stage_by=inviter_id)
        .execution_options(synchronize_session=False)
    )
    searches.refresh(session, advocate_ids=advocate_ids)


def _open(invitation_id: int, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Invitation.id == invitation_id, Invitation.state == InvitationState.OPEN, Invitation.expires_at > now)


def _locked(session: Session, invitation_id: int) -> Advocate:
    advocate = session.scalars(
        select(Advocate).join(Invitation, Invitation.advocate_id == Advocate.id).where(Invitation.id == invitation_id)
    ).one_or_none()
    if advocate is None:
        raise NotFound
    places.lock(session, advocate.id)
    session.refresh(advocate)
    return advocate


def _answer(session: Session, invitation_id: int, version: int, state: InvitationState, *, now: datetime) -> Advocate:
    """Single use and newest only: the update hits one row or the answer is refused."""
    advocate = _locked(session, invitation_id)
    hit = session.execute(
        update(Invitation)
        .where(*_open(invitation_id, now), Invitation.version == version)
        .values(state=state, answered_at=now)
        .returning(Invitation.id)
        .execution_options(synchronize_session=False)
    ).first()
    if hit is None or advocate.stage not in {Stage.CANDIDATE, Stage.INVITED}:
        raise Refused("not_open", "This invitation has been answered or has ended. You can still ask to join.")
    audit.record(
        session, f"invitation.{state}", kind="invitation", id=invitation_id, actor_id=advocate.person_id, now=now
    )
    return advocate


def _end(session: Session, invitation_id: int, state: InvitationState, *, now: datetime, actor_id: int | None) -> bool:
    advocate = _locked(session, invitation_id)
    hit = session.execute(
        update(Invitation)
        .where(Invitation.id == invitation_id, Invitation.state == InvitationState.OPEN)
        .values(state=state)
        .returning(Invitation.id)
        .execution_options(synchronize_session=False)
    ).first()
    if hit is None:
        return False
    if advocate.stage is Stage.INVITED and not queries.was_reached(session, advocate.id):
        advocate.stage, advocate.stage_at, advocate.stage_by = Stage.CANDIDATE, now, actor_id
        searches.refresh(session, advocate_ids=[advocate.id])
    audit.record(session, f"invitation.{state}", kind="invitation", id=invitation_id, actor_id=actor_id, now=now)
    return True


def _address(session: Session, advocate: Advocate) -> str:
    return queries.address(session, advocate.person_id)
