"""Why the first messages of several asks must not be sent after all: `deliveries.why_stop` for many at once."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import BigInteger, LargeBinary, Row, cast, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from portal.domain.kinds import AskState, Stage
from portal.domain.models import Advocate, Ask, MatchRow, Person, Suppression
from portal.domain.outbox import Claimed
from portal.domain.queries import programs

Addressed = Mapping[Claimed, Sequence[bytes]]
"""What was claimed, with its recipient’s address under every key."""


def of_asks(session: Session, addressed: Addressed, *, now: datetime) -> dict[Claimed, str | None]:
    """A stable word each, or None where it may go."""
    suppressed = _suppressed(session, addressed)
    facts = _facts(session, addressed)
    today = programs.today(programs.current(session), now)
    return {one: "suppressed" if one.id in suppressed else _why_stop(facts.get(one.id), today) for one in addressed}


def _suppressed(session: Session, addressed: Addressed) -> frozenset[int]:
    pairs = [(one.id, each) for one, hashes in addressed.items() for each in hashes]
    given = (
        func.unnest(
            cast([number for number, _ in pairs], ARRAY(BigInteger)),
            cast([each for _, each in pairs], ARRAY(LargeBinary)),
        )
        .table_valued(column("id", BigInteger), column("address_hash", LargeBinary), name="given")
        .render_derived()
    )
    found = select(given.c.id).join(Suppression, Suppression.address_hash == given.c.address_hash)
    return frozenset(session.scalars(found))


def _facts(session: Session, addressed: Addressed) -> dict[int, Row[*tuple[object, ...]]]:
    asked = (
        func.unnest(
            cast([one.id for one in addressed], ARRAY(BigInteger)),
            cast([one.ask_id for one in addressed], ARRAY(BigInteger)),
            cast([one.recipient_id for one in addressed], ARRAY(BigInteger)),
        )
        .table_valued(
            column("id", BigInteger), column("ask_id", BigInteger), column("recipient_id", BigInteger), name="asked"
        )
        .render_derived()
    )
    statement = (
        select(asked.c.id, Person.disabled_at, Advocate.left_at, Advocate.stage, MatchRow.break_until, Ask.state)
        .join(Person, Person.id == asked.c.recipient_id)
        .join(Advocate, Advocate.person_id == Person.id)
        .join(MatchRow, MatchRow.advocate_id == Advocate.id)
        .outerjoin(Ask, Ask.id == asked.c.ask_id)
    )
    return {row.id: row for row in session.execute(statement)}


def _why_stop(row: Row[*tuple[object, ...]] | None, today: date) -> str | None:
    if row is None or row.disabled_at is not None:
        return "no_such_person"
    if row.left_at is not None or row.stage is Stage.DEPARTED:
        return "departed"
    if row.break_until is not None and row.break_until > today:
        return "on_a_break"
    return None if row.state is AskState.SENT else "ask_closed"
