"""Nominating somebody (NOM-1)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import Refused
from portal.domain.kinds import Channel
from portal.domain.models import Account, Department, Nomination, Person
from portal.domain.queries import nominations as queries
from portal.domain.queries.invitations import AddressHashes
from portal.domain.rules import nominations as rules


@dataclass(frozen=True)
class Nominee:
    name: str
    email: str
    title: str | None
    company: str
    why: str
    how_known: str | None
    activity_ids: tuple[int, ...]


def nominate(
    session: Session,
    *,
    nominee: Nominee,
    nominator_id: int,
    sure: bool,
    address_hashes: AddressHashes,
    now: datetime,
) -> int:
    """Waits for the team; nothing is sent to anybody. `sure`: it is not whom it looks like. Twice is once."""
    address = nominee.email.strip().lower()
    obstacle = rules.why_not(queries.known(session, address, address_hashes=address_hashes, now=now))
    if obstacle:
        raise Refused(str(obstacle), f"{nominee.name} {rules.WHY[obstacle]}")
    own = queries.waiting_of(session, nominator_id=nominator_id, email=address)
    if own is not None:
        return own
    if not sure and queries.lookalikes(session, name=nominee.name, email=address, company=nominee.company):
        raise Refused("alike", "This may be somebody we know of already. Look below before you send it.")
    made = _insert(session, nominee, address, nominator_id, now)
    if made is None:
        return queries.waiting_of(session, nominator_id=nominator_id, email=address) or 0
    audit.record(session, "nomination.made", kind="nomination", id=made, actor_id=nominator_id, now=now)
    return made


def _insert(session: Session, nominee: Nominee, address: str, nominator_id: int, now: datetime) -> int | None:
    department = select(Department.channel).join(Person, func.lower(Person.department) == func.lower(Department.name))
    account = select(Account.id).where(func.lower(Account.name) == nominee.company.lower())
    made = (
        insert(Nomination)
        .values(
            name=nominee.name,
            email=address,
            title=nominee.title,
            company=nominee.company,
            account_id=session.scalar(account),
            nominator_id=nominator_id,
            channel=session.scalar(department.where(Person.id == nominator_id)) or Channel.PARTNER_TEAM,
            note=nominee.why,
            how_known=nominee.how_known,
            activity_ids=list(nominee.activity_ids),
            at=now,
        )
        .on_conflict_do_nothing()
        .returning(Nomination.id)
    )
    return session.scalar(made)
