"""Many people at once, by one statement, and what became of their messages."""

import secrets
from collections import Counter
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from portal.db import Database
from portal.domain.kinds import Channel, MessageState, Role, Stage, Topic
from portal.domain.models import Advocate, MatchRow, Outbox, Person
from portal.domain.operations import invitations
from tests import make
from tests.faults.sink import Sink

UNDER_WAY = (MessageState.QUEUED, MessageState.CLAIMED, MessageState.DEFERRED, MessageState.DOTTED)


def crowd(session: Session, many: int, now: datetime) -> list[int]:
    """Advocates who were never invited."""
    make.program(session)
    people = session.scalars(
        insert(Person).returning(Person.id),
        [
            {
                "email": f"guest{n}.{secrets.token_hex(4)}@customer.example",
                "name": f"Guest {n}",
                "role": Role.ADVOCATE,
                "created_at": now,
            }
            for n in range(many)
        ],
    ).all()
    joining = {"stage": Stage.CANDIDATE, "stage_at": now, "channel": Channel.IMPORT, "created_at": now}
    made = session.scalars(
        insert(Advocate).returning(Advocate.id), [joining | {"person_id": person_id} for person_id in people]
    ).all()
    session.execute(insert(MatchRow), [{"advocate_id": advocate_id} for advocate_id in made])
    return list(made)


def invite(database: Database, many: int) -> None:
    with database.writing() as session:
        now = database.now(session)
        inviter = make.person(session, email=f"team{secrets.token_hex(4)}@larkfield.example").id
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
