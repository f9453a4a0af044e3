"""What a link that confirms an address leads to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from portal.domain.models import AddressChange


class Side(StrEnum):
    OLD = "old"
    NEW = "new"


@dataclass(frozen=True)
class Change:
    id: int
    version: int
    old_email: str
    new_email: str
    expires_at: datetime
    old_confirmed_at: datetime | None
    new_confirmed_at: datetime | None
    done_at: datetime | None
    replaced: bool

    def address(self, side: Side) -> str:
        return self.old_email if side is Side.OLD else self.new_email

    def confirmed(self, side: Side) -> bool:
        return (self.old_confirmed_at if side is Side.OLD else self.new_confirmed_at) is not None


def change(session: Session, change_id: int) -> Change | None:
    newer = aliased(AddressChange)
    row = session.execute(
        select(
            AddressChange.id,
            AddressChange.version,
            AddressChange.old_email,
            AddressChange.new_email,
            AddressChange.expires_at,
            AddressChange.old_confirmed_at,
            AddressChange.new_confirmed_at,
            AddressChange.done_at,
            exists().where(newer.person_id == AddressChange.person_id, newer.id > AddressChange.id),
        ).where(AddressChange.id == change_id)
    ).one_or_none()
    return Change(*row) if row else None
