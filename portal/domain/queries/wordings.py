"""The texts of messages as they stand: the team's words, or the built-in ones."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.models import Wording
from portal.domain.rules.wordings import TEXTS


def words(session: Session, key: str) -> str:
    changed = session.scalar(select(Wording.body).where(Wording.key == key))
    return changed or TEXTS[key].words


def changed(session: Session) -> dict[str, str]:
    """By key, only what the team has put in its own words."""
    rows = session.execute(select(Wording.key, Wording.body).where(Wording.key.in_(TEXTS)))
    return {row[0]: row[1] for row in rows}
