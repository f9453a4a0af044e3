"""Many people at once, by one statement, and what became of their messages."""

from collections import Counter
from datetime import datetime

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from portal.db import Database
from portal.domain.kinds import MessageState, Role, Topic
from portal.domain.models import Outbox, Person
from portal.domain.operations import invitations
from tests import make
from tests.faults.sink import Sink

UNDER_WAY = (MessageState.QUEUED, MessageState.CLAIMED, MessageState.DEFERRED, MessageState.DOTTED)

CROWD = text(
    """
    WITH people AS (
        INSERT INTO person (email, name, role, created_at)
        SELECT 'guest' || n || '@customer.example', 'Guest ' || n, 'advocate', :now FROM generate_series(1, :many) AS n
        RETURNING id
    ), advocates AS (
        INSERT INTO advocate (person_id, stage, stage_at, channel, languages, products, use_cases, created_at)
        SELECT id, 'candidate', :now, 'import', '{}', '{}', '{}', :now FROM people RETURNING id
    )
    INSERT INTO match_row (advocate_id, may_be_asked, resting, shares_contact, high_gap, low_gap, happy, ask_first)
    SELECT id, false, false, false, 92, 31, '{}', '{}' FROM advocates RETURNING advocate_id
    """
)


def crowd(session: Session, many: int, now: datetime) -> list[int]:
    """Advocates who were never invited."""
    make.program(session)
    return list(session.scalars(CROWD, {"many": many, "now": now}))


def invite(database: Database, many: int) -> None:
    with database.writing() as session:
        now = database.now(session)
        inviter = session.execute(
            insert(Person)
            .values(email="priya@larkfield.example", name="Priya Raman", role=Role.TEAM, created_at=now)
            .returning(Person.id)
        ).scalar_one()
        waiting = crowd(session, many, now)
    for start in range(0, many, invitations.AT_ONCE):
        with database.writing() as session:
            invitations.invite(
                session,
                advocate_ids=waiting[start : start + invitations.AT_ONCE],
                inviter_id=inviter,
                note=None,
                address_hashes=lambda address: [address.encode()],
                now=database.now(session),
            )


def states(database: Database) -> Counter[MessageState]:
    with database.reading() as session:
        return Counter(dict(session.execute(select(Outbox.state, func.count()).group_by(Outbox.state)).all()))


def under_way(database: Database) -> int:
    counted = states(database)
    return sum(counted[state] for state in UNDER_WAY)


def judge(database: Database, sink: Sink, topic: Topic = Topic.INVITATION_MADE) -> dict[str, int]:
    """By the mail server's log: lost is what neither arrived nor is listed to the team; doubled came twice."""
    with database.reading() as session:
        rows = session.execute(select(Outbox.message_id, Outbox.state).where(Outbox.topic == topic)).all()
    arrived = sink.counts()
    listed = {MessageState.QUEUED, MessageState.DEFERRED, MessageState.FAILED, MessageState.UNCERTAIN}
    known = {row.message_id for row in rows}
    return {
        "promised": len(rows),
        "lost": sum(1 for row in rows if not arrived[row.message_id] and row.state not in listed),
        "doubled": sum(1 for many in arrived.values() if many > 1),
        "unknown": sum(1 for one in arrived if one not in known),
        "uncertain": sum(1 for row in rows if row.state is MessageState.UNCERTAIN),
    }
