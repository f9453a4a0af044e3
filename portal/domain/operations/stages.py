"""An advocate's way through the program, as far as the team decides it (ADV-5 to ADV-7)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import ASKABLE_STAGES, AskState, InvitationState, Stage, Via
from portal.domain.models import Advocate, Ask, Invitation
from portal.domain.operations import asks, invitations, places, searches
from portal.domain.queries.merges import everyone_of

BY_TEAM = (Stage.INTERVIEWED, Stage.CONFIRMED, Stage.DEPARTED)
OPEN = (AskState.SENT, AskState.ACCEPTED, AskState.SCHEDULED)


def move(session: Session, *, advocate_id: int, stage: Stage, actor_id: int, now: datetime) -> Advocate:
    """Only those who joined are interviewed or confirmed; anyone can depart. Said twice it stays as it is."""
    if stage not in BY_TEAM:
        raise Refused("not_by_team", "Only they can take that step.")
    if session.get(Advocate, advocate_id) is None:
        raise NotFound
    places.lock(session, advocate_id)
    advocate = session.get_one(Advocate, advocate_id, with_for_update=True, populate_existing=True)
    if advocate.stage is stage:
        return advocate
    if stage is not Stage.DEPARTED and advocate.stage not in ASKABLE_STAGES:
        raise Refused("not_joined", "They have not joined, so there is nobody to interview or confirm.")
    if stage is Stage.DEPARTED:
        _end_what_is_open(session, advocate_id, actor_id, now)
    advocate.stage, advocate.stage_at, advocate.stage_by = stage, now, actor_id
    places.refresh(session, advocate_id)
    searches.refresh(session, advocate_ids=[advocate_id])
    audit.record(
        session, f"advocate.{stage}", kind="advocate", id=advocate_id, actor_id=actor_id, now=now, fields=("stage",)
    )
    return advocate


def validate(session: Session, *, advocate_id: int, actor_id: int, now: datetime) -> Advocate:
    """A person of the team has checked what an import or a colleague said about them (ADV-7)."""
    advocate = session.get(Advocate, advocate_id, with_for_update=True)
    if advocate is None:
        raise NotFound
    if advocate.validated_at is None:
        advocate.validated_at, advocate.validated_by = now, actor_id
        searches.refresh(session, advocate_ids=[advocate_id])
        audit.record(session, "advocate.validated", kind="advocate", id=advocate_id, actor_id=actor_id, now=now)
    return advocate


def _end_what_is_open(session: Session, advocate_id: int, actor_id: int, now: datetime) -> None:
    theirs = Ask.advocate_id.in_(everyone_of(advocate_id))
    unfinished = select(Ask.id).where(theirs, Ask.state.in_(OPEN)).order_by(Ask.id)
    for ask_id in session.scalars(unfinished).all():
        asks.withdraw(session, ask_id=ask_id, via=Via.TEAM, actor_id=actor_id, now=now)
    awaiting = select(Invitation.id).where(
        Invitation.advocate_id == advocate_id, Invitation.state == InvitationState.OPEN
    )
    for invitation_id in session.scalars(awaiting).all():
        invitations.withdraw(session, invitation_id=invitation_id, actor_id=actor_id, now=now)
