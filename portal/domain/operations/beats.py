"""When the periodic processes ran; and whose turn it is, where several hosts run the same ones."""

from datetime import datetime, timedelta

from sqlalchemy import or_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.domain.models import Beat


def beat(session: Session, name: str, *, now: datetime) -> None:
    take_turn(session, name, every=timedelta(0), now=now)


def take_turn(session: Session, name: str, *, every: timedelta, now: datetime) -> bool:
    """True for exactly one caller in each stretch of `every`. A turn that was taken further ahead than that was taken
    by a clock that has been put back: waiting for it again would hold everything up.
    """
    due = or_(Beat.at <= now - every, Beat.at > now + every)
    mine = (
        insert(Beat)
        .values(name=name, at=now)
        .on_conflict_do_update(index_elements=["name"], set_={"at": now}, where=due)
        .returning(Beat.name)
    )
    return session.scalar(mine) is not None
