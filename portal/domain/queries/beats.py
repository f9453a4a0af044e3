"""When the periodic processes last ran."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.models import Beat


def last(session: Session, name: str) -> datetime | None:
    return session.scalar(select(Beat.at).where(Beat.name == name))
