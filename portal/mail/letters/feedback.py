"""After a call: how it went, and, once a deal has closed, that it mattered (ASK-7)."""

from portal.domain.kinds import AskState, Topic
from portal.domain.leases import Claimed
from portal.domain.meeting_kinds import Side
from portal.domain.queries import feedback, mails
from portal.domain.queries.mails import Recipient
from portal.domain.queries.meetings import parties
from portal.mail.letters import meetings
from portal.mail.letters.desks import Desk, Draft
from portal.mail.letters.meetings import Party


def asked(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    """Not once they have said it."""
    party = meetings.party_of(desk, claimed, who)
    if party is None or party.facts.ask.state is not AskState.COMPLETED:
        return None
    if party.side in feedback.heard(desk.session, party.facts.ask.id):
        return None
    variables = {
        "given_name": who.given_name,
        "what": party.what,
        "completed_on": party.facts.ask.completed_on,
        "to_advocate": party.side is Side.ADVOCATE,
        "feedback_url": desk.url(_path(party)),
        "unsubscribe_url": desk.unsubscribe(who) if claimed.topic is Topic.FEEDBACK_ASKED else None,
    }
    return Draft("feedback_asked", who.email, variables)


def mattered(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    """No name, amount or outcome of a deal, and not whose it was."""
    facts = mails.ask(desk.session, claimed.ask_id, now=desk.now)
    if facts is None or facts.ask.state is not AskState.COMPLETED:
        return None
    if who.id != parties(desk.session, facts.ask.id)[Side.ADVOCATE]:
        return None
    variables = {
        "given_name": who.given_name,
        "activity_name": facts.activity_name,
        "completed_on": facts.ask.completed_on,
        "asker_name": facts.asker_name,
        "asker_role": desk.role(facts.asker_title),
        "history_url": desk.url("/history"),
        "unsubscribe_url": desk.unsubscribe(who),
    }
    return Draft("help_mattered", who.email, variables)


def _path(party: Party) -> str:
    """Where that side says how it went."""
    ask = party.facts.ask
    if party.side is Side.ADVOCATE:
        return f"/asks/{ask.id}/feedback"
    return f"/colleague/requests/{ask.request_id}/feedback" if ask.request_id else f"/admin/asks/{ask.id}/feedback"
