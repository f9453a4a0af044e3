"""What happened to a call, for the messages that tell of it."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import LinkKind, Outcome
from portal.domain.kinds import Queue, Topic, Via
from portal.domain.leases import Claimed
from portal.domain.meeting_kinds import Side
from portal.domain.models import (
    Advocate,
    Ask,
    MeetingTime,
    Opportunity,
    OpportunityLink,
    OpportunityVersion,
    Outbox,
    Person,
    Request,
)
from portal.domain.operations import asks, closings, feedback, lines, meetings
from tests import make
from tests.jobs import request_letters

FIRST = datetime.fromisoformat("2026-12-01T09:00:00+00:00")
SECOND = FIRST + timedelta(days=1)
VIDEO = "https://meet.company.example/abc"


def accepted(session: Session, priya: Person) -> Ask:
    """Dana says yes to Leo's request."""
    dana = session.scalars(select(Advocate).where(Advocate.merged_into_id.is_(None))).one()
    request_id = request_letters.made(session)
    asked = lines.ask(session, request_id=request_id, advocate_id=dana.id, actor_id=priya.id, now=make.NOW)
    session.get_one(Person, requester(session, asked)).email = "leo@larkfield.example"
    asked.other_name, asked.other_contact = "Ingrid Solheim", "ingrid@halden.example"
    return asks.accept(session, ask_id=asked.id, via=Via.LINK, actor_id=None, now=make.NOW)


def offer(session: Session, ask: Ask, *starts: datetime) -> None:
    meetings.offer(
        session,
        ask_id=ask.id,
        by=Side.ADVOCATE,
        starts=starts,
        zone="Europe/Berlin",
        how=None,
        actor_id=_advocate(session, ask),
        now=make.NOW,
    )


def choose(session: Session, ask: Ask, start: datetime) -> None:
    time_id = session.scalars(select(MeetingTime.id).where(MeetingTime.starts_at == start)).one()
    actor_id = requester(session, ask)
    meetings.choose(
        session, ask_id=ask.id, time_id=time_id, by=Side.REQUESTER, how=VIDEO, actor_id=actor_id, now=make.NOW
    )


def offered(session: Session, priya: Person) -> None:
    offer(session, accepted(session, priya), FIRST, SECOND)


def agreed(session: Session, priya: Person) -> Ask:
    ask = accepted(session, priya)
    offer(session, ask, FIRST)
    choose(session, ask, FIRST)
    return ask


def moved(session: Session, priya: Person) -> Ask:
    ask = agreed(session, priya)
    offer(session, ask, SECOND)
    choose(session, ask, SECOND)
    return ask


def called_off(session: Session, priya: Person) -> None:
    ask = agreed(session, priya)
    note, actor_id = "I am travelling that week.", _advocate(session, ask)
    meetings.call_off(session, ask_id=ask.id, by=Side.ADVOCATE, note=note, actor_id=actor_id, now=make.NOW)


def called_off_by_the_team(session: Session, priya: Person) -> None:
    ask = agreed(session, priya)
    note = "Their project is on hold."
    meetings.call_off(session, ask_id=ask.id, by=Side.REQUESTER, note=note, actor_id=priya.id, now=make.NOW)


def talk(session: Session, priya: Person, *, off: bool = False) -> None:
    """The team sets its time, and may call it off after the reminder."""
    dana = session.scalars(select(Advocate).where(Advocate.merged_into_id.is_(None))).one()
    request = make.request(session, "speak")
    ask = lines.ask(session, request_id=request.id, advocate_id=dana.id, actor_id=priya.id, now=make.NOW)
    asks.accept(session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=make.NOW)
    meetings.set_time(session, ask_id=ask.id, at=FIRST, zone="UTC", how=VIDEO, actor_id=priya.id, now=make.NOW)
    meetings.remind_due(session, now=FIRST - timedelta(hours=24))
    if off:
        meetings.call_off(session, ask_id=ask.id, by=Side.REQUESTER, note=None, actor_id=priya.id, now=make.NOW)


def eve(session: Session, priya: Person) -> None:
    agreed(session, priya)
    meetings.remind_due(session, now=FIRST - timedelta(hours=24))


def over(session: Session, priya: Person) -> None:
    agreed(session, priya)
    meetings.ask_due(session, now=FIRST + timedelta(hours=2))


def held(session: Session, priya: Person) -> Ask:
    ask = agreed(session, priya)
    now = FIRST + timedelta(hours=2)
    asks.complete(session, ask_id=ask.id, on=FIRST.date(), evidence="Held", actor_id=priya.id, now=now)
    return ask


def asked_how(session: Session, priya: Person) -> None:
    held(session, priya)
    feedback.ask_due(session, now=FIRST + timedelta(hours=3))


def won(session: Session, priya: Person) -> None:
    """The deal of the call closes."""
    ask, now = held(session, priya), FIRST + timedelta(days=40)
    closes(session, ask, Outcome.WON, now=now)
    closings.thank_due(session, now=now)


def closes(session: Session, ask: Ask, outcome: Outcome, *, now: datetime) -> Opportunity:
    """As an import says it: the deal that the ask was for, and a version of it."""
    deal = Opportunity(
        external_id=f"OPP-{ask.id}",
        name="Project Nightingale",
        stage="Closed",
        outcome=outcome,
        amount_cents=42_000_000,
        currency="EUR",
        created_at=make.NOW,
        changed_at=now,
    )
    session.add(deal)
    session.flush()
    session.add(OpportunityVersion(opportunity_id=deal.id, at=now, stage="Closed", outcome=outcome))
    session.add(OpportunityLink(opportunity_id=deal.id, kind=LinkKind.ASK, about_id=ask.id, at=make.NOW))
    session.flush()
    return deal


def promised(session: Session, topic: Topic, side: Side, *, newest: bool = True) -> Claimed:
    """The newest, or the oldest, promise of a topic to that side of the only meeting."""
    session.flush()
    ask = session.scalars(select(Ask).where(Ask.request_id.is_not(None))).one()
    person_id = _advocate(session, ask) if side is Side.ADVOCATE else requester(session, ask)
    order = Outbox.id.desc() if newest else Outbox.id
    found = select(Outbox).where(Outbox.topic == topic, Outbox.recipient_id == person_id).order_by(order).limit(1)
    row = session.scalars(found).one()
    return Claimed(
        id=row.id,
        topic=topic,
        queue=Queue.URGENT,
        recipient_id=person_id,
        ask_id=row.ask_id,
        about_id=row.about_id,
        message_id=row.message_id,
        attempt=1,
        lease_token=1,
        expires_at=row.expires_at,
    )


def requester(session: Session, ask: Ask) -> int:
    return session.scalars(select(Request.requester_id).where(Request.id == ask.request_id)).one()


def _advocate(session: Session, ask: Ask) -> int:
    return session.get_one(Advocate, ask.advocate_id).person_id
