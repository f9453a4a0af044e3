"""Several messages in one transaction, each as it would be alone: what lanes of one process do at the same moment.

Lock order as in `deliveries`: match rows by id, asks, outbox rows. Whatever can’t be decided here without waiting for
somebody else is left to `deliveries`, one by one.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import BigInteger, Integer, TableValuedAlias, Text, cast, column, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from portal.domain import leases
from portal.domain.kinds import Effort, MessageState
from portal.domain.leases import Claimed, LeaseLost, Report
from portal.domain.models import Advocate, Ask, MatchRow, Outbox, OutboxAttempt
from portal.domain.operations.deliveries import Passed
from portal.domain.queries import programs, stops
from portal.domain.queries.recordsets import among
from portal.domain.queries.stops import Addressed


def pass_points(session: Session, addressed: Addressed, *, now: datetime) -> dict[Claimed, Passed | str]:
    """The point of no return for the first messages of asks. Who is missing goes alone: somebody else holds their row,
    or their ask’s day has to move. Raises LeaseLost if any of the leases was lost.
    """
    locked = _lock(session, [one.recipient_id for one in addressed if one.recipient_id is not None])
    held = {one: hashes for one, hashes in addressed.items() if one.recipient_id in locked}
    today = programs.today(programs.current(session), now)
    reasons = stops.of_asks(session, held, today=today)
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
    held, same = leases.leased(list(reports), MessageState.DOTTED)
    told = _told(reports)
    moved = session.scalars(
        update(Outbox)
        .where(same, told.c.id == held.c.id)
        .values(state=MessageState.SENT, finished_at=now, last_code=told.c.code, last_error=None)
        .returning(Outbox.id)
        .execution_options(synchronize_session=False)
    ).all()
    done = {one: report for one, report in reports.items() if one.id in set(moved)}
    if done:
        told = _told(done)
        columns = ["outbox_id", "lease_token", "phase", "code", "milliseconds", "host", "at"]
        values = (literal(host, Text), literal(now, OutboxAttempt.at.type))
        session.execute(insert(OutboxAttempt).from_select(columns, select(*told.c, *values)))
    return frozenset(done)


def _lock(session: Session, recipient_ids: Sequence[int]) -> dict[int, int]:
    """Advocates by person. Whose row somebody else holds at this moment is passed over, not waited for."""
    statement = (
        select(Advocate.person_id, MatchRow.advocate_id)
        .join(Advocate, Advocate.id == MatchRow.advocate_id)
        .where(among(Advocate.person_id, recipient_ids))
        .order_by(MatchRow.advocate_id)
        .with_for_update(of=MatchRow, skip_locked=True)
    )
    return {row.person_id: row.advocate_id for row in session.execute(statement)}


def _reach(session: Session, ask_ids: Sequence[int], today: date, now: datetime) -> dict[int | None, Effort]:
    """Only those whose day is today already: then nothing of their match row changes."""
    reached = session.execute(
        update(Ask)
        .where(among(Ask.id, ask_ids), Ask.asked_on >= today)
        .values(reached_at=now)
        .returning(Ask.id, Ask.effort)
        .execution_options(synchronize_session=False)
    )
    return {row.id: Effort(row.effort) for row in reached}


def _dot(session: Session, claims: Sequence[Claimed], now: datetime) -> None:
    _, same = leases.leased(claims, MessageState.CLAIMED)
    moved = session.scalars(
        update(Outbox)
        .where(same)
        .values(state=MessageState.DOTTED, dotted_at=now)
        .returning(Outbox.id)
        .execution_options(synchronize_session=False)
    )
    if len(moved.all()) != len(claims):
        raise LeaseLost


def _told(reports: Mapping[Claimed, Report]) -> TableValuedAlias:
    """Without the words of a refusal: these were taken."""
    return (
        func.unnest(
            cast([one.id for one in reports], ARRAY(BigInteger)),
            cast([one.lease_token for one in reports], ARRAY(BigInteger)),
            cast([each.phase for each in reports.values()], ARRAY(Text)),
            cast([each.code for each in reports.values()], ARRAY(Integer)),
            cast([each.milliseconds for each in reports.values()], ARRAY(Integer)),
        )
        .table_valued(
            column("id", BigInteger),
            column("token", BigInteger),
            column("phase", Text),
            column("code", Integer),
            column("milliseconds", Integer),
            name="told",
        )
        .render_derived()
    )
