"""The audit trail, newest first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.models import Audit, Person

PAGE = 100


@dataclass(frozen=True)
class AuditLine:
    id: int
    at: datetime
    actor: str | None
    action: str
    object_kind: str
    object_id: int | None
    fields: list[str]
    reason: str | None


@dataclass(frozen=True)
class AuditPage:
    lines: list[AuditLine]
    older: int | None


def page(
    session: Session, *, object_kind: str = "", object_id: int | None = None, before: int | None = None
) -> AuditPage:
    statement = (
        select(
            Audit.id,
            Audit.at,
            Person.name,
            Audit.action,
            Audit.object_kind,
            Audit.object_id,
            Audit.fields,
            Audit.reason,
        )
        .outerjoin(Person, Person.id == Audit.actor_id)
        .order_by(Audit.id.desc())
        .limit(PAGE + 1)
    )
    if object_kind:
        statement = statement.where(Audit.object_kind == object_kind)
    if object_id is not None:
        statement = statement.where(Audit.object_id == object_id)
    if before is not None:
        statement = statement.where(Audit.id < before)
    found = [AuditLine(*row) for row in session.execute(statement)]
    return AuditPage(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)


def kinds(session: Session) -> list[str]:
    return sorted(session.scalars(select(Audit.object_kind).distinct()))
