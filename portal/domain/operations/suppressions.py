"""Addresses that get no program mail, and the way back. The match row's lock sets each against a message on its way."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from portal.domain import audit
from portal.domain.kinds import SuppressionReason
from portal.domain.models import Advocate, MatchRow, Suppression
from portal.domain.operations import places
from portal.domain.rules.suppressions import WEAKEST_FIRST


def suppress(
    session: Session, *, person_id: int, address_hash: bytes, reason: SuppressionReason, now: datetime
) -> None:
    """From this transaction's commit on no program mail passes its point of no return. Harmless when repeated."""
    lock(session, person_id)
    rank = literal([str(one) for one in WEAKEST_FIRST], ARRAY(Text))
    made = insert(Suppression).values(address_hash=address_hash, reason=reason, at=now)
    written = session.execute(
        made.on_conflict_do_update(
            index_elements=["address_hash"],
            set_={"reason": reason, "at": now},
            where=func.array_position(rank, Suppression.reason) < func.array_position(rank, str(reason)),
        ).returning(Suppression.reason)
    ).first()
    _note(session, person_id, reachable=False)
    if written is not None:
        audit.record(
            session, "address.suppressed", kind="person", id=person_id, actor_id=None, now=now, reason=str(reason)
        )


def lift(session: Session, *, person_id: int, address_hashes: Sequence[bytes], now: datetime) -> bool:
    """Undo one's own unsubscribing. A bounce, a complaint or a "no thanks" stays. True when mail may go again."""
    lock(session, person_id)
    ours = Suppression.address_hash.in_(address_hashes)
    lifted = session.scalars(
        delete(Suppression)
        .where(ours, Suppression.reason == SuppressionReason.UNSUBSCRIBED)
        .returning(Suppression.reason)
        .execution_options(synchronize_session=False)
    ).all()
    if lifted:
        audit.record(session, "address.unsuppressed", kind="person", id=person_id, actor_id=person_id, now=now)
    return follow(session, person_id=person_id, address_hashes=address_hashes)


def follow(session: Session, *, person_id: int, address_hashes: Sequence[bytes]) -> bool:
    """Under the lock, write down whether mail may reach this address, now the person's. True when it may."""
    may = (
        session.scalar(select(Suppression.reason).where(Suppression.address_hash.in_(address_hashes)).limit(1)) is None
    )
    _note(session, person_id, reachable=may)
    return may


def _note(session: Session, person_id: int, *, reachable: bool) -> None:
    own = select(Advocate.id).where(Advocate.person_id == person_id).scalar_subquery()
    session.execute(
        update(MatchRow)
        .where(MatchRow.advocate_id == own)
        .values(reachable=reachable)
        .execution_options(synchronize_session=False)
    )


def lock(session: Session, person_id: int) -> None:
    """Take the person's match row, if they have one: all who get program mail do."""
    advocate_id = session.scalar(select(Advocate.id).where(Advocate.person_id == person_id))
    if advocate_id is not None:
        places.lock(session, advocate_id)
