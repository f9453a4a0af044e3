"""The only writer of the ledger (RELIABILITY 3.4): moves points or money between two accounts, once per key.

Lock order inside a transaction: accounts by the order of `LedgerKind`, so callers move points, then gifts, then money.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import datetime

from sqlalchemy import and_, case, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.domain.errors import Refused
from portal.domain.models import LedgerAccount, LedgerSeal, Transfer
from portal.domain.operations import seals
from portal.domain.operations.seals import Chain
from portal.domain.value_kinds import SOURCES, LedgerKind, TransferKind

POINTS = "points"
RANK = case({kind.value: place for place, kind in enumerate(LedgerKind)}, value=LedgerAccount.kind)


@dataclass(frozen=True)
class Entry:
    """What a transfer says. Its hash tells a key that is used for another deed, and a row that was changed."""

    kind: TransferKind
    unit: str
    debit_id: int
    credit_id: int
    amount: int
    ask_id: int | None
    redemption_id: int | None
    reverses_id: int | None
    actor_id: int | None
    reason: str | None

    def hash(self) -> bytes:
        return hashlib.sha256(json.dumps(astuple(self), separators=(",", ":")).encode()).digest()


COLUMNS = tuple(field.name for field in fields(Entry))
CHAIN = Chain("ledger", Transfer, LedgerSeal, ("id", "key", "params_hash", *COLUMNS, "at", "transaction_id"))


@dataclass(frozen=True)
class Purse:
    """Names an account; it is opened when it is first used."""

    kind: LedgerKind
    unit: str = POINTS
    advocate_id: int | None = None
    line_id: int | None = None
    year: int | None = None


@dataclass(frozen=True)
class Cause:
    """What a transfer is about, and who did it; `actor_id` is empty for a job."""

    actor_id: int | None = None
    ask_id: int | None = None
    redemption_id: int | None = None
    reason: str | None = None


class KeyReused(Refused):
    """The key stands for another deed: a form was sent twice with different words in it."""

    def __init__(self) -> None:
        super().__init__("key_reused", "This form was already used for something else. Start again from the list.")


class Short(Refused):
    """The account holds less than is to be moved out of it."""

    def __init__(self) -> None:
        super().__init__("short", "There is not enough left for that.")


def of_advocate(advocate_id: int) -> Purse:
    return Purse(LedgerKind.ADVOCATE, advocate_id=advocate_id)


def lock(session: Session, purse: Purse) -> LedgerAccount:
    """The account, opened if it is new, and held until the transaction ends."""
    return _held(session, *_opened(session, purse))[0]


def move(
    session: Session,
    kind: TransferKind,
    *,
    key: str,
    source: Purse,
    target: Purse,
    amount: int,
    cause: Cause,
    now: datetime,
) -> int:
    """Move `amount` once; answers its id, a second time that of the first. Raises Refused when too little is there."""
    debit_id, credit_id = _opened(session, source, target)
    entry = Entry(
        kind=kind,
        unit=source.unit,
        debit_id=debit_id,
        credit_id=credit_id,
        amount=amount,
        ask_id=cause.ask_id,
        redemption_id=cause.redemption_id,
        reverses_id=None,
        actor_id=cause.actor_id,
        reason=cause.reason,
    )
    return _keep(session, entry, key=key, now=now)


def reverse(session: Session, transfer_id: int, *, cause: Cause, now: datetime) -> int:
    """Move it back by an entry of its own; a transfer is never changed."""
    back = session.get_one(Transfer, transfer_id)
    entry = Entry(
        kind=TransferKind.REVERSAL,
        unit=back.unit,
        debit_id=back.credit_id,
        credit_id=back.debit_id,
        amount=back.amount,
        ask_id=back.ask_id,
        redemption_id=back.redemption_id,
        reverses_id=back.id,
        actor_id=cause.actor_id,
        reason=cause.reason,
    )
    return _keep(session, entry, key=f"reversal:{back.id}", now=now)


def seal(session: Session, *, key: bytes, now: datetime) -> LedgerSeal | None:
    return seals.seal(session, CHAIN, key=key, now=now)


def sealed_differences(session: Session, *, keys: Sequence[bytes]) -> list[str]:
    return seals.differences(session, CHAIN, keys=keys)


def _keep(session: Session, entry: Entry, *, key: str, now: datetime) -> int:
    accounts = {held.id: held for held in _held(session, entry.debit_id, entry.credit_id)}
    made: int | None = session.scalar(
        insert(Transfer)
        .values(**entry.__dict__, key=key, params_hash=entry.hash(), at=now)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(Transfer.id)
    )
    if made is None:
        return _first(session, key, entry.hash())
    giving = accounts[entry.debit_id]
    if giving.kind not in SOURCES and giving.balance < entry.amount:
        raise Short
    _turn(session, entry)
    return made


def _turn(session: Session, entry: Entry) -> None:
    """The two balances go with the transfer, in its own transaction."""
    out, into = LedgerAccount.id == entry.debit_id, LedgerAccount.id == entry.credit_id
    session.execute(
        update(LedgerAccount)
        .where(or_(out, into))
        .values(
            debits=LedgerAccount.debits + case((out, entry.amount), else_=0),
            credits=LedgerAccount.credits + case((into, entry.amount), else_=0),
        )
        .execution_options(synchronize_session="fetch")
    )


def _first(session: Session, key: str, params_hash: bytes) -> int:
    first = session.execute(select(Transfer.id, Transfer.params_hash).where(Transfer.key == key)).one()
    if first.params_hash != params_hash:
        raise KeyReused
    return int(first.id)


def _opened(session: Session, *purses: Purse) -> list[int]:
    """Their ids. New ones are opened before any is locked."""
    found = _ids(session, purses)
    missing = [purse for purse in purses if purse not in found]
    if missing:
        values = [{**purse.__dict__, "debits": 0, "credits": 0} for purse in missing]
        session.execute(insert(LedgerAccount).on_conflict_do_nothing(), values)
        found = _ids(session, purses)
    return [found[purse] for purse in purses]


def _ids(session: Session, purses: Sequence[Purse]) -> dict[Purse, int]:
    """Each by equality or IS NULL, so that the index is used."""
    named = [and_(*(getattr(LedgerAccount, name) == value for name, value in vars(purse).items())) for purse in purses]
    columns = (getattr(LedgerAccount, field.name) for field in fields(Purse))
    rows = session.execute(select(LedgerAccount.id, *columns).where(or_(*named)))
    return {Purse(*values): account_id for account_id, *values in rows}


def _held(session: Session, *account_ids: int) -> list[LedgerAccount]:
    statement = select(LedgerAccount).where(LedgerAccount.id.in_(account_ids)).order_by(RANK, LedgerAccount.id)
    return list(session.scalars(statement.with_for_update(), execution_options={"populate_existing": True}).all())
