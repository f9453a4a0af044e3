"""The team's decisions about people whom somebody named (NOM-1).

Lock order: nominations by id, then what inviting locks. Whoever has the same address is decided about together.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import TEAM_ROLES, NominationState
from portal.domain.models import Advocate, Nomination, Person
from portal.domain.operations import nominators
from portal.domain.operations.nominations import nominees
from portal.domain.queries import nominations as queries

AT_ONCE = 100
"""How many one press may decide about: one page's worth and its namesakes."""


NOBODY: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True)
class Outcome:
    """Names of those decided about, and of those who wait on with the reason. Others had been decided already."""

    done: list[str]
    left_out: list[tuple[str, str]]


def undecided(session: Session, nomination_id: int) -> Nomination:
    """Locked. Raises Refused for one that somebody has decided about."""
    nomination = _locked(session, nomination_id)
    if nomination.state is not NominationState.WAITING:
        raise Refused("decided", "Somebody of the team has decided about this person already.")
    return nomination


def take_up(session: Session, *, nomination_id: int, actor_id: int, now: datetime) -> Advocate:
    """Make the named person a candidate without inviting them yet. Somebody who is here already stays who they are."""
    nomination = undecided(session, nomination_id)
    chosen = namesakes(session, [nomination])
    people = nominees.people(session, chosen)
    if sentence := people.refused.get(nomination.email):
        raise Refused("one_of_us", sentence)
    advocates = people.here | nominees.take_in(session, people.new, actor_id=actor_id, now=now)
    settle(session, chosen, NominationState.INVITED, advocates=advocates, actor_id=actor_id, now=now)
    return session.get_one(Advocate, advocates[nomination.email])


def pass_over(
    session: Session, *, nomination_ids: Collection[int], reason: str, actor_id: int, now: datetime
) -> Outcome:
    """Not now. The nominator reads the reason; nothing is sent to the person."""
    if not reason.strip():
        raise Refused("reason", "Say why not now. Whoever nominated them reads it.")
    chosen = namesakes(session, waiting(session, nomination_ids))
    settle(session, chosen, NominationState.NOT_NOW, reason=reason.strip(), actor_id=actor_id, now=now)
    return Outcome(list(names(chosen).values()), [])


def merge(session: Session, *, nomination_id: int, advocate_id: int, actor_id: int, now: datetime) -> None:
    """It is somebody who is here already: nothing is sent to them, and the nominator is told so."""
    nomination = undecided(session, nomination_id)
    advocate = session.get(Advocate, advocate_id)
    if advocate is None or advocate.merged_into_id is not None:
        raise NotFound
    chosen = namesakes(session, [nomination])
    here = {nomination.email: advocate_id}
    settle(session, chosen, NominationState.MERGED, advocates=here, actor_id=actor_id, now=now)


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
    changed = [one for one in waiting(session, nomination_ids) if one.owner_id != owner_id]
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


def waiting(session: Session, nomination_ids: Collection[int]) -> Sequence[Nomination]:
    """Locked, those of them that nobody has decided about. Raises NotFound for one that is not there."""
    if len(nomination_ids) > AT_ONCE:
        raise Refused("too_many", f"Decide about at most {AT_ONCE} at once.")
    wanted = select(Nomination).where(Nomination.id.in_(nomination_ids)).order_by(Nomination.id)
    found = session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).all()
    if len(found) < len(set(nomination_ids)):
        raise NotFound
    return [one for one in found if one.state is NominationState.WAITING]


def namesakes(session: Session, chosen: Sequence[Nomination]) -> Sequence[Nomination]:
    """These, and all others of the same address that wait."""
    addresses = {one.email for one in chosen}
    if not addresses:
        return []
    same = select(Nomination).where(Nomination.email.in_(addresses), Nomination.state == NominationState.WAITING)
    return session.scalars(
        same.order_by(Nomination.id).with_for_update().execution_options(populate_existing=True)
    ).all()


def names(chosen: Sequence[Nomination]) -> dict[str, str]:
    """Each person once, by address, as the first who named them wrote it."""
    found: dict[str, str] = {}
    for one in chosen:
        found.setdefault(one.email, one.name)
    return found


def settle(
    session: Session,
    chosen: Sequence[Nomination],
    state: NominationState,
    *,
    actor_id: int,
    now: datetime,
    advocates: Mapping[str, int] = NOBODY,
    reason: str | None = None,
) -> None:
    """All of them, in a handful of statements; `advocates` by address."""
    if not chosen:
        return
    for nomination in chosen:
        nomination.state, nomination.reason = state, reason
        nomination.advocate_id = advocates.get(nomination.email)
        nomination.decided_at, nomination.decided_by = now, actor_id
        nomination.owner_id = nomination.owner_id or actor_id
    session.flush()
    ids = [nomination.id for nomination in chosen]
    audit.record_each(session, f"nomination.{state}", kind="nomination", ids=ids, actor_id=actor_id, now=now)
    nominators.tell(session, chosen, actor_id=actor_id, now=now)


def _locked(session: Session, nomination_id: int) -> Nomination:
    nomination = session.get(Nomination, nomination_id, with_for_update=True, populate_existing=True)
    if nomination is None:
        raise NotFound
    return nomination
