"""A colleague's request: what became of it, what was written, and whether the account's owner agrees."""

from portal.domain.demand_kinds import RequestState, Wants
from portal.domain.kinds import Topic
from portal.domain.leases import Claimed
from portal.domain.queries import requests
from portal.domain.queries.mails import Recipient
from portal.domain.queries.requests import RequestLine
from portal.domain.rules.requests import REASONS
from portal.mail.letters.desks import Desk, Draft


def told(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    """The state now. Whoever looks after it hears only that it was withdrawn, and the requester never that."""
    found = requests.find(desk.session, claimed.about_id or 0)
    if found is None or (found.state is RequestState.WITHDRAWN) == (who.id == found.requester_id):
        return None
    outcome = _outcome(found)
    return _told(desk, found, who, outcome) if outcome else None


def reopened(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    """A yes was taken back. Not once the request has gone on from there, to somebody else or to its end."""
    found = requests.find(desk.session, claimed.about_id or 0)
    if found is None or found.state is not RequestState.OPEN:
        return None
    return _told(desk, found, who, "reopened")


def message(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    said = requests.message(desk.session, claimed.about_id or 0)
    found = requests.find(desk.session, said.request_id) if said else None
    if said is None or found is None:
        return None
    variables = _basics(desk, found, who) | {
        "author_name": said.author,
        "words": said.words,
        "to_team": claimed.topic is Topic.REQUEST_WRITTEN,
    }
    return Draft("request_message", who.email, variables)


def approval(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    """Not once it was decided, or the time for it is over."""
    found = requests.find(desk.session, claimed.about_id or 0)
    if found is None or found.state is not RequestState.AWAITS_APPROVAL or found.approve_by is None:
        return None
    variables = _basics(desk, found, who) | {
        "requester_name": found.requester,
        "why": found.why,
        "last_day": found.due_on,
    }
    return Draft("request_approval", who.email, variables)


def _told(desk: Desk, found: RequestLine, who: Recipient, outcome: str) -> Draft:
    variables = _basics(desk, found, who) | {
        "outcome": outcome,
        "reason": REASONS[found.close_reason] if found.close_reason else None,
        "note": found.close_note,
        "owner_name": found.owner,
        "approver_name": found.approver if outcome in {"taken", "goes_on"} else None,
        "approved": found.approved,
        "requester_name": found.requester,
        "is_person": found.wants is Wants.PERSON,
    }
    return Draft("request_told", who.email, variables)


def _outcome(found: RequestLine) -> str | None:
    if found.state is RequestState.OPEN:
        return "taken" if found.owner_id else "goes_on" if found.approver_id else None
    return None if found.state is RequestState.AWAITS_APPROVAL else found.state.value


def _basics(desk: Desk, found: RequestLine, who: Recipient) -> dict[str, object]:
    is_team = who.id not in {found.requester_id, found.approver_id}
    return {
        "given_name": who.given_name,
        "what": found.what,
        "for_whom": found.for_whom,
        "needed_by": found.needed_by,
        "request_url": desk.url(f"{'/admin/requests' if is_team else '/colleague/requests'}/{found.id}"),
    }
