"""When the periodic processes ran; and whose turn it is, where several hosts run the same ones."""

from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.domain.models import Beat


def beat(session: Session, name: str, *, now: datetime) -> None:
    take_turn(session, name, every=timedelta(0), now=now)


def take_turn(session: Session, name: str, *, every: timedelta, now: datetime) -> bool:
    """True for exactly one caller in each stretch of `every`."""
    mine = (
        insert(Beat)
        .values(name=name, at=now)
        .on_conflict_do_update(index_elements=["name"], set_={"at": now}, where=Beat.at <= now - every)
        .returning(Beat.name)
    )
    return session.scalar(mine) is not None
