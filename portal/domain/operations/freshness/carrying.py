"""Two entries became one: each part is confirmed as far as somebody confirmed what it says now (SEG-2, ADV-6)."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.domain.models import Confirmation
from portal.domain.queries.freshness import known_of
from portal.domain.recordsets import among
from portal.domain.rules.freshness import PARTS, Known


def carry(session: Session, *, survivor_id: int, loser_id: int, known: Mapping[int, Collection[Known]]) -> None:
    """`known` is what was known of each before. Words taken from one keep the newest word about them.

    Where words of both were joined, the older confirmation counts for them, and any doubt; without both there is none.
    """
    ids = (survivor_id, loser_id)
    said = {
        (one.advocate_id, one.part): one
        for one in session.scalars(select(Confirmation).where(among(Confirmation.advocate_id, ids)))
    }
    before = {(key, PARTS[one.item]): one.seen for key in ids for one in known.get(key, ()) if one.item in PARTS}
    for now in known_of(session, survivor_id):
        part = PARTS.get(now.item)
        if part is None:
            continue
        there = [key for key in ids if (key, part) in before]
        same = [key for key in there if before[key, part] == now.seen]
        found = [said[key, part] for key in same or there if (key, part) in said]
        if not same and len(found) < len(there):
            found = []
        session.execute(delete(Confirmation).where(Confirmation.advocate_id == survivor_id, Confirmation.part == part))
        if found:
            kept = max(found, key=_newest) if same else min(found, key=_newest)
            session.add(_of(survivor_id, kept, doubted_at=None if same else _doubt(found)))


def _of(advocate_id: int, kept: Confirmation, *, doubted_at: datetime | None) -> Confirmation:
    return Confirmation(
        advocate_id=advocate_id,
        part=kept.part,
        confirmed_at=kept.confirmed_at,
        doubted_at=kept.doubted_at or doubted_at,
        by_id=kept.by_id,
    )


def _newest(one: Confirmation) -> datetime:
    return max(filter(None, (one.confirmed_at, one.doubted_at)))


def _doubt(found: Collection[Confirmation]) -> datetime | None:
    return min(filter(None, (one.doubted_at for one in found)), default=None)
