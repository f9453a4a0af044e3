"""Why the first messages of several asks must not be sent after all: `deliveries.why_stop` for many at once."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import BigInteger, LargeBinary, Row, any_, select
from sqlalchemy.orm import Session

from portal.domain.kinds import AskState, Stage
from portal.domain.leases import Claimed
from portal.domain.models import Advocate, Ask, MatchRow, Person, Suppression
from portal.domain.recordsets import lists

Addressed = Mapping[Claimed, Sequence[bytes]]
"""What was claimed, with its recipient’s address under every key."""
_GIVEN = lists("given", id=BigInteger, address_hash=LargeBinary)
_SUPPRESSED = select(_GIVEN.c.id).join(Suppression, Suppression.address_hash == _GIVEN.c.address_hash)
_ASKED = lists("asked", id=BigInteger, ask_id=BigInteger, recipient_id=BigInteger)
_FACTS = (
    select(
        _ASKED.c.id,
        Person.disabled_at,
        Advocate.left_at,
        Advocate.stage,
        MatchRow.break_until,
        Ask.state,
        (Ask.activity_id == any_(MatchRow.happy + MatchRow.ask_first)).label("chosen"),
    )
    .join(Person, Person.id == _ASKED.c.recipient_id)
    .join(Advocate, Advocate.person_id == Person.id)
    .join(MatchRow, MatchRow.advocate_id == Advocate.id)
    .outerjoin(Ask, Ask.id == _ASKED.c.ask_id)
)
"""Both are built once: for a handful of rows building a statement takes longer than running it."""


def of_asks(session: Session, addressed: Addressed, *, today: date) -> dict[Claimed, str | None]:
    """A stable word each, or None where it may go."""
    connection = session.connection()
    pairs = [(one.id, each) for one, hashes in addressed.items() for each in hashes]
    hashed = {"given_id": [number for number, _ in pairs], "given_address_hash": [each for _, each in pairs]}
    suppressed = frozenset(connection.scalars(_SUPPRESSED, hashed))
    asked = {
        "asked_id": [one.id for one in addressed],
        "asked_ask_id": [one.ask_id for one in addressed],
        "asked_recipient_id": [one.recipient_id for one in addressed],
    }
    facts = {row.id: row for row in connection.execute(_FACTS, asked)}
    return {one: "suppressed" if one.id in suppressed else _why_stop(facts.get(one.id), today) for one in addressed}


def _why_stop(row: Row[*tuple[object, ...]] | None, today: date) -> str | None:
    if row is None or row.disabled_at is not None:
        return "no_such_person"
    if row.left_at is not None or row.stage is Stage.DEPARTED:
        return "departed"
    if row.break_until is not None and row.break_until > today:
        return "on_a_break"
    if row.state is not AskState.SENT:
        return "ask_closed"
    return None if row.chosen else "not_chosen"
