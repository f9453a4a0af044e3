"""A person knows better how something was meant (NOM-3)."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound
from portal.domain.kinds import NominationState
from portal.domain.models import Nomination, Signal
from portal.domain.operations import nominations
from portal.domain.operations.signals import candidacies
from portal.domain.queries import programs
from portal.domain.queries.invitations import AddressHashes
from portal.domain.rules.feelings import Leaning
from portal.domain.rules.signals import CORRECTED

MISREAD = "What we heard was not meant the way it read."


def correct(
    session: Session,
    *,
    signal_id: int,
    leaning: Leaning,
    actor_id: int,
    address_hashes: AddressHashes,
    now: datetime,
) -> Signal:
    """Kept beside the reading, with who and when. It may make a candidate, or take back one that rested on it alone."""
    candidacies.one_at_a_time(session)
    signal = session.get(Signal, signal_id, with_for_update=True, populate_existing=True)
    if signal is None:
        raise NotFound
    if signal.corrected_feeling == CORRECTED[leaning]:
        return signal
    signal.corrected_feeling, signal.corrected_by, signal.corrected_at = CORRECTED[leaning], actor_id, now
    audit.record(
        session,
        "signal.corrected",
        kind="signal",
        id=signal_id,
        actor_id=actor_id,
        now=now,
        fields=("corrected_feeling",),
    )
    session.flush()
    if signal.nomination_id is None:
        today = programs.today(programs.current(session), now)
        candidacies.consider(session, signal_ids=[signal_id], today=today, address_hashes=address_hashes, now=now)
    elif not _stands(session, signal.nomination_id):
        nominations.pass_over(
            session, nomination_ids=[signal.nomination_id], reason=MISREAD, actor_id=actor_id, now=now
        )
    return signal


def _stands(session: Session, nomination_id: int) -> bool:
    """Somebody named them, it is decided, or something else that was heard still speaks for them."""
    nomination = session.get_one(Nomination, nomination_id)
    if nomination.state is not NominationState.WAITING or nomination.nominator_id or nomination.ask_id:
        return True
    heard = session.scalars(select(Signal).where(Signal.nomination_id == nomination_id))
    return any(candidacies.speaks_for(one) for one in heard)
