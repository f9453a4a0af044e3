"""Seal the audit trail, and prove that nobody changed it since (RELIABILITY 3.9)."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.domain.models import Audit, AuditSeal

ONE_SEALER = text("SELECT pg_advisory_xact_lock(hashtext('audit.seal'))")
SETTLED = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
"""Every transaction below it has ended: no row with a lower number can still appear."""


def seal(session: Session, *, key: bytes, now: datetime) -> AuditSeal | None:
    """Seal the rows of all transactions that have ended since the last seal. None when there are none."""
    session.execute(ONE_SEALER)
    until: int = session.execute(SETTLED).scalar_one()
    last = session.scalars(select(AuditSeal).order_by(AuditSeal.id.desc()).limit(1)).first()
    since = last.until if last else 0
    mac, rows = _mac(session, key, last.mac if last else b"", since, until)
    if not rows:
        return None
    made = AuditSeal(since=since, until=until, rows=rows, mac=mac, at=now)
    session.add(made)
    session.flush()
    return made


def differences(session: Session, *, keys: Sequence[bytes]) -> list[str]:
    """What is wrong with the sealed part, in words; must be empty. `keys`: any current key may have sealed."""
    wrong, before, since = [], b"", 0
    for found in session.scalars(select(AuditSeal).order_by(AuditSeal.id)):
        name = f"Seal {found.id} of {found.at:%Y-%m-%d %H:%M}"
        if found.since != since or found.until <= found.since:
            wrong.append(f"{name}: a seal before it is missing or was changed")
        macs = [_mac(session, key, before, found.since, found.until) for key in keys]
        if not any(rows == found.rows and hmac.compare_digest(mac, found.mac) for mac, rows in macs):
            wrong.append(f"{name}: its rows were changed, removed or added to")
        before, since = found.mac, found.until
    return wrong


def _mac(session: Session, key: bytes, before: bytes, since: int, until: int) -> tuple[bytes, int]:
    """Over the seal before and every row of those transactions; and how many rows they are."""
    running, rows = hmac.new(key, before, hashlib.sha256), 0
    run = (
        select(Audit)
        .where(Audit.transaction_id >= since, Audit.transaction_id < until)
        .order_by(Audit.transaction_id, Audit.id)
        .execution_options(yield_per=1000, populate_existing=True)
    )
    for row in session.scalars(run):
        running.update(_line(row))
        rows += 1
    return running.digest(), rows


def _line(row: Audit) -> bytes:
    values = (
        row.id,
        row.at.astimezone(UTC).isoformat(),
        row.actor_id,
        row.action,
        row.object_kind,
        row.object_id,
        row.fields,
        row.reason,
        row.request_id,
        row.transaction_id,
    )
    return json.dumps(values, separators=(",", ":")).encode() + b"\n"
