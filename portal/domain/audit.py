"""The audit trail: written in the transaction of the change it tells of."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import BigInteger, func, insert, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from portal.domain.models import Audit

_RECORD = insert(Audit)


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
    session.connection().execute(
        _RECORD,
        {
            "at": now,
            "actor_id": actor_id,
            "action": action,
            "object_kind": kind,
            "object_id": id,
            "fields": list(fields),
            "reason": reason,
            "request_id": session.info.get("request_id"),
        },
    )


def record_each(
    session: Session,
    action: str,
    *,
    kind: str,
    ids: Collection[int],
    actor_id: int | None,
    now: datetime,
    fields: tuple[str, ...] = (),
) -> None:
    """As `record`, for many objects in one statement."""
    facts = {
        "at": now,
        "actor_id": actor_id,
        "action": action,
        "object_kind": kind,
        "fields": list(fields),
        "request_id": session.info.get("request_id"),
    }
    each = func.unnest(literal(sorted(ids), ARRAY(BigInteger))).column_valued("object_id")
    values = (literal(value, getattr(Audit, name).type) for name, value in facts.items())
    session.execute(insert(Audit).from_select([*facts, "object_id"], select(*values, each).order_by(each)))
