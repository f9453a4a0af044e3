"""Whether somebody may be asked to confirm something today (CAP-9)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.kinds import ASK_TOPICS, PROGRAM_TOPICS, MessageState, Topic
from portal.domain.models import Advocate, MatchRow, Outbox, Person, Program
from portal.domain.queries.freshness.knowledge import known
from portal.domain.queries.invitations import AddressHashes, suppressed
from portal.domain.queries.merges import addressed
from portal.domain.recordsets import among
from portal.domain.rules import freshness as rules
from portal.domain.rules.freshness import Facts, Known, Obstacle

COUNTED = PROGRAM_TOPICS - ASK_TOPICS - {Topic.ASK_RELEASED}
NEVER_LEFT = (MessageState.FAILED, MessageState.CANCELLED, MessageState.BOUNCED)


@dataclass(frozen=True)
class Candidate:
    person_id: int
    known: list[Known]
    due: list[Known]
    obstacle: Obstacle | None


def candidates(
    session: Session, advocate_ids: Collection[int], *, address_hashes: AddressHashes, today: date
) -> dict[int, Candidate]:
    """By advocate. People merged into others are left out."""
    rows = session.execute(_statement().where(among(Advocate.id, advocate_ids))).all()
    unwanted = suppressed(session, [row.email for row in rows], address_hashes)
    items = known(session, [row.id for row in rows])
    found = {}
    for row in rows:
        known_here = items.get(row.id, [])
        due = rules.due(known_here, today)
        facts = Facts(
            stage=row.stage,
            left=row.left_at is not None or row.disabled_at is not None,
            suppressed=unwanted.get(row.email),
            awaiting=row.open_ask_id is not None,
            break_until=row.break_until,
            last_mail_on=_on(row.last_mail_at, ZoneInfo(row.time_zone)),
            anything_due=bool(due),
        )
        found[row.id] = Candidate(
            row.person_id, known_here, due, rules.why_not(facts, mail_gap=row.mail_gap, today=today)
        )
    return found


def _on(instant: datetime | None, zone: ZoneInfo) -> date | None:
    return instant.astimezone(zone).date() if instant else None


def _statement() -> Any:  # noqa: ANN401 - an SQL statement
    last = select(func.max(func.coalesce(Outbox.dotted_at, Outbox.not_before))).where(
        Outbox.recipient_id.in_(addressed(Advocate.id)), Outbox.topic.in_(COUNTED), Outbox.state.not_in(NEVER_LEFT)
    )
    return (
        select(
            Advocate.id,
            Advocate.person_id,
            Advocate.stage,
            Advocate.left_at,
            Person.email,
            Person.disabled_at,
            MatchRow.open_ask_id,
            MatchRow.break_until,
            Program.time_zone,
            Program.mail_gap,
            last.correlate(Advocate).scalar_subquery().label("last_mail_at"),
        )
        .join(Person, Person.id == Advocate.person_id)
        .join(MatchRow, MatchRow.advocate_id == Advocate.id)
        .join(Program, Program.id == 1)
        .where(Advocate.merged_into_id.is_(None))
    )
