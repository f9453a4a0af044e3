"""An advocate leaves the program, and comes back, by their own word (ADV-2, ADV-10)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import Refused
from portal.domain.kinds import ASKABLE_STAGES, AskState, Stage, Via
from portal.domain.models import Advocate, Ask
from portal.domain.operations import asks, places, searches
from portal.domain.queries.merges import everyone_of

UNFINISHED = (AskState.SENT, AskState.ACCEPTED, AskState.SCHEDULED)


def leave(session: Session, *, advocate_id: int, actor_id: int, now: datetime) -> None:
    """No ask any more, from now on; what is open is taken back and its asker told. Said twice it stays once."""
    advocate = _locked(session, advocate_id)
    if advocate.left_at is not None:
        return
    theirs = Ask.advocate_id.in_(everyone_of(advocate_id))
    unfinished = select(Ask.id).where(theirs, Ask.state.in_(UNFINISHED)).order_by(Ask.id)
    for ask_id in session.scalars(unfinished).all():
        asks.withdraw(session, ask_id=ask_id, via=Via.PORTAL, actor_id=actor_id, now=now)
    advocate.left_at = now
    if advocate.stage is not Stage.DEPARTED:
        _take_step(session, advocate, Stage.DEPARTED, actor_id, now)
    audit.record(
        session, "advocate.left", kind="advocate", id=advocate_id, actor_id=actor_id, now=now, fields=("stage",)
    )


def come_back(session: Session, *, advocate_id: int, actor_id: int, now: datetime) -> bool:
    """They may be asked again, as they had chosen; the last asks still count. Who never joined has yet to, and whom the
    team had sent away before they left stays away. Answers whether they are in the program.
    """
    advocate = _locked(session, advocate_id)
    if advocate.stage in ASKABLE_STAGES and advocate.left_at is None:
        return True
    if advocate.left_at is None or advocate.merged_into_id is not None:
        raise Refused("not_left", "The team has ended your part in the program. Write to us to come back.")
    sent_away = advocate.stage_at < advocate.left_at
    advocate.left_at = None
    if not sent_away:
        _take_step(session, advocate, Stage.JOINED if advocate.joined_at else Stage.CANDIDATE, actor_id, now)
    audit.record(
        session, "advocate.came_back", kind="advocate", id=advocate_id, actor_id=actor_id, now=now, fields=("stage",)
    )
    return advocate.stage in ASKABLE_STAGES


def _locked(session: Session, advocate_id: int) -> Advocate:
    places.lock(session, advocate_id)
    return session.get_one(Advocate, advocate_id, with_for_update=True, populate_existing=True)


def _take_step(session: Session, advocate: Advocate, stage: Stage, actor_id: int, now: datetime) -> None:
    advocate.stage, advocate.stage_at, advocate.stage_by = stage, now, actor_id
    places.refresh(session, advocate.id)
    searches.refresh(session, advocate_ids=[advocate.id])
