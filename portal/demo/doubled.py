"""What was noted when people left, and somebody who is here twice."""

from datetime import datetime, timedelta

from sqlalchemy import case, insert, literal, select
from sqlalchemy.orm import Session

from portal.demo.asked import Known
from portal.domain.kinds import Channel, DepartureKind, Stage
from portal.domain.models import Account, Advocate, Departure, Person
from portal.domain.operations import candidates
from portal.domain.recordsets import among

TWICE = "Mei-Ling Tan"
AGAIN = "Mei Ling Tan"


def double(session: Session, known: Known, now: datetime) -> None:
    _note_departures(session)
    company, address = session.execute(
        select(Account.name, Person.email)
        .join(Advocate, Advocate.account_id == Account.id)
        .join(Person, Person.id == Advocate.person_id)
        .where(among(Person.name, [TWICE]))
    ).one()
    candidates.add(
        session,
        name=AGAIN,
        email=f"mltan@{address.rpartition('@')[2]}",
        company=company,
        title=None,
        channel=Channel.EVENT,
        actor_id=known.staff["Tom Brandt"],
        now=now - timedelta(days=4),
    )


def _note_departures(session: Session) -> None:
    """Every second of those who are gone moved to another company."""
    moved = case((Advocate.id % 2 == 0, DepartureKind.MOVED.value), else_=DepartureKind.LEFT.value)
    gone = select(
        Advocate.id,
        moved,
        literal(Stage.CONFIRMED.value),
        Advocate.account_id,
        literal("Heard from their successor."),
        Advocate.stage_by,
        Advocate.stage_at,
    ).where(Advocate.stage == Stage.DEPARTED, Advocate.left_at.is_(None))
    columns = ["advocate_id", "kind", "stage_before", "from_account_id", "note", "by_id", "at"]
    session.execute(insert(Departure).from_select(columns, gone))
