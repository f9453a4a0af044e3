"""What an advocate chose, as the preferences page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.kinds import Answer, ConsentKind, Effort
from portal.domain.models import Activity, Advocate, Consent, Willingness
from portal.domain.queries import standings
from portal.domain.rules.caps import Standing


@dataclass(frozen=True)
class OfferedActivity:
    """One line of the preferences form."""

    id: int
    effort: Effort
    plural: str
    what: str
    icon: str


@dataclass(frozen=True)
class Preferences:
    """`answers` holds only what they said; `consents` the instant each one in force was given."""

    standing: Standing
    answers: Mapping[int, Answer]
    consents: Mapping[ConsentKind, datetime]
    chose_at: datetime | None
    left_at: datetime | None


def offered(session: Session) -> tuple[OfferedActivity, ...]:
    statement = (
        select(Activity.id, Activity.effort, Activity.plural, Activity.what, Activity.icon)
        .where(~Activity.archived)
        .order_by(Activity.position, Activity.id)
    )
    return tuple(OfferedActivity(*row) for row in session.execute(statement))


def of_advocate(session: Session, advocate_id: int) -> Preferences:
    chosen = select(Willingness.activity_id, Willingness.answer).where(Willingness.advocate_id == advocate_id)
    when = select(Advocate.chose_at, Advocate.left_at).where(Advocate.id == advocate_id)
    chose_at, left_at = session.execute(when).one()
    return Preferences(
        standing=standings.one(session, advocate_id),
        answers=dict(session.execute(chosen).all()),
        consents=consents(session, advocate_id),
        chose_at=chose_at,
        left_at=left_at,
    )


def consents(session: Session, advocate_id: int) -> dict[ConsentKind, datetime]:
    statement = select(Consent.kind, Consent.given_at).where(
        Consent.advocate_id == advocate_id, Consent.revoked_at.is_(None)
    )
    return dict(session.execute(statement).all())
