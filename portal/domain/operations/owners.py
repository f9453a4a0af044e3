"""Who of ours stands for an advocate: how they came in, an executive sponsor, the account's owner (ADV-4, ADV-9)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Channel, Role
from portal.domain.models import Account, Advocate, Person
from portal.domain.operations import places, searches


@dataclass(frozen=True)
class Owners:
    channel: Channel
    sponsor_id: int | None
    csm_id: int | None
    """The customer success manager of the advocate's whole account."""


def change(session: Session, *, advocate_id: int, owners: Owners, actor_id: int, now: datetime) -> tuple[str, ...]:
    """Answers the names of what changed."""
    account = _account(session, advocate_id)
    places.lock(session, advocate_id)
    advocate = session.get_one(Advocate, advocate_id, populate_existing=True)
    _ours(session, owners)
    changed = tuple(name for name in ("channel", "sponsor_id") if getattr(advocate, name) != getattr(owners, name))
    advocate.channel, advocate.sponsor_id = owners.channel, owners.sponsor_id
    if changed:
        searches.refresh(session, advocate_ids=[advocate_id])
        audit.record(
            session,
            "advocate.corrected",
            kind="advocate",
            id=advocate_id,
            actor_id=actor_id,
            now=now,
            fields=changed,
        )
    return changed + _give_account(session, account, owners.csm_id, actor_id=actor_id, now=now)


def _account(session: Session, advocate_id: int) -> Account | None:
    """Locked before the advocate, as everywhere."""
    found = session.execute(select(Advocate.account_id).where(Advocate.id == advocate_id)).one_or_none()
    if found is None:
        raise NotFound
    return session.get_one(Account, found[0], with_for_update=True, populate_existing=True) if found[0] else None


def _give_account(
    session: Session, account: Account | None, csm_id: int | None, *, actor_id: int, now: datetime
) -> tuple[str, ...]:
    if account is None:
        if csm_id is not None:
            raise Refused(
                "no_account", "They have no company, so nobody can own its account. Write down the company first."
            )
        return ()
    if account.csm_id == csm_id:
        return ()
    account.csm_id = csm_id
    audit.record(
        session, "account.corrected", kind="account", id=account.id, actor_id=actor_id, now=now, fields=("csm_id",)
    )
    return ("csm_id",)


def _ours(session: Session, owners: Owners) -> None:
    """Only people of the company, and only those who are still here."""
    wanted = {one for one in (owners.sponsor_id, owners.csm_id) if one is not None}
    if not wanted:
        return
    known = session.scalars(
        select(Person.id).where(Person.id.in_(wanted), Person.role != Role.ADVOCATE, Person.disabled_at.is_(None))
    )
    if wanted - set(known):
        raise Refused("not_ours", "Choose somebody who works here.")
