"""A chain of HMACs over append-only rows, one run of transactions after another (RELIABILITY 3.9)."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from portal.domain.models import Audit, AuditSeal, LedgerSeal, Transfer

SETTLED = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
"""Every transaction below it has ended: no row with a lower number can still appear."""


Seal = TypeVar("Seal", AuditSeal, LedgerSeal)


@dataclass(frozen=True)
class Chain(Generic[Seal]):
    """`columns`, in this order, are what a seal is over."""

    name: str
    rows: type[Audit] | type[Transfer]
    seals: type[Seal]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Run:
    """The transactions from `since` to before `until`; `before` is the seal they follow."""

    since: int
    until: int
    before: bytes


def seal(session: Session, chain: Chain[Seal], *, key: bytes, now: datetime) -> Seal | None:
    """Seal the rows of all transactions that have ended since the last seal. None when there are none."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"{chain.name}.seal"))))
    until: int = session.execute(SETTLED).scalar_one()
    last = session.scalars(select(chain.seals).order_by(chain.seals.id.desc()).limit(1)).first()
    since = last.until if last else 0
    mac, rows = _mac(session, chain, Run(since, until, last.mac if last else b""), key)
    if not rows:
        return None
    made = chain.seals(since=since, until=until, rows=rows, mac=mac, at=now)
    session.add(made)
    session.flush()
    return made


def differences(session: Session, chain: Chain[Seal], *, keys: Sequence[bytes]) -> list[str]:
    """What is wrong with the sealed part, in words; must be empty. `keys`: any current key may have sealed."""
    wrong, before, since = [], b"", 0
    for found in session.scalars(select(chain.seals).order_by(chain.seals.id)):
        name = f"Seal {found.id} of {found.at:%Y-%m-%d %H:%M}"
        if found.since != since or found.until <= found.since:
            wrong.append(f"{name}: a seal before it is missing or was changed")
        run = Run(found.since, found.until, before)
        macs = [_mac(session, chain, run, key) for key in keys]
        if not any(rows == found.rows and hmac.compare_digest(mac, found.mac) for mac, rows in macs):
            wrong.append(f"{name}: its rows were changed, removed or added to")
        before, since = found.mac, found.until
    return wrong


def _mac(session: Session, chain: Chain[Seal], run: Run, key: bytes) -> tuple[bytes, int]:
    """Over the seal before, the run's bounds and every row of it; and how many rows they are."""
    running, rows = hmac.new(key, run.before + f"{run.since}:{run.until}".encode(), hashlib.sha256), 0
    table = chain.rows
    statement = (
        select(*(getattr(table, name) for name in chain.columns))
        .where(table.transaction_id >= run.since, table.transaction_id < run.until)
        .order_by(table.transaction_id, table.id)
        .execution_options(yield_per=1000)
    )
    for row in session.execute(statement):
        running.update(json.dumps([_plain(value) for value in row], separators=(",", ":")).encode() + b"\n")
        rows += 1
    return running.digest(), rows


def _plain(value: Any) -> Any:  # noqa: ANN401 - a column's value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.hex() if isinstance(value, bytes) else value
