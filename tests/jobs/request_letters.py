"""What happened to a request, for the messages that tell of it."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import UnfilledReason
from portal.domain.kinds import Via
from portal.domain.models import Account, Person
from portal.domain.operations import asks, lines, requests
from portal.domain.operations.requests import Fit, Need
from tests import make


def made(session: Session, *, owner_approves: bool = False) -> int:
    leo = make.colleague(session)
    northwind = session.scalars(select(Account).where(Account.name == "Northwind")).one()
    northwind.owner_approves, northwind.csm_id = owner_approves, make.colleague(session, name="Amara Bello").id
    need = Need(
        activity_id=make.activity(session, "call").id,
        opportunity_id=None,
        company="Northwind",
        other_role="supply chain director",
        other_industry="logistics",
        fit=Fit(),
        needed_by=make.TODAY.replace(month=12, day=11),
        why="How carrier onboarding went after leaving their current system",
    )
    return requests.make(session, need=need, requester_id=leo.id, now=make.NOW)


def approval_asked(session: Session, _priya: Person) -> None:
    made(session, owner_approves=True)


def agreed(session: Session, _priya: Person) -> None:
    request_id, owner = made(session, owner_approves=True), Person.name == "Amara Bello"
    approver_id = session.scalars(select(Person.id).where(owner)).one()
    requests.decide(session, request_id=request_id, approved=True, note=None, approver_id=approver_id, now=make.NOW)


def lapsed(session: Session, _priya: Person) -> None:
    made(session, owner_approves=True)
    requests.lapse_due(session, now=make.NOW + timedelta(days=4))


def taken(session: Session, priya: Person) -> int:
    request_id = made(session)
    requests.assign(session, request_id=request_id, owner_id=priya.id, actor_id=priya.id, now=make.NOW)
    return request_id


def filled(session: Session, priya: Person) -> int:
    who = make.advocate(session)
    asked = lines.ask(session, request_id=made(session), advocate_id=who.id, actor_id=priya.id, now=make.NOW)
    asks.accept(session, ask_id=asked.id, via=Via.LINK, actor_id=None, now=make.NOW)
    return asked.id


def reopened(session: Session, priya: Person) -> None:
    asks.decline(session, ask_id=filled(session, priya), via=Via.LINK, actor_id=None, now=make.NOW)


def unfilled(session: Session, priya: Person) -> None:
    requests.close(
        session,
        request_id=made(session),
        reason=UnfilledReason.NOBODY_FREE,
        note="The first day is 8 January.",
        actor_id=priya.id,
        now=make.NOW,
    )


def withdrawn(session: Session, priya: Person) -> None:
    request_id = taken(session, priya)
    requests.withdraw(session, request_id=request_id, requester_id=_requester(session), now=make.NOW)


def answered(session: Session, priya: Person) -> None:
    words = "Two people fit. Would an answer by email do as well?"
    requests.answer(session, request_id=made(session), words=words, actor_id=priya.id, now=make.NOW)


def written(session: Session, priya: Person) -> None:
    request_id, leo_id = taken(session, priya), _requester(session)
    requests.write(session, request_id=request_id, words="An email is fine.", requester_id=leo_id, now=make.NOW)


def _requester(session: Session) -> int:
    return session.scalars(select(Person.id).where(Person.name == "Leo Marchetti")).one()
