"""What the team writes about a customer company, and who owns it (ADV-9)."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.conflicts import first_come
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Role
from portal.domain.models import Account, Person
from portal.domain.operations import searches


@dataclass(frozen=True)
class Details:
    """Every editable field; the names are those of the columns."""

    name: str
    domain: str | None
    industry: str | None
    region: str | None
    country: str | None
    employees: int | None
    csm_id: int | None
    owner_approves: bool = False


def add(session: Session, *, details: Details, actor_id: int, now: datetime) -> Account:
    _check(session, None, details)
    account = Account(**asdict(details), created_at=now)
    with first_come(session, _taken(details.name)):
        session.add(account)
    audit.record(session, "account.added", kind="account", id=account.id, actor_id=actor_id, now=now)
    return account


def correct(session: Session, *, account_id: int, details: Details, actor_id: int, now: datetime) -> tuple[str, ...]:
    """Answers the names of the fields that changed."""
    account = session.get(Account, account_id, with_for_update=True, populate_existing=True)
    if account is None:
        raise NotFound
    _check(session, account, details)
    changed = tuple(name for name, value in asdict(details).items() if getattr(account, name) != value)
    with first_come(session, _taken(details.name)):
        for name in changed:
            setattr(account, name, getattr(details, name))
    if changed:
        searches.refresh_accounts(session, account_ids=[account_id])
        audit.record(
            session, "account.corrected", kind="account", id=account_id, actor_id=actor_id, now=now, fields=changed
        )
    return changed


def _taken(name: str) -> Refused:
    return Refused("name_taken", f"There is an account called {name} already.")


def _check(session: Session, account: Account | None, details: Details) -> None:
    same = select(Account.name).where(func.lower(Account.name) == func.lower(details.name))
    if account is not None:
        same = same.where(Account.id != account.id)
    if name := session.scalar(same):
        raise _taken(name)
    if details.csm_id is None or (account is not None and account.csm_id == details.csm_id):
        return
    owner = session.get(Person, details.csm_id)
    if owner is None or owner.role is Role.ADVOCATE or owner.disabled_at is not None:
        raise Refused("not_ours", "Only somebody of us who has access can own an account.")
