"""An advocate's own details (ADV-3)."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from portal.domain.errors import NotFound
from portal.domain.kinds import Channel, Stage
from portal.domain.models import Account, Advocate, Person
from portal.domain.queries import freshness

OF_PERSON = frozenset({"name", "title", "phone", "time_zone"})


@dataclass(frozen=True)
class Details:
    """Every field that the advocate edits. The names are those of the columns."""

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
    story: str | None
    expertise: str | None
    interests: str | None
    rather_not: str | None


@dataclass(frozen=True)
class Profile(Details):
    """With what others decide."""

    person_id: int
    email: str
    account: str | None
    csm: str | None
    channel: Channel
    stage: Stage
    left_at: datetime | None


_CSM = aliased(Person)


def of_advocate(session: Session, advocate_id: int) -> Profile:
    statement: Select[*tuple[Any, ...]] = (
        select(
            *(_column(field.name) for field in fields(Details)),
            Person.id,
            Person.email,
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


def _column(name: str) -> Any:  # noqa: ANN401 - an SQL expression
    """Of the story, their own words or what an interview holds."""
    if name == "story":
        return func.nullif(freshness.story(), "")
    return getattr(Person if name in OF_PERSON else Advocate, name)
