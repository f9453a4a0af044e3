"""What a customer success manager does for their own accounts: notes about people, and leaving an account alone (ID-4).

An account that is somebody else’s is not found.
"""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.models import Account, Note
from portal.domain.operations import notes
from portal.domain.queries import programs
from portal.domain.queries import relationships as queries

LONGEST = 366
"""Days for which an account can be left alone; after that it is said again."""


def note(session: Session, *, advocate_id: int, body: str, csm_id: int, now: datetime) -> int:
    """Answers the account it is about."""
    account_id = queries.own_person(session, advocate_id, csm_id)
    notes.add(session, advocate_id=advocate_id, body=body, author_id=csm_id, now=now)
    return account_id


def revise(session: Session, *, note_id: int, body: str, csm_id: int, now: datetime) -> int:
    """One's own note, about somebody who is still at an account of one's own. Emptied, it is removed."""
    account_id = queries.own_note(session, note_id, csm_id)
    kept = session.get(Note, note_id, with_for_update=True, populate_existing=True)
    if kept is None:
        raise NotFound
    words = body.strip()
    if words == kept.body:
        return account_id
    action = "note.revised" if words else "note.removed"
    audit.record(session, action, kind="advocate", id=kept.advocate_id, actor_id=csm_id, now=now)
    if words:
        kept.body = words
    else:
        session.delete(kept)
    return account_id


def leave_alone(session: Session, *, account_id: int, until: date, why: str, csm_id: int, now: datetime) -> None:
    """Until that day an ask to its people needs a reason. Nothing is refused, and nobody is told by mail."""
    account = _own(session, account_id, csm_id)
    today = programs.today(programs.current(session), now)
    if not 0 < (until - today).days <= LONGEST:
        raise Refused("until", f"Choose a day from tomorrow on, {LONGEST} days ahead at most.")
    if not why.strip():
        raise Refused("why", "Say why. Whoever wants to ask somebody there reads it.")
    account.leave_alone_until, account.leave_alone_why, account.leave_alone_by = until, why.strip(), csm_id
    _record(session, "account.left_alone", account_id, csm_id, now)


def end(session: Session, *, account_id: int, csm_id: int, now: datetime) -> None:
    account = _own(session, account_id, csm_id)
    if account.leave_alone_until is not None:
        account.leave_alone_until = account.leave_alone_why = account.leave_alone_by = None
        _record(session, "account.left_alone_no_more", account_id, csm_id, now)


def _own(session: Session, account_id: int, csm_id: int) -> Account:
    owned = select(Account).where(Account.id == account_id, Account.csm_id == csm_id).with_for_update()
    account = session.scalar(owned)
    if account is None:
        raise NotFound
    return account


def _record(session: Session, action: str, account_id: int, csm_id: int, now: datetime) -> None:
    audit.record(
        session, action, kind="account", id=account_id, actor_id=csm_id, now=now, fields=("leave_alone_until",)
    )
