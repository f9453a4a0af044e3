"""Whether an address gets program mail."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.kinds import SuppressionReason
from portal.domain.models import Suppression
from portal.domain.rules.suppressions import WEAKEST_FIRST


def reason(session: Session, address_hashes: Sequence[bytes]) -> SuppressionReason | None:
    """The strongest one, or None where mail may go."""
    found = session.scalars(select(Suppression.reason).where(Suppression.address_hash.in_(address_hashes))).all()
    return max((SuppressionReason(one) for one in found), key=WEAKEST_FIRST.index, default=None)
