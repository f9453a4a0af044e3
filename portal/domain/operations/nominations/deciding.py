"""The team's decisions about people whom somebody named (NOM-1).

Lock order: nominations by id, then what inviting locks. Whoever has the same address is decided about together.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import TEAM_ROLES, Channel, NominationState, Role
from portal.domain.models import Advocate, Nomination, Person
from portal.domain.operations import candidates, invitations, nominators, searches
from portal.domain.queries import nominations as queries
from portal.domain.queries.invitations import AddressHashes
from portal.domain.rules.invitations import WHY, Reason

AT_ONCE = 100
"""How many one press may decide about: one page's worth and its namesakes."""


@dataclass(frozen=True)
class Outcome:
    """Names of those decided about, and of those who wait on with the reason. Others had been decided already."""

    done: list[str]
    left_out: list[tuple[str, str]]


def invite(
    session: Session,
    *,
    nomination_ids: Collection[int],
    actor_id: int,
    address_hashes: AddressHashes,
    now: datetime,
) -> Outcome:
    """They become candidates and are invited in the same step. Whom the rules don't let in waits on."""

    def settle(nomination: Nomination) -> Advocate:
        advocate = _candidate(session, nomination, actor_id, now)
        invited = invitations.invite(
            session, advocate_ids=[advocate.id], inviter_id=actor_id, note=None, address_hashes=address_hashes, now=now
        )
        for left_out in invited.left_out:
            if left_out.reason is not Reason.AWAITING:
                raise Refused(str(left_out.reason), WHY[left_out.reason], next_on=left_out.next_on)
        return advocate

    return _each(session, nomination_ids, settle, NominationState.INVITED, actor_id=actor_id, now=now)


def undecided(session: Session, nomination_id: int) -> Nomination:
    """Locked. Raises Refused for one that somebody has decided about."""
    nomination = _locked(session, nomination_id)
    if nomination.state is not NominationState.WAITING:
        raise Refused("decided", "Somebody of the team has decided about this person already.")
    return nomination


def take_up(session: Session, *, nomination_id: int, actor_id: int, now: datetime) -> Advocate:
    """Make the named person a candidate without inviting them yet. Somebody who is here already stays who they are."""
    nomination = undecided(session, nomination_id)
    advocate = _candidate(session, nomination, actor_id, now)
    _decide(session, nomination, NominationState.INVITED, advocate=advocate, actor_id=actor_id, now=now)
    return advocate


def pass_over(
    session: Session, *, nomination_ids: Collection[int], reason: str, actor_id: int, now: datetime
) -> Outcome:
    """Not now. The nominator reads the reason; nothing is sent to the person."""
    if not reason.strip():
        raise Refused("reason", "Say why not now. Whoever nominated them reads it.")
    words = reason.strip()
    return _each(
        session, nomination_ids, lambda _: None, NominationState.NOT_NOW, reason=words, actor_id=actor_id, now=now
    )


def merge(session: Session, *, nomination_id: int, advocate_id: int, actor_id: int, now: datetime) -> None:
    """It is somebody who is here already: nothing is sent to them, and the nominator is told so."""
    nomination = undecided(session, nomination_id)
    advocate = session.get(Advocate, advocate_id)
    if advocate is None or advocate.merged_into_id is not None:
        raise NotFound
    for one in _namesakes(session, [nomination]):
        _decide(session, one, NominationState.MERGED, advocate=advocate, actor_id=actor_id, now=now)


def reopen(session: Session, *, nomination_id: int, actor_id: int, now: datetime) -> None:
    """A "not now" is looked at again. Said twice it stays open."""
    nomination = _locked(session, nomination_id)
    if nomination.state in {NominationState.INVITED, NominationState.MERGED}:
        raise Refused("decided", "They are in the program’s books already. Withdraw the invitation instead.")
    if nomination.state is NominationState.WAITING:
        return
    again = queries.waiting_of(session, nominator_id=nomination.nominator_id, email=nomination.email)
    if again is not None:
        raise Refused("again", "The same colleague has nominated them anew. Decide about that one.")
    nomination.state, nomination.reason = NominationState.WAITING, None
    nomination.decided_at = nomination.decided_by = None
    audit.record(session, "nomination.reopened", kind="nomination", id=nomination_id, actor_id=actor_id, now=now)


def assign(
    session: Session, *, nomination_ids: Collection[int], owner_id: int | None, actor_id: int, now: datetime
) -> int:
    """Who of the team looks after them; None for nobody. Answers how many changed hands."""
    owner = session.get(Person, owner_id) if owner_id else None
    if owner_id and (owner is None or owner.role not in TEAM_ROLES or owner.disabled_at is not None):
        raise NotFound
    changed = [one for one in _waiting(session, nomination_ids) if one.owner_id != owner_id]
    for nomination in changed:
        nomination.owner_id = owner_id
        audit.record(
            session,
            "nomination.assigned",
            kind="nomination",
            id=nomination.id,
            actor_id=actor_id,
            now=now,
            fields=("owner_id",),
        )
    return len(changed)


def _each(
    session: Session,
    nomination_ids: Collection[int],
    settle: Callable[[Nomination], Advocate | None],
    state: NominationState,
    *,
    actor_id: int,
    now: datetime,
    reason: str | None = None,
) -> Outcome:
    """One after the other; what is refused for one undoes that one alone."""
    done: list[str] = []
    left_out: list[tuple[str, str]] = []
    settled: dict[str, Advocate | None] = {}
    for nomination in _namesakes(session, _waiting(session, nomination_ids)):
        try:
            if nomination.email not in settled:
                with session.begin_nested():
                    settled[nomination.email] = settle(nomination)
                done.append(nomination.name)
        except Refused as refusal:
            left_out.append((nomination.name, refusal.sentence))
            continue
        advocate = settled[nomination.email]
        _decide(session, nomination, state, advocate=advocate, reason=reason, actor_id=actor_id, now=now)
    return Outcome(done, left_out)


def _waiting(session: Session, nomination_ids: Collection[int]) -> Sequence[Nomination]:
    """Locked, those of them that nobody has decided about. Raises NotFound for one that is not there."""
    if len(nomination_ids) > AT_ONCE:
        raise Refused("too_many", f"Decide about at most {AT_ONCE} at once.")
    wanted = select(Nomination).where(Nomination.id.in_(nomination_ids)).order_by(Nomination.id)
    found = session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).all()
    if len(found) < len(set(nomination_ids)):
        raise NotFound
    return [one for one in found if one.state is NominationState.WAITING]


def _namesakes(session: Session, chosen: Sequence[Nomination]) -> Sequence[Nomination]:
    """These, and all others of the same address that wait."""
    addresses = {one.email for one in chosen}
    if not addresses:
        return []
    same = select(Nomination).where(Nomination.email.in_(addresses), Nomination.state == NominationState.WAITING)
    return session.scalars(
        same.order_by(Nomination.id).with_for_update().execution_options(populate_existing=True)
    ).all()


def _candidate(session: Session, nomination: Nomination, actor_id: int, now: datetime) -> Advocate:
    known = session.execute(select(Person.id, Person.role).where(Person.email == nomination.email)).one_or_none()
    if known and known.role is not Role.ADVOCATE:
        raise Refused("one_of_us", f"{nomination.email} is one of us, so they can’t be an advocate.")
    if known:
        return session.execute(select(Advocate).where(Advocate.person_id == known.id)).scalar_one()
    advocate = candidates.add(
        session,
        name=nomination.name,
        email=nomination.email,
        company="" if nomination.account_id else nomination.company or "",
        title=nomination.title,
        channel=Channel(nomination.channel),
        actor_id=actor_id,
        now=now,
    )
    advocate.account_id = nomination.account_id or advocate.account_id
    advocate.came_by = nomination.nominator_id or actor_id
    searches.refresh(session, advocate_ids=[advocate.id])
    return advocate


def _decide(
    session: Session,
    nomination: Nomination,
    state: NominationState,
    *,
    advocate: Advocate | None,
    actor_id: int,
    now: datetime,
    reason: str | None = None,
) -> None:
    nomination.state, nomination.reason = state, reason
    nomination.advocate_id = advocate.id if advocate else None
    nomination.decided_at, nomination.decided_by = now, actor_id
    nomination.owner_id = nomination.owner_id or actor_id
    audit.record(session, f"nomination.{state}", kind="nomination", id=nomination.id, actor_id=actor_id, now=now)
    session.flush()
    nominators.tell(session, nomination, actor_id=actor_id, now=now)


def _locked(session: Session, nomination_id: int) -> Nomination:
    nomination = session.get(Nomination, nomination_id, with_for_update=True, populate_existing=True)
    if nomination is None:
        raise NotFound
    return nomination
