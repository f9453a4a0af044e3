"""A colleague is asked in: what the program can do for them, in three steps."""

from portal.domain.leases import Claimed
from portal.domain.queries import adoptions
from portal.domain.queries.mails import Recipient
from portal.mail.letters.desks import Desk, Draft


def invited(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    """Not to somebody who has found the way by themselves meanwhile."""
    asked = adoptions.invitation(desk.session, claimed.recipient_id)
    if asked is None:
        return None
    variables = {
        "given_name": who.given_name,
        "by": asked.by,
        "by_role": desk.role(asked.by_title),
        "company": desk.program.company_name,
        "link_url": desk.url("/colleague"),
    }
    return Draft("colleague_invited", who.email, variables)
