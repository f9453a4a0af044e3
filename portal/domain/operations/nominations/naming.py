"""Nominating somebody (NOM-1)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import Refused
from portal.domain.kinds import Channel, NominationState
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
    """Waits for the team; nothing is sent to anybody. `sure`: it is not whom it looks like.

    Sent again while it waits, the newer words stand: twice is once.
    """
    address = nominee.email.strip().lower()
    obstacle = rules.why_not(queries.known(session, address, address_hashes=address_hashes, now=now))
    if obstacle:
        raise Refused(str(obstacle), f"{nominee.name} {rules.WHY[obstacle]}")
    again = queries.waiting_of(session, nominator_id=nominator_id, email=address) is not None
    like = (
        [] if sure or again else queries.lookalikes(session, name=nominee.name, email=address, company=nominee.company)
    )
    if like:
        raise Refused("alike", "This may be somebody we know of already. Look below before you send it.")
    made = _keep(session, nominee, address, nominator_id, now)
    action = "nomination.changed" if again else "nomination.made"
    audit.record(session, action, kind="nomination", id=made, actor_id=nominator_id, now=now)
    return made


def _keep(session: Session, nominee: Nominee, address: str, nominator_id: int, now: datetime) -> int:
    department = select(Department.channel).join(Person, func.lower(Person.department) == func.lower(Department.name))
    account = select(Account.id).where(func.lower(Account.name) == func.lower(nominee.company))
    said = {
        "name": nominee.name,
        "title": nominee.title,
        "company": nominee.company,
        "account_id": session.scalar(account),
        "note": nominee.why,
        "how_known": nominee.how_known,
        "activity_ids": list(nominee.activity_ids),
    }
    channel = session.scalar(department.where(Person.id == nominator_id)) or Channel.PARTNER_TEAM
    kept = (
        insert(Nomination)
        .values(
            email=address, nominator_id=nominator_id, channel=channel, state=NominationState.WAITING, at=now, **said
        )
        .on_conflict_do_update(
            index_elements=[Nomination.nominator_id, Nomination.email],
            index_where=text("state = 'waiting' AND ask_id IS NULL"),
            set_=said,
        )
        .returning(Nomination.id)
        .execution_options(populate_existing=True)
    )
    return session.execute(kept).scalar_one()
