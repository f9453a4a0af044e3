"""The envelope sender: an address of its own for each message, so that a bounce says which one it is about (VERP)."""

import re

from portal.links import Links, Purpose, Token

BOUNCES = re.compile(r"bounces\+([^@]+)@[^@]+", re.IGNORECASE)


def make(links: Links, *, sender_address: str, outbox_id: int, message_id: str) -> str:
    """At most 64 characters before the @ for ids of up to ten digits, as mail servers demand."""
    token = links.make(Purpose.ENVELOPE, id=outbox_id, version=1, subject=message_id)
    return f"bounces+{token}@{sender_address.rpartition('@')[2]}"


def read(links: Links, address: str) -> Token | None:
    """The well-formed token in an envelope address. Means nothing until `holds` says so."""
    match = BOUNCES.fullmatch(address.strip().strip("<>"))
    return links.read(match[1]) if match else None


def holds(links: Links, token: Token, *, message_id: str) -> bool:
    return links.holds(Purpose.ENVELOPE, token, subject=message_id)
