"""People whom advocates named, waiting for the team."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from portal.domain.models import Account, Activity, Advocate, Ask, Nomination, Person


@dataclass(frozen=True)
class NominationLine:
    id: int
    name: str
    company: str | None
    nominator: str | None
    ask_id: int | None
    activity: str | None
    note: str | None
    at: datetime
    advocate_id: int | None
    """Set where the named person is in the program already."""


def undecided(session: Session, *, limit: int = 100) -> list[NominationLine]:
    """Longest waiting first."""
    nominator, known = aliased(Person), aliased(Person)
    statement = (
        select(
            Nomination.id,
            Nomination.name,
            Account.name,
            nominator.name,
            Nomination.ask_id,
            Activity.name,
            Nomination.note,
            Nomination.at,
            Advocate.id,
        )
        .outerjoin(Account, Account.id == Nomination.account_id)
        .outerjoin(nominator, nominator.id == Nomination.nominator_id)
        .outerjoin(Ask, Ask.id == Nomination.ask_id)
        .outerjoin(Activity, Activity.id == Ask.activity_id)
        .outerjoin(known, known.email == Nomination.email)
        .outerjoin(Advocate, Advocate.person_id == known.id)
        .where(Nomination.decided_at.is_(None))
        .order_by(Nomination.id)
        .limit(limit)
    )
    return [NominationLine(*row) for row in session.execute(statement)]
