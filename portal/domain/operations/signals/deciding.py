"""Many candidates worked through in one go. The decisions are those of the nominations page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain.operations import nominations
from portal.domain.operations.signals import candidacies
from portal.domain.queries.invitations import AddressHashes

NOT_THIS_TIME = "Not this time."


@dataclass(frozen=True)
class Outcome:
    """Names; `left_out` with the sentence that says why. Who had been decided about already is in none of them."""

    invited: list[str]
    passed_over: list[str]
    left_out: list[tuple[str, str]]


def decide(
    session: Session,
    *,
    invite: Collection[int],
    pass_over: Collection[int],
    actor_id: int,
    address_hashes: AddressHashes,
    now: datetime,
) -> Outcome:
    """Both are ids of nominations. All of it happens or none; pressed twice it happens once."""
    candidacies.one_at_a_time(session)
    passed = nominations.pass_over(session, nomination_ids=pass_over, reason=NOT_THIS_TIME, actor_id=actor_id, now=now)
    invited = nominations.invite(
        session, nomination_ids=invite, actor_id=actor_id, address_hashes=address_hashes, now=now
    )
    return Outcome(invited.done, passed.done, [*passed.left_out, *invited.left_out])
