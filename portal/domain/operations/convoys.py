"""Several messages in one transaction, each as it would be alone: what lanes of one process do at the same moment.

Lock order as in `deliveries`: match rows by id, asks, outbox rows. Whatever can’t be decided here without waiting for
somebody else is left to `deliveries`, one by one.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer, Text, any_, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from portal.domain import leases
from portal.domain.kinds import Effort, MessageState
from portal.domain.leases import Claimed, LeaseLost, Report
from portal.domain.models import Advocate, Ask, MatchRow, Outbox, OutboxAttempt
from portal.domain.operations.deliveries import Passed
from portal.domain.queries import programs, stops
from portal.domain.queries.stops import Addressed
from portal.domain.recordsets import lists

_TOLD = lists("told", id=BigInteger, token=BigInteger, phase=Text, code=Integer, milliseconds=Integer)
"""Without the words of a refusal: these were taken."""
_INSTANT = bindparam("instant", type_=DateTime(timezone=True))
_LOCK = (
    select(Advocate.person_id, MatchRow.advocate_id)
    .join(Advocate, Advocate.id == MatchRow.advocate_id)
    .where(Advocate.person_id == any_(bindparam("people", type_=ARRAY(BigInteger))))
    .order_by(MatchRow.advocate_id)
    .with_for_update(of=MatchRow, skip_locked=True)
)
_REACH = (
    update(Ask)
    .where(Ask.id == any_(bindparam("ask_ids", type_=ARRAY(BigInteger))), Ask.asked_on >= bindparam("today"))
    .values(reached_at=_INSTANT)
    .returning(Ask.id, Ask.effort)
)
_DOT = (
    update(Outbox)
    .where(leases.leased(leases.HELD, MessageState.CLAIMED))
    .values(state=MessageState.DOTTED, dotted_at=_INSTANT)
    .returning(Outbox.id)
)
_FINISH = (
    update(Outbox)
    .where(leases.leased(_TOLD, MessageState.DOTTED))
    .values(state=MessageState.SENT, finished_at=_INSTANT, last_code=_TOLD.c.code, last_error=None)
    .returning(Outbox.id)
)
_ATTEMPTS = insert(OutboxAttempt).from_select(
    ["outbox_id", "lease_token", "phase", "code", "milliseconds", "host", "at"],
    select(*_TOLD.c, bindparam("on_host", type_=Text), _INSTANT),
)
"""All are built once: for a handful of rows building a statement takes longer than running it."""


def pass_points(session: Session, addressed: Addressed, *, now: datetime) -> dict[Claimed, Passed | str]:
    """The point of no return for the first messages of asks. Who is missing goes alone: somebody else holds their row,
    or their ask’s day has to move. Raises LeaseLost if any of the leases was lost.
    """
    locked = _lock(session, [one.recipient_id for one in addressed if one.recipient_id is not None])
    held = {one: hashes for one, hashes in addressed.items() if one.recipient_id in locked}
    program = programs.current(session)
    today = programs.today(program, now)
    reasons = stops.of_asks(session, held, policy=programs.policy(program), today=today)
    efforts = _reach(
        session, [one.ask_id for one, reason in reasons.items() if reason is None and one.ask_id], today, now
    )
    going = {one: efforts[one.ask_id] for one in held if reasons[one] is None and one.ask_id in efforts}
    _dot(session, list(going), now)
    decided: dict[Claimed, Passed | str] = {one: reason for one, reason in reasons.items() if reason is not None}
    for one, effort in going.items():
        decided[one] = Passed(one.message_id, today, locked[one.recipient_id or 0], effort)
    return decided


def finish_sent(session: Session, reports: Mapping[Claimed, Report], *, host: str, now: datetime) -> frozenset[Claimed]:
    """Write down that they were sent. Who is missing has lost the lease."""
    connection = session.connection()
    moved = frozenset(connection.scalars(_FINISH, {"instant": now, **_told(reports)}))
    done = {one: report for one, report in reports.items() if one.id in moved}
    if done:
        connection.execute(_ATTEMPTS, {"instant": now, "on_host": host, **_told(done)})
    return frozenset(done)


def _lock(session: Session, recipient_ids: Sequence[int]) -> dict[int, int]:
    """Advocates by person. Whose row somebody else holds at this moment is passed over, not waited for."""
    found = session.connection().execute(_LOCK, {"people": recipient_ids})
    return {person_id: advocate_id for person_id, advocate_id in found}  # noqa: C416 - a row is no pair to the type checker


def _reach(session: Session, ask_ids: Sequence[int], today: date, now: datetime) -> dict[int | None, Effort]:
    """Only those whose day is today already: then nothing of their match row changes."""
    reached = session.connection().execute(_REACH, {"ask_ids": ask_ids, "today": today, "instant": now})
    return {row.id: Effort(row.effort) for row in reached}


def _dot(session: Session, claims: Sequence[Claimed], now: datetime) -> None:
    held = {"held_id": [one.id for one in claims], "held_token": [one.lease_token for one in claims]}
    moved = session.connection().scalars(_DOT, {"instant": now, **held})
    if len(moved.all()) != len(claims):
        raise LeaseLost


def _told(reports: Mapping[Claimed, Report]) -> dict[str, list[Any]]:
    """The columns of `_TOLD`."""
    return {
        "told_id": [one.id for one in reports],
        "told_token": [one.lease_token for one in reports],
        "told_phase": [each.phase for each in reports.values()],
        "told_code": [each.code for each in reports.values()],
        "told_milliseconds": [each.milliseconds for each in reports.values()],
    }
