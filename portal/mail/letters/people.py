"""Signing in, changing an address, and the rest that an advocate is given."""

from portal.domain.kinds import Topic
from portal.domain.leases import Claimed
from portal.domain.queries import mails
from portal.domain.queries.mails import Recipient
from portal.links import Purpose
from portal.mail.letters.desks import Desk, Draft


def sign_in(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    facts = mails.sign_in(desk.session, claimed.about_id)
    if facts is None:
        return None
    key = {"id": facts.id, "version": facts.version}
    variables = {
        "given_name": who.given_name,
        "link_url": desk.link("/s/", Purpose.SIGN_IN, address=who.email, **key),
        "code": desk.links.code(subject=who.email, **key),
        "works_minutes": facts.minutes,
    }
    return Draft("sign_in", who.email, variables)


def join_confirmed(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    facts = mails.sign_in(desk.session, claimed.about_id)
    if facts is None:
        return None
    high_gap, low_gap = mails.gaps(desk.session, who.id)
    variables = {
        "given_name": who.given_name,
        "link_url": desk.link("/s/", Purpose.SIGN_IN, id=facts.id, version=facts.version, address=who.email),
        "sign_in_url": desk.url("/sign-in"),
        "high_gap": high_gap,
        "low_gap": low_gap,
    }
    return Draft("join_confirmed", who.email, variables)


def address_change(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    facts = mails.address_change(desk.session, claimed.about_id)
    if facts is None:
        return None
    old = claimed.topic is Topic.ADDRESS_CHANGE_OLD
    address = facts.old_email if old else facts.new_email
    purpose = Purpose.ADDRESS_OLD if old else Purpose.ADDRESS_NEW
    variables = {
        "given_name": who.given_name,
        "side": "old" if old else "new",
        "old_email": facts.old_email,
        "new_email": facts.new_email,
        "link_url": desk.link("/address/", purpose, id=facts.id, version=facts.version, address=address),
        "works_minutes": facts.minutes,
    }
    return Draft("address_change", address, variables)


def address_changed(desk: Desk, claimed: Claimed, who: Recipient) -> Draft | None:
    """To both: the old one learns who took its place, the new one that it counts from now on."""
    facts = mails.address_change(desk.session, claimed.about_id)
    if facts is None:
        return None
    variables = {"given_name": who.given_name, "old_email": facts.old_email, "new_email": facts.new_email}
    old = claimed.topic is Topic.ADDRESS_CHANGED
    return Draft("address_changed", facts.old_email if old else facts.new_email, variables)


def rest(desk: Desk, _claimed: Claimed, who: Recipient) -> Draft | None:
    variables = {
        "given_name": who.given_name,
        "words": desk.words("rest.words", who, in_a_row=mails.asks_in_a_row(desk.session)),
        "preferences_url": desk.url("/preferences"),
        "leave_url": desk.url("/leave"),
        "unsubscribe_url": desk.unsubscribe(who),
    }
    return Draft("rest_notice", who.email, variables)
