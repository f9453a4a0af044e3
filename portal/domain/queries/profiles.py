"""An advocate's own details (ADV-3)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from portal.domain.errors import NotFound
from portal.domain.kinds import Channel, Stage
from portal.domain.models import Account, Advocate, Person


@dataclass(frozen=True)
class Profile:
    person_id: int
    email: str
    name: str
    title: str | None
    phone: str | None
    time_zone: str | None
    persona: str | None
    region: str | None
    languages: list[str]
    products: list[str]
    use_cases: list[str]
    outcomes: str | None
    expertise: str | None
    interests: str | None
    rather_not: str | None
    account: str | None
    csm: str | None
    channel: Channel
    stage: Stage
    left_at: datetime | None


_CSM = aliased(Person)


def of_advocate(session: Session, advocate_id: int) -> Profile:
    statement: Select[*tuple[Any, ...]] = (
        select(
            Person.id,
            Person.email,
            Person.name,
            Person.title,
            Person.phone,
            Person.time_zone,
            Advocate.persona,
            Advocate.region,
            Advocate.languages,
            Advocate.products,
            Advocate.use_cases,
            Advocate.outcomes,
            Advocate.expertise,
            Advocate.interests,
            Advocate.rather_not,
            Account.name,
            _CSM.name,
            Advocate.channel,
            Advocate.stage,
            Advocate.left_at,
        )
        .join(Person, Person.id == Advocate.person_id)
        .outerjoin(Account, Account.id == Advocate.account_id)
        .outerjoin(_CSM, _CSM.id == Account.csm_id)
        .where(Advocate.id == advocate_id)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    return Profile(*row)
