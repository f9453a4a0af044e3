"""What became of somebody whom a colleague nominated."""

from portal.domain.kinds import NominationState, Topic
from portal.domain.leases import Claimed
from portal.domain.queries import nominations
from portal.domain.queries.mails import Recipient
from portal.domain.queries.nominations import NominationLine, Tab
from portal.mail.letters.desks import Desk, Draft


def told(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    """The state now: a decision that was taken back or overtaken is not told."""
    line = nominations.find(desk.session, claimed.about_id or 0)
    outcome = _outcome(line, claimed.topic) if line else None
    if line is None or outcome is None:
        return None
    variables = {
        "given_name": who.given_name,
        "outcome": outcome,
        "nominee_name": line.name,
        "reason": line.reason,
        "decider_name": None if outcome == "joined" else line.decider,
        "nominations_url": desk.url("/colleague"),
    }
    return Draft("nomination_told", who.email, variables)


def _outcome(line: NominationLine, topic: Topic) -> str | None:
    if topic is Topic.NOMINATION_JOINED:
        return "joined" if line.tab is Tab.JOINED else None
    if line.state is NominationState.INVITED and line.tab is Tab.JOINED:
        return None
    return None if line.state is NominationState.WAITING else line.state.value
