"""What a digest tells, and a colleague who is asked in."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import Outcome
from portal.domain.kinds import Channel
from portal.domain.models import Account, Adoption, Content, Nomination, Opportunity, Person
from portal.domain.operations import adoptions, digests, works
from tests import make
from tests.jobs import request_letters

MORNING = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
EARLY_IN_MONTH = datetime(2026, 12, 1, 7, 30, tzinfo=UTC)


def of_team(session: Session, priya: Person) -> None:
    """A request, a nomination and a step that is late."""
    _signed_in(session, priya)
    request_letters.made(session)
    leo = session.scalars(select(Person).where(Person.name == "Leo Marchetti")).one()
    session.add(
        Nomination(
            name="Owen Pritchard", email="owen@grid.example", nominator_id=leo.id, channel=Channel.SALES, at=make.NOW
        )
    )
    content = make.content(session, make.advocate(session), by=priya)
    began = make.TODAY - timedelta(days=10)
    works.plan(session, content_id=content.id, starts_on=began, owner_id=priya.id, actor_id=priya.id, now=make.NOW)
    digests.make_due(session, now=MORNING)


def of_colleague(session: Session, _priya: Person) -> None:
    """An account's owner is asked, and there is new proof from its industry."""
    request_letters.made(session, owner_approves=True)
    amara = session.scalars(select(Person).where(Person.name == "Amara Bello")).one()
    proof(session, amara)
    digests.make_due(session, now=EARLY_IN_MONTH)


def of_proof(session: Session, _priya: Person) -> None:
    leo = make.colleague(session)
    deal = Opportunity(
        external_id="1",
        name="Halden Freight",
        owner_id=leo.id,
        product="Planner",
        stage="Proposal",
        outcome=Outcome.OPEN,
        created_at=make.NOW,
        changed_at=make.NOW,
    )
    session.add(deal)
    proof(session, leo)
    session.execute(update(Content).values(products=["Planner"]))
    digests.make_due(session, now=EARLY_IN_MONTH)


def proof(session: Session, who: Person) -> None:
    _signed_in(session, who)
    make.published(session, make.advocate(session))
    session.execute(update(Account).where(Account.csm_id == who.id).values(industry="Logistics"))
    session.execute(update(Content).values(industry="logistics", region="Nordics"))


def asked_in(session: Session, priya: Person) -> None:
    adoptions.invite(session, person_id=make.colleague(session).id, actor_id=priya.id, now=make.NOW)


def _signed_in(session: Session, who: Person) -> None:
    make.program(session).time_zone = "Europe/Amsterdam"
    session.add(Adoption(person_id=who.id, first_signed_in_at=make.NOW))
    session.flush()
