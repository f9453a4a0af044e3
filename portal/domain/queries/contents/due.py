"""What of the library needs somebody of the team today."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.kinds import ContentState
from portal.domain.models import Advocate, Content, ContentEvent
from portal.domain.rules import contents as rules

ENDS_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Due:
    """`reworded`: drafts in the words of the advocate. `unanswered`: approvals that were asked for long ago."""

    approved: int
    reworded: int
    ending: int
    unanswered: int


def asked_event() -> ScalarSelect[int]:
    """What asked for the approval that a content waits for."""
    newest = select(func.max(ContentEvent.id)).where(
        ContentEvent.content_id == Content.id, ContentEvent.state == ContentState.SENT
    )
    return newest.correlate(Content).scalar_subquery()


def asked_at() -> ScalarSelect[datetime]:
    """When it was asked for."""
    newest = select(func.max(ContentEvent.at)).where(
        ContentEvent.content_id == Content.id, ContentEvent.state == ContentState.SENT
    )
    return newest.correlate(Content).scalar_subquery()


def is_overdue(now: datetime) -> ColumnElement[bool]:
    """Asked for and not answered for long."""
    return and_(Content.state == ContentState.SENT, asked_at() <= now - rules.OVERDUE_AFTER)


def due(session: Session, today: date, now: datetime) -> Due:
    theirs = exists().where(
        ContentEvent.content_id == Content.id,
        ContentEvent.version == Content.version,
        ContentEvent.words.is_not(None),
        Advocate.id == Content.advocate_id,
        ContentEvent.actor_id == Advocate.person_id,
    )
    still = or_(Content.ends_on.is_(None), Content.ends_on > today)
    ending = and_(Content.state.in_(rules.BOUND), Content.ends_on > today, Content.ends_on <= today + ENDS_WITHIN)
    approved = and_(Content.state == ContentState.APPROVED, still)
    reworded = and_(Content.state == ContentState.DRAFT, theirs)
    each_of = (approved, reworded, ending, is_overdue(now))
    numbers = [select(func.count()).where(each).scalar_subquery() for each in each_of]
    return Due(*session.execute(select(*numbers)).one())
