"""Asking advocates whether what we know still holds: by a person of the team, or by the job (CAP-9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from portal.domain import audit, outbox
from portal.domain.errors import NotFound
from portal.domain.kinds import ASKABLE_STAGES, Topic
from portal.domain.models import MatchRow, Reconfirmation, SearchRow
from portal.domain.queries import programs
from portal.domain.queries.freshness import Candidate, candidates
from portal.domain.queries.invitations import AddressHashes
from portal.domain.recordsets import among
from portal.domain.rules import freshness as rules

AT_ONCE = 1_000
"""How many one press may ask: one transaction of about a second. The page offers the rest again."""
SLICE = 200


@dataclass(frozen=True)
class LeftOut:
    advocate_id: int
    reason: rules.Reason
    next_on: date | None


@dataclass(frozen=True)
class Asked:
    """`over` counts those beyond AT_ONCE, who were not looked at."""

    asked: list[int]
    left_out: list[LeftOut]
    over: int


def ask(
    session: Session, *, advocate_ids: Sequence[int], actor_id: int, address_hashes: AddressHashes, now: datetime
) -> Asked:
    """Ask whom the rule allows; the rest come back with the reason and the next date."""
    wanted = list(dict.fromkeys(advocate_ids))
    looked_at = wanted[:AT_ONCE]
    locked = (
        select(MatchRow.advocate_id)
        .where(among(MatchRow.advocate_id, looked_at))
        .order_by(MatchRow.advocate_id)
        .with_for_update()
    )
    session.execute(locked)
    today = programs.today(programs.current(session), now)
    found = candidates(session, looked_at, address_hashes=address_hashes, today=today)
    if not set(looked_at) <= set(found):
        raise NotFound
    left_out = _ask(session, found, actor_id=actor_id, now=now)
    out = {one.advocate_id for one in left_out}
    return Asked([one for one in looked_at if one not in out], left_out, len(wanted) - len(looked_at))


def ask_due(session: Session, *, after: int, address_hashes: AddressHashes, now: datetime) -> int | None:
    """Ask a slice of those whose details aren't fresh, in the order of their ids; answers where it ended.

    None: nobody is left. Whoever is locked just now is passed over, and comes up the next time.
    """
    today = programs.today(programs.current(session), now)
    lately = exists().where(
        Reconfirmation.advocate_id == SearchRow.advocate_id, Reconfirmation.created_at > now - rules.AGAIN_AFTER
    )
    statement = (
        select(SearchRow.advocate_id)
        .join(MatchRow, MatchRow.advocate_id == SearchRow.advocate_id)
        .where(
            SearchRow.advocate_id > after,
            SearchRow.stage.in_(ASKABLE_STAGES),
            or_(SearchRow.fresh_until <= today, SearchRow.unconfirmed),
            MatchRow.open_ask_id.is_(None),
            or_(MatchRow.break_until.is_(None), MatchRow.break_until <= today),
            ~lately,
        )
        .order_by(SearchRow.advocate_id)
        .limit(SLICE)
        .with_for_update(of=MatchRow, skip_locked=True)
    )
    ids = list(session.scalars(statement))
    found = candidates(session, ids, address_hashes=address_hashes, today=today)
    _ask(session, found, actor_id=None, now=now)
    return ids[-1] if ids else None


def take_back(session: Session, *, reconfirmation_id: int) -> None:
    """Its mail never arrived, so nobody was asked. Harmless when repeated."""
    session.execute(
        delete(Reconfirmation).where(Reconfirmation.id == reconfirmation_id, Reconfirmation.answered_at.is_(None))
    )


def _ask(session: Session, found: Mapping[int, Candidate], *, actor_id: int | None, now: datetime) -> list[LeftOut]:
    """Ask those of them whom the rule allows; answers the others."""
    left_out = []
    for advocate_id, candidate in found.items():
        if candidate.obstacle:
            left_out.append(LeftOut(advocate_id, candidate.obstacle.reason, candidate.obstacle.next_on))
            continue
        _send(session, advocate_id, candidate.person_id, actor_id=actor_id, now=now)
    return left_out


def _send(session: Session, advocate_id: int, person_id: int, *, actor_id: int | None, now: datetime) -> None:
    made = Reconfirmation(advocate_id=advocate_id, created_at=now)
    session.add(made)
    session.flush()
    outbox.promise(
        session, Topic.RECONFIRMATION_ASKED, key=str(made.id), now=now, recipient_id=person_id, about_id=made.id
    )
    audit.record(session, "profile.confirmation_asked", kind="advocate", id=advocate_id, actor_id=actor_id, now=now)
