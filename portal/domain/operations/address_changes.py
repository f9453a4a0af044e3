"""A new address to sign in with: both addresses confirm, both are told (ID-6)."""

from datetime import datetime, timedelta

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session, aliased

from portal.domain import audit, outbox
from portal.domain.conflicts import first_come
from portal.domain.errors import Refused
from portal.domain.kinds import MessageState, Topic
from portal.domain.models import AddressChange, Person
from portal.domain.operations import counters, searches, suppressions
from portal.domain.queries.address_changes import Side
from portal.domain.queries.invitations import AddressHashes

LIFE = timedelta(minutes=10)
HOUR = timedelta(hours=1)
AN_HOUR = 5


def ask(session: Session, *, person_id: int, new_email: str, now: datetime) -> None:
    """Mails both. An address that somebody else has gets none, and the page can't tell."""
    address = new_email.strip().lower()
    person = session.get_one(Person, person_id, with_for_update=True)
    if address == person.email:
        raise Refused("same", "That is the address you have now. Enter the new one.")
    if not counters.spend(session, key=f"address:{person_id}", limit=AN_HOUR, window=HOUR, now=now):
        raise Refused("too_often", "That was a lot of changes in a short time. Try again in an hour.")
    change = AddressChange(
        person_id=person_id, old_email=person.email, new_email=address, created_at=now, expires_at=now + LIFE
    )
    session.add(change)
    session.flush()
    audit.record(session, "address.change_asked", kind="person", id=person_id, actor_id=person_id, now=now)
    taken = session.scalar(select(Person.id).where(Person.email == address)) is not None
    _mail(session, Topic.ADDRESS_CHANGE_OLD, change, now)
    _mail(session, Topic.ADDRESS_CHANGE_NEW, change, now, held_back=taken)


def confirm(
    session: Session, *, change_id: int, version: int, side: Side, address_hashes: AddressHashes, now: datetime
) -> bool:
    """One address says yes; True once both have and the change is made. Saying yes again changes nothing."""
    change = _live(session, change_id, version, now)
    column = AddressChange.old_confirmed_at if side is Side.OLD else AddressChange.new_confirmed_at
    session.execute(
        update(AddressChange)
        .where(AddressChange.id == change_id)
        .values({column: func.coalesce(column, now)})
        .execution_options(synchronize_session=False)
    )
    session.refresh(change)
    audit.record(
        session, f"address.{side}_confirmed", kind="person", id=change.person_id, actor_id=change.person_id, now=now
    )
    if change.old_confirmed_at is None or change.new_confirmed_at is None:
        return False
    suppressions.lock(session, change.person_id)
    _make(session, change, now)
    suppressions.follow(session, person_id=change.person_id, address_hashes=address_hashes(change.new_email))
    return True


def stop(session: Session, *, change_id: int, version: int, now: datetime) -> None:
    """Either address says no: the links of both stop working."""
    change = _live(session, change_id, version, now)
    change.expires_at = now
    audit.record(
        session, "address.change_stopped", kind="person", id=change.person_id, actor_id=change.person_id, now=now
    )


def _live(session: Session, change_id: int, version: int, now: datetime) -> AddressChange:
    """Locked, still open, and the person's newest."""
    newer = aliased(AddressChange)
    change = session.scalar(
        select(AddressChange)
        .where(
            AddressChange.id == change_id,
            AddressChange.version == version,
            AddressChange.expires_at > now,
            AddressChange.done_at.is_(None),
            ~exists().where(newer.person_id == AddressChange.person_id, newer.id > AddressChange.id),
        )
        .with_for_update(of=AddressChange)
    )
    if change is None:
        raise Refused("link_over", "This change is over. Start it again from your details.")
    return change


def _make(session: Session, change: AddressChange, now: datetime) -> None:
    person = session.get_one(Person, change.person_id, with_for_update=True)
    taken = session.scalar(select(Person.id).where(Person.email == change.new_email))
    over = Refused("taken", "This change can’t be made any more. Start it again from your details.")
    if taken or person.email != change.old_email:
        raise over
    with first_come(session, over):
        person.email = change.new_email
    searches.refresh_person(session, person_id=person.id)
    change.done_at = now
    audit.record(
        session, "address.changed", kind="person", id=person.id, actor_id=person.id, now=now, fields=("email",)
    )
    for topic in (Topic.ADDRESS_CHANGED, Topic.ADDRESS_CHANGED_NEW):
        outbox.promise(session, topic, key=str(change.id), recipient_id=person.id, about_id=change.id, now=now)


def _mail(session: Session, topic: Topic, change: AddressChange, now: datetime, *, held_back: bool = False) -> None:
    outbox.promise(
        session,
        topic,
        key=str(change.id),
        recipient_id=change.person_id,
        about_id=change.id,
        now=now,
        expires_at=change.expires_at,
        state=MessageState.CANCELLED if held_back else MessageState.QUEUED,
    )
