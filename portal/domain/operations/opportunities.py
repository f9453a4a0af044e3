"""Who a deal's owner is among our own people, and what of the program touched a deal."""

from datetime import datetime

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.demand_kinds import LinkKind
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Role
from portal.domain.models import Opportunity, OpportunityLink, OpportunityOwner, Person


def tie(session: Session, *, owner_id: int, colleague_id: int | None, actor_id: int, now: datetime) -> OpportunityOwner:
    """The deals of that name are the colleague's, those to come too. Nobody: the name stands alone again."""
    owner = session.get(OpportunityOwner, owner_id, with_for_update=True)
    if owner is None:
        raise NotFound
    if colleague_id is not None and not _has_access(session.get(Person, colleague_id)):
        raise Refused("no_colleague", "Choose one of our own people who has access.")
    if owner.colleague_id == colleague_id:
        return owner
    owner.colleague_id = colleague_id
    session.execute(
        update(Opportunity)
        .where(func.lower(Opportunity.owner_name) == func.lower(owner.name))
        .values(owner_id=colleague_id)
        .execution_options(synchronize_session=False)
    )
    audit.record(
        session,
        "opportunity_owner.tied",
        kind="opportunity_owner",
        id=owner.id,
        actor_id=actor_id,
        now=now,
        fields=("colleague_id",),
    )
    return owner


def link(
    session: Session, opportunity_id: int, kind: LinkKind, about_id: int, *, actor_id: int | None, now: datetime
) -> None:
    """What touched a deal, once each: the request, the ask, the content's use or the nomination."""
    session.execute(
        insert(OpportunityLink)
        .values(opportunity_id=opportunity_id, kind=kind, about_id=about_id, actor_id=actor_id, at=now)
        .on_conflict_do_nothing()
    )


def _has_access(person: Person | None) -> bool:
    return person is not None and person.role is not Role.ADVOCATE and person.disabled_at is None
