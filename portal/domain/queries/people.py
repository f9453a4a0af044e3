"""People by role."""

from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.domain.kinds import Role, Stage
from portal.domain.models import Account, Advocate, Person


@dataclass(frozen=True)
class Signer:
    """Somebody who can sign in. `stage` and `company` are empty for staff."""

    id: int
    name: str
    email: str
    title: str | None
    stage: Stage | None
    company: str | None


def who_can_sign_in(session: Session, role: Role, *, limit: int) -> list[Signer]:
    """Those who came first."""
    rows = session.execute(
        select(Person.id, Person.name, Person.email, Person.title, Advocate.stage, Account.name)
        .outerjoin(Advocate, Advocate.person_id == Person.id)
        .outerjoin(Account, Account.id == Advocate.account_id)
        .where(Person.role == role, Person.disabled_at.is_(None))
        .order_by(Person.id)
        .limit(limit)
    )
    return [Signer(*row) for row in rows]


def publishes(session: Session, person_id: int) -> bool:
    marked = exists().where(Person.id == person_id, Person.publisher, Person.role == Role.COLLEAGUE)
    return bool(session.scalar(select(marked)))


def role_of(session: Session, person_id: int) -> Role | None:
    """None where nobody with this id can sign in."""
    return session.scalar(select(Person.role).where(Person.id == person_id, Person.disabled_at.is_(None)))
