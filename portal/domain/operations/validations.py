"""Imported details count as checked: many people's at once, undone, or by the person's own word (ADV-7)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.models import Advocate, Validation
from portal.domain.operations import searches
from portal.domain.recordsets import among

AT_ONCE = 5_000


def validate(session: Session, *, advocate_ids: Collection[int], actor_id: int, now: datetime) -> Validation:
    """Whoever counts already stays as they are. Pressed twice, the second press answers with the first."""
    if not advocate_ids:
        raise Refused("nobody", "Choose at least one person.")
    if len(advocate_ids) > AT_ONCE:
        raise Refused("too_many", f"Check at most {AT_ONCE:,} people at once.")
    waiting = Advocate.validated_at.is_(None) & Advocate.merged_into_id.is_(None)
    found = session.scalars(
        select(Advocate.id).where(among(Advocate.id, advocate_ids), waiting).order_by(Advocate.id).with_for_update()
    ).all()
    if not found and (earlier := _of_the_first_press(session, advocate_ids, actor_id)):
        return earlier
    _write(session, found, now, actor_id)
    made = Validation(advocate_ids=list(found), by_id=actor_id, at=now)
    session.add(made)
    session.flush()
    audit.record_each(session, "advocate.validated", kind="advocate", ids=found, actor_id=actor_id, now=now)
    return made


def undo(session: Session, *, validation_id: int, actor_id: int, now: datetime) -> Validation:
    """For those it changed, unless they have been checked by somebody else since. Said twice it stays undone."""
    made = session.get(Validation, validation_id, with_for_update=True, populate_existing=True)
    if made is None:
        raise NotFound
    if made.undone_at is None:
        still = (Advocate.validated_at == made.at) & (Advocate.validated_by == made.by_id)
        found = session.scalars(
            select(Advocate.id)
            .where(among(Advocate.id, made.advocate_ids), still)
            .order_by(Advocate.id)
            .with_for_update()
        ).all()
        _write(session, found, None, None)
        made.undone_at = now
        audit.record_each(session, "advocate.unvalidated", kind="advocate", ids=found, actor_id=actor_id, now=now)
    return made


def by_themselves(session: Session, advocate: Advocate, *, now: datetime) -> None:
    """They have looked at their own details and kept them."""
    if advocate.validated_at is None:
        advocate.validated_at, advocate.validated_by = now, advocate.person_id
        searches.refresh(session, advocate_ids=[advocate.id])
        audit.record(
            session, "advocate.validated", kind="advocate", id=advocate.id, actor_id=advocate.person_id, now=now
        )


def _of_the_first_press(session: Session, advocate_ids: Collection[int], actor_id: int) -> Validation | None:
    newest = select(Validation).where(Validation.by_id == actor_id).order_by(Validation.id.desc()).limit(1)
    made = session.scalar(newest)
    return made if made and made.undone_at is None and set(advocate_ids) <= set(made.advocate_ids) else None


def _write(session: Session, advocate_ids: Collection[int], at: datetime | None, by_id: int | None) -> None:
    session.execute(
        update(Advocate)
        .where(among(Advocate.id, advocate_ids))
        .values(validated_at=at, validated_by=by_id)
        .execution_options(synchronize_session="fetch")
    )
    searches.refresh(session, advocate_ids=advocate_ids)
