"""The link in the mail that asks to confirm."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.kinds import ASKABLE_STAGES
from portal.domain.models import Advocate, Person, Reconfirmation
from portal.domain.rules.freshness import OPEN_FOR


@dataclass(frozen=True)
class Letter:
    """`over`: the person is no longer in the program."""

    id: int
    version: int
    advocate_id: int
    given_name: str
    created_at: datetime
    over: bool

    @property
    def expires_at(self) -> datetime:
        return self.created_at + OPEN_FOR


def of_link(session: Session, reconfirmation_id: int) -> tuple[Letter, str] | None:
    """With the address that its link must have been made for."""
    row = session.execute(
        select(
            Reconfirmation.id,
            Reconfirmation.version,
            Reconfirmation.advocate_id,
            func.split_part(func.btrim(Person.name), " ", 1),
            Reconfirmation.created_at,
            Advocate.stage.not_in(ASKABLE_STAGES) | Advocate.left_at.is_not(None),
            Person.email,
        )
        .join(Advocate, Advocate.id == Reconfirmation.advocate_id)
        .join(Person, Person.id == Advocate.person_id)
        .where(Reconfirmation.id == reconfirmation_id, Person.disabled_at.is_(None))
    ).one_or_none()
    return (Letter(*row[:-1]), row[-1]) if row else None
