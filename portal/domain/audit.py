"""The audit trail: written in the transaction of the change it tells of."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.domain.models import Audit


def record(
    session: Session,
    action: str,
    *,
    kind: str,
    id: int | None,  # noqa: A002 - the object's id
    actor_id: int | None,
    now: datetime,
    fields: tuple[str, ...] = (),
    reason: str | None = None,
) -> None:
    """`fields` are names, never values; `actor_id` is empty for a job or the holder of a link."""
    session.execute(
        insert(Audit).values(
            at=now,
            actor_id=actor_id,
            action=action,
            object_kind=kind,
            object_id=id,
            fields=list(fields),
            reason=reason,
            request_id=session.info.get("request_id"),
        )
    )
