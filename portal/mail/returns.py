"""Returned messages, from bytes to the change they make. Only what carries our own marks is believed.

A message is known by the token in its envelope sender; without one by its Message-ID, which only those who handled it
know.
"""

from enum import StrEnum

from portal.db import Database, retrying
from portal.domain.operations import bounces as operations
from portal.domain.operations.bounces import News
from portal.domain.queries import deliveries
from portal.links import Links, Token
from portal.mail import bounces, envelopes
from portal.mail.bounces import Bounce, Kind

NEWS = {
    Kind.HARD: News.HARD,
    Kind.LOST: News.LOST,
    Kind.ON_ITS_WAY: News.ARRIVED,
    Kind.COMPLAINT: News.COMPLAINT,
}


class Received(StrEnum):
    TAKEN = "taken"
    NOT_A_BOUNCE = "not_a_bounce"
    UNKNOWN = "unknown"
    FORGED = "forged"


def take(database: Database, links: Links, content: bytes) -> Received:
    bounce = bounces.read(content)
    if bounce is None:
        return Received.NOT_A_BOUNCE
    return retrying(lambda: _take(database, links, bounce))


def _take(database: Database, links: Links, bounce: Bounce) -> Received:
    tokens = [token for address in bounce.returned_to if (token := envelopes.read(links, address))]
    with database.writing() as session:
        row = (
            deliveries.marks(session, outbox_id=tokens[0].id)
            if tokens
            else deliveries.marks(session, message_id=bounce.message_id)
        )
        if row is None:
            return Received.UNKNOWN
        if tokens and not any(_ours(links, token, row.id, row.message_id) for token in tokens):
            return Received.FORGED
        operations.record(
            session,
            outbox_id=row.id,
            news=NEWS[bounce.kind],
            address_hash=links.hash_address(row.email),
            now=database.now(session),
        )
    return Received.TAKEN


def _ours(links: Links, token: Token, outbox_id: int, message_id: str) -> bool:
    return token.id == outbox_id and envelopes.holds(links, token, message_id=message_id)
