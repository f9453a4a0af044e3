"""The invitation to join, and its one reminder."""

from portal.domain.leases import Claimed
from portal.domain.queries import mails
from portal.domain.queries.mails import Recipient
from portal.links import Purpose
from portal.mail.letters.desks import Desk, Draft, Writer


def invitation(template: str) -> Writer:
    def writer(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
        facts = mails.invitation(desk.session, claimed.about_id)
        if facts is None:
            return None
        high_gap, low_gap = mails.gaps(desk.session, who.id)
        key = {"id": facts.id, "version": facts.version}
        variables = {
            "given_name": who.given_name,
            "note": facts.note,
            "question": desk.words("invitation.question", who),
            "why": desk.words("invitation.why", who),
            "inviter_name": facts.inviter_name,
            "inviter_role": desk.role(facts.inviter_title),
            "link_url": desk.link("/join/", Purpose.INVITATION, address=who.email, **key),
            "no_thanks_url": desk.link("/no/", Purpose.INVITATION, address=who.email, **key),
            "works_until": facts.expires_at.astimezone(desk.zone(who)).date(),
            "high_gap": high_gap,
            "low_gap": low_gap,
        }
        return Draft(template, who.email, variables)

    return writer
