"""Which company accounts a person signs in with."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.models import Identity


def providers_of(session: Session, person_id: int) -> frozenset[str]:
    return frozenset(session.scalars(select(Identity.provider).where(Identity.person_id == person_id)))
