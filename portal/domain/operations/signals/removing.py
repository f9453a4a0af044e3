"""A file that is taken back takes what it brought with it, as far as nobody has done anything with it (SEG-2)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from portal.domain.kinds import NominationState
from portal.domain.models import Nomination, Signal
from portal.domain.operations import scores
from portal.domain.operations.signals import candidacies
from portal.domain.recordsets import among


def remove(session: Session, *, signal_ids: Collection[int], now: datetime) -> dict[int, str]:
    """Answers those that stay, and why. A candidate whom nothing else speaks for goes too, and so does a score."""
    candidacies.one_at_a_time(session)
    rows = session.execute(
        select(Signal.id, Signal.nomination_id, Signal.corrected_at, Nomination.state, Nomination.owner_id)
        .outerjoin(Nomination, Nomination.id == Signal.nomination_id)
        .where(among(Signal.id, signal_ids))
    ).all()
    stays = {}
    for row in rows:
        if row.state not in {None, NominationState.WAITING}:
            stays[row.id] = "Somebody has decided about this person since"
        elif row.owner_id is not None:
            stays[row.id] = "Somebody looks after this candidate"
        elif row.corrected_at is not None:
            stays[row.id] = "Was corrected since"
    gone = [row for row in rows if row.id not in stays]
    ids = {row.id for row in gone}
    scores.give_up(session, signal_ids=ids, now=now)
    _delete(session, ids, {row.nomination_id for row in gone if row.nomination_id})
    return stays


def _delete(session: Session, signal_ids: Collection[int], nomination_ids: Collection[int]) -> None:
    quiet = {"synchronize_session": False}
    session.execute(delete(Signal).where(among(Signal.id, signal_ids)).execution_options(**quiet))
    session.execute(
        delete(Nomination)
        .where(
            among(Nomination.id, nomination_ids),
            Nomination.nominator_id.is_(None),
            Nomination.ask_id.is_(None),
            ~exists().where(Signal.nomination_id == Nomination.id),
        )
        .execution_options(**quiet)
    )
