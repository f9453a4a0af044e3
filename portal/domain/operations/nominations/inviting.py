"""Inviting people whom somebody named: as many as one press holds, in as many statements as for one."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain.kinds import NominationState, Stage
from portal.domain.operations import invitations
from portal.domain.operations.nominations import deciding, nominees
from portal.domain.operations.nominations.deciding import Outcome
from portal.domain.queries import programs
from portal.domain.queries.invitations import AddressHashes, suppressed
from portal.domain.rules import invitations as rules
from portal.domain.rules.invitations import WHY, Facts, Reason


def invite(
    session: Session,
    *,
    nomination_ids: Collection[int],
    actor_id: int,
    address_hashes: AddressHashes,
    now: datetime,
) -> Outcome:
    """They become candidates and are invited in the same step. Whom the rules don't let in waits on."""
    chosen = deciding.namesakes(session, deciding.waiting(session, nomination_ids))
    people = nominees.people(session, chosen)
    refused = people.refused | _unwanted(session, people.new, address_hashes, now)
    new = {address: one for address, one in people.new.items() if address not in refused}
    advocates = people.here | nominees.take_in(session, new, actor_id=actor_id, now=now)
    if advocates:
        invited = invitations.invite(
            session,
            advocate_ids=sorted(set(advocates.values())),
            inviter_id=actor_id,
            note=None,
            address_hashes=address_hashes,
            now=now,
        )
        why = {one.advocate_id: WHY[one.reason] for one in invited.left_out if one.reason is not Reason.AWAITING}
        refused |= {address: why[key] for address, key in advocates.items() if key in why}
    done = [one for one in chosen if one.email not in refused]
    deciding.settle(session, done, NominationState.INVITED, advocates=advocates, actor_id=actor_id, now=now)
    names = deciding.names(chosen)
    return Outcome(
        [name for address, name in names.items() if address not in refused],
        [(name, refused[address]) for address, name in names.items() if address in refused],
    )


def _unwanted(
    session: Session, addresses: Collection[str], address_hashes: AddressHashes, now: datetime
) -> dict[str, str]:
    """Those of nobody we know that get no mail, and why: they don't even become candidates."""
    today = programs.today(programs.current(session), now)
    found = {}
    for address, reason in suppressed(session, addresses, address_hashes).items():
        facts = Facts(Stage.CANDIDATE, said_no=False, suppressed=reason, awaiting=False, last_on=None, break_until=None)
        if obstacle := rules.why_not(facts, today):
            found[address] = WHY[obstacle.reason]
    return found
