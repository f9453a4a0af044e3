"""What of the library needs somebody of the team today."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.domain.kinds import ContentState
from portal.domain.models import Advocate, Content, ContentEvent
from portal.domain.rules import contents as rules

ENDS_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Due:
    """`reworded`: drafts in the words of the advocate."""

    approved: int
    reworded: int
    ending: int


def due(session: Session, today: date) -> Due:
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
    numbers = [select(func.count()).where(each).scalar_subquery() for each in (approved, reworded, ending)]
    return Due(*session.execute(select(*numbers)).one())
