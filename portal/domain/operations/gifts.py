"""What may be given to whom (RWD-5), said by the person or written down by the team."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.models import Account, AccountGifts, Advocate, AdvocateGifts
from portal.domain.rules import gifts as rules
from portal.domain.value_kinds import GiftPolicy


def say(
    session: Session, *, advocate_id: int, policy: GiftPolicy, off: bool, actor_id: int | None, now: datetime
) -> None:
    """What one person may accept, and whether they want credits at all. Turned off, what they have stays theirs."""
    if session.get(Advocate, advocate_id) is None:
        raise NotFound
    row = {"policy": policy, "off_at": now if off else None, "by_id": actor_id, "changed_at": now}
    session.execute(
        insert(AdvocateGifts)
        .values(advocate_id=advocate_id, **row)
        .on_conflict_do_update(index_elements=["advocate_id"], set_=row)
    )
    audit.record(
        session,
        "gifts.said",
        kind="advocate",
        id=advocate_id,
        actor_id=actor_id,
        now=now,
        fields=("policy", "off_at"),
    )


def set_for_account(session: Session, *, account_id: int, policy: GiftPolicy, actor_id: int, now: datetime) -> None:
    """What the people of one company may accept. Money to a public body is refused whoever says so."""
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound
    if not rules.may_loosen_to(policy, account.industry):
        raise Refused("public", "A public body gets no gift cards. Choose one of the others.")
    row = {"policy": policy, "by_id": actor_id, "changed_at": now}
    session.execute(
        insert(AccountGifts)
        .values(account_id=account_id, **row)
        .on_conflict_do_update(index_elements=["account_id"], set_=row)
    )
    audit.record(session, "gifts.set", kind="account", id=account_id, actor_id=actor_id, now=now, fields=("policy",))
