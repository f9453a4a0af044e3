"""What was said after a call, for the team, and for each side its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from portal.domain.meeting_kinds import Side, Went
from portal.domain.models import Activity, Ask, Feedback, Person
from portal.domain.queries.merges import everyone_of

ENOUGH = 100


@dataclass(frozen=True)
class Said:
    ask_id: int
    activity: str
    side: Side
    author: str
    went: Went
    as_said: bool
    words: str | None
    at: datetime


def heard(session: Session, ask_id: int) -> Sequence[Side]:
    return session.scalars(select(Feedback.side).where(Feedback.ask_id == ask_id)).all()


def of_ask(session: Session, ask_id: int) -> list[Said]:
    return _said(session, Feedback.ask_id == ask_id)


def about(session: Session, advocate_id: int) -> list[Said]:
    """Everything said after this advocate's calls, by both sides."""
    return _said(session, Ask.advocate_id.in_(everyone_of(advocate_id)))


def own(session: Session, advocate_id: int) -> dict[int, Said]:
    """What the advocate said themselves, by its ask."""
    said = _said(session, Ask.advocate_id.in_(everyone_of(advocate_id)), Feedback.side == Side.ADVOCATE)
    return {one.ask_id: one for one in said}


def _said(session: Session, *conditions: ColumnElement[bool]) -> list[Said]:
    """The newest first."""
    statement = (
        select(
            Feedback.ask_id,
            Activity.name,
            Feedback.side,
            Person.name,
            Feedback.went,
            Feedback.as_said,
            Feedback.words,
            Feedback.at,
        )
        .join(Ask, Ask.id == Feedback.ask_id)
        .join(Activity, Activity.id == Ask.activity_id)
        .join(Person, Person.id == Feedback.author_id)
        .where(*conditions)
        .order_by(Feedback.id.desc())
        .limit(ENOUGH)
    )
    return [Said(*row) for row in session.execute(statement)]
