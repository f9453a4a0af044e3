"""Who a deal's owner is among our own people."""

from datetime import datetime

from sqlalchemy import func, update
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Role
from portal.domain.models import Opportunity, OpportunityOwner, Person


def tie(session: Session, *, owner_id: int, person_id: int | None, actor_id: int, now: datetime) -> OpportunityOwner:
    """The deals of that name are the colleague's, those to come too. Nobody: the name stands alone again."""
    owner = session.get(OpportunityOwner, owner_id, with_for_update=True)
    if owner is None:
        raise NotFound
    person = session.get(Person, person_id) if person_id is not None else None
    if person_id is not None and (person is None or person.role is Role.ADVOCATE or person.disabled_at is not None):
        raise Refused("no_colleague", "Choose one of our own people who has access.")
    if owner.person_id == person_id:
        return owner
    owner.person_id = person_id
    session.execute(
        update(Opportunity)
        .where(func.lower(Opportunity.owner_name) == owner.name.lower())
        .values(owner_id=person_id)
        .execution_options(synchronize_session=False)
    )
    audit.record(
        session,
        "opportunity_owner.tied",
        kind="opportunity_owner",
        id=owner.id,
        actor_id=actor_id,
        now=now,
        fields=("person_id",),
    )
    return owner
