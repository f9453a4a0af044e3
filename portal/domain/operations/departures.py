"""Somebody left their company, or moved to another: nobody asks them any more, and their history stays (ADV-2)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import ASKABLE_STAGES, DepartureKind, Stage
from portal.domain.models import Advocate, Departure
from portal.domain.operations import candidates, places, searches, stages


def note(
    session: Session,
    *,
    advocate_id: int,
    kind: DepartureKind,
    company: str,
    words: str | None,
    actor_id: int,
    now: datetime,
) -> Departure:
    """What is open is taken back. `company` is where they moved to, if that is known. Said twice it stays once."""
    if session.get(Advocate, advocate_id) is None:
        raise NotFound
    moved_to = candidates.account_named(session, company, now) if kind is DepartureKind.MOVED else None
    advocate = _locked(session, advocate_id)
    if noted := _current(session, advocate_id):
        return noted
    if advocate.stage is Stage.DEPARTED:
        raise Refused("departed", "They are out of the program already.")
    made = Departure(
        advocate_id=advocate_id,
        kind=kind,
        stage_before=advocate.stage,
        from_account_id=advocate.account_id,
        to_account_id=moved_to,
        note=words,
        by_id=actor_id,
        at=now,
    )
    session.add(made)
    stages.move(session, advocate_id=advocate_id, stage=Stage.DEPARTED, actor_id=actor_id, now=now)
    if moved_to is not None:
        advocate.account_id = moved_to
        searches.refresh(session, advocate_ids=[advocate_id])
    session.flush()
    return made


def bring_back(session: Session, *, advocate_id: int, actor_id: int, now: datetime) -> Advocate:
    """As far in the program as before; in a new company they are interviewed, confirmed and checked anew."""
    if session.get(Advocate, advocate_id) is None:
        raise NotFound
    advocate = _locked(session, advocate_id)
    noted = _current(session, advocate_id)
    if advocate.merged_into_id is not None:
        raise Refused("merged", "They were merged into somebody else’s entry. Bring that one back.")
    if advocate.left_at is not None:
        raise Refused("own_word", "They left by their own word, so only they can come back.")
    if noted is None:
        if advocate.stage is Stage.DEPARTED:
            raise Refused("not_noted", "We don’t know how far they were. Write to them, and invite them anew.")
        return advocate
    noted.back_at = now
    moved = noted.kind is DepartureKind.MOVED
    advocate.stage, advocate.stage_at, advocate.stage_by = _stage_after(noted.stage_before, moved=moved), now, actor_id
    if moved:
        advocate.validated_at = advocate.validated_by = None
    places.refresh(session, advocate_id)
    searches.refresh(session, advocate_ids=[advocate_id])
    audit.record(
        session,
        "advocate.brought_back",
        kind="advocate",
        id=advocate_id,
        actor_id=actor_id,
        now=now,
        fields=("stage",),
    )
    return advocate


def _stage_after(before: Stage, *, moved: bool) -> Stage:
    """An invitation was withdrawn when they left."""
    if before not in ASKABLE_STAGES:
        return Stage.CANDIDATE
    return Stage.JOINED if moved else before


def _current(session: Session, advocate_id: int) -> Departure | None:
    return session.scalar(select(Departure).where(Departure.advocate_id == advocate_id, Departure.back_at.is_(None)))


def _locked(session: Session, advocate_id: int) -> Advocate:
    places.lock(session, advocate_id)
    return session.get_one(Advocate, advocate_id, with_for_update=True, populate_existing=True)
