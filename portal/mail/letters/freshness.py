"""Is what we know about them still right?"""

from portal.domain.leases import Claimed
from portal.domain.queries import freshness
from portal.domain.queries.mails import Recipient
from portal.domain.rules import freshness as rules
from portal.links import Purpose
from portal.mail.letters.desks import Desk, Draft


def reconfirmation(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    found = freshness.of_link(desk.session, claimed.about_id or 0)
    if found is None:
        return None
    letter = found[0]
    due = rules.due(freshness.known_of(desk.session, letter.advocate_id), desk.today())
    if not due or letter.over:
        return None
    variables = {
        "given_name": who.given_name,
        "sentences": [one.sentence for one in due],
        "link_url": desk.link(
            "/confirm/", Purpose.RECONFIRMATION, id=letter.id, version=letter.version, address=who.email
        ),
        "works_until": letter.expires_at.astimezone(desk.zone(who)).date(),
        "mail_gap": desk.program.mail_gap,
        "preferences_url": desk.url("/preferences"),
        "break_url": desk.url("/preferences#break"),
        "leave_url": desk.url("/leave"),
        "unsubscribe_url": desk.unsubscribe(who),
    }
    return Draft("reconfirmation", who.email, variables)
