"""A fresh invitation in place of one whose days ran out, because the person asked for it (ID-2)."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.domain import audit, outbox
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import InvitationState, Stage, Topic
from portal.domain.models import Advocate, Invitation
from portal.domain.operations import places
from portal.domain.rules.invitations import OPEN_FOR

RENEWABLE = (InvitationState.OPEN, InvitationState.EXPIRED)


def renew(session: Session, *, invitation_id: int, version: int, now: datetime) -> None:
    """The same invitation with a new link, mailed to the same address. The newest link only: each works once here."""
    owner = session.execute(
        select(Advocate).join(Invitation, Invitation.advocate_id == Advocate.id).where(Invitation.id == invitation_id)
    ).scalar_one_or_none()
    if owner is None:
        raise NotFound
    places.lock(session, owner.id)
    latest = select(func.max(Invitation.id)).where(Invitation.advocate_id == owner.id).scalar_subquery()
    hit = session.execute(
        update(Invitation)
        .where(
            Invitation.id == invitation_id,
            Invitation.id == latest,
            Invitation.version == version,
            Invitation.state.in_(RENEWABLE),
            Invitation.expires_at <= now,
        )
        .values(state=InvitationState.OPEN, version=version + 1, expires_at=now + OPEN_FOR)
        .returning(Invitation.id)
        .execution_options(synchronize_session=False)
    ).first()
    if hit is None or owner.stage not in {Stage.CANDIDATE, Stage.INVITED}:
        raise Refused("not_expired", "A newer email than this one is on its way, or you have answered already.")
    outbox.promise(
        session,
        Topic.INVITATION_MADE,
        key=f"{invitation_id}:{version + 1}",
        now=now,
        recipient_id=owner.person_id,
        about_id=invitation_id,
    )
    audit.record(session, "invitation.renewed", kind="invitation", id=invitation_id, actor_id=owner.person_id, now=now)
