"""Seal the audit trail, and prove that nobody changed it since (RELIABILITY 3.9)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain.models import Audit, AuditSeal
from portal.domain.operations import seals
from portal.domain.operations.seals import Chain

TRAIL = Chain(
    "audit",
    Audit,
    AuditSeal,
    (
        "id",
        "at",
        "actor_id",
        "action",
        "object_kind",
        "object_id",
        "fields",
        "reason",
        "request_id",
        "transaction_id",
    ),
)


def seal(session: Session, *, key: bytes, now: datetime) -> AuditSeal | None:
    """Seal the rows of all transactions that have ended since the last seal. None when there are none."""
    return seals.seal(session, TRAIL, key=key, now=now)


def differences(session: Session, *, keys: Sequence[bytes]) -> list[str]:
    """What is wrong with the sealed part, in words; must be empty. `keys`: any current key may have sealed."""
    return seals.differences(session, TRAIL, keys=keys)
