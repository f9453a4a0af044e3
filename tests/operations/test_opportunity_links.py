"""What touched a deal is recorded once, with its day and whoever did it: the share of opportunities rests on it."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import LinkKind, Outcome
from portal.domain.kinds import Via
from portal.domain.models import Advocate, Nomination, Opportunity, OpportunityLink, Person
from portal.domain.operations import asks, contents, lines, requests
from portal.domain.operations.requests import Fit, Need
from portal.domain.queries import opportunities as queries
from tests import make

NOW = make.NOW
LATER = NOW + timedelta(minutes=5)
Link = tuple[LinkKind, int, int | None, datetime]


@pytest.fixture
def leo(session: Session) -> Person:
    make.program(session)
    return make.colleague(session)


@pytest.fixture
def deal(session: Session, leo: Person) -> int:
    return new_deal(session, leo, "OPP-1")


@pytest.fixture
def dana(session: Session, leo: Person) -> Advocate:  # noqa: ARG001 - the program first
    return make.advocate(session)


def new_deal(session: Session, leo: Person, number: str) -> int:
    account = make.account(session)
    facts = {"name": "Planning suite", "stage": "evaluation", "outcome": Outcome.OPEN, "owner_id": leo.id}
    deal = Opportunity(**facts, external_id=number, account_id=account.id, created_at=NOW, changed_at=NOW)
    session.add(deal)
    session.flush()
    return deal.id


def request_for(session: Session, leo: Person, deal: int | None) -> int:
    need = Need(
        activity_id=make.activity(session, "call").id,
        opportunity_id=deal,
        company="",
        other_role="supply chain director",
        other_industry="logistics",
        fit=Fit(),
        needed_by=date(2026, 12, 18),
        why="How onboarding went",
    )
    return requests.make(session, need=need, requester_id=leo.id, now=NOW)


def touched(session: Session, deal: int) -> list[Link]:
    found = select(OpportunityLink.kind, OpportunityLink.about_id, OpportunityLink.actor_id, OpportunityLink.at)
    rows = session.execute(found.where(OpportunityLink.opportunity_id == deal).order_by(OpportunityLink.id))
    return [(row.kind, row.about_id, row.actor_id, row.at) for row in rows]


def ask_dana(session: Session, request_id: int, dana: Advocate, priya: Person) -> int:
    made = lines.ask(session, request_id=request_id, advocate_id=dana.id, actor_id=priya.id, now=LATER)
    return made.id


def test_a_request_and_an_ask_for_it(session: Session, leo: Person, dana: Advocate, deal: int) -> None:
    priya = make.person(session)
    asked = [request_for(session, leo, deal) for _ in range(2)]
    ask = ask_dana(session, asked[0], dana, priya)
    asks.accept(session, ask_id=ask, via=Via.LINK, actor_id=None, now=LATER)
    assert touched(session, deal) == [
        (LinkKind.REQUEST, asked[0], leo.id, NOW),
        (LinkKind.ASK, ask, priya.id, LATER),
    ]


def test_those_in_line_touch_it_once_they_are_asked(session: Session, leo: Person, dana: Advocate, deal: int) -> None:
    priya, request_id = make.person(session), request_for(session, leo, deal)
    lines.put(session, request_id=request_id, advocate_ids=[dana.id], actor_id=priya.id, now=NOW)
    assert len(touched(session, deal)) == 1
    lines.ask_several(session, request_id=request_id, advocate_ids=[dana.id], actor_id=priya.id, now=LATER)
    assert [kind for kind, *_ in touched(session, deal)] == [LinkKind.REQUEST, LinkKind.ASK]


def test_content_that_was_used(session: Session, leo: Person, dana: Advocate, deal: int) -> None:
    content, other = make.published(session, dana), new_deal(session, leo, "OPP-2")
    for moment, opportunity in ((NOW, deal), (LATER, deal), (LATER, other), (LATER, None)):
        contents.use(
            session,
            content_id=content.id,
            opportunity="Planning suite",
            opportunity_id=opportunity,
            actor_id=leo.id,
            now=moment,
        )
    for each, moment in ((deal, NOW), (other, LATER)):
        ((kind, _, actor, at),) = touched(session, each)
        assert (kind, actor, at) == (LinkKind.CONTENT, leo.id, moment)
    (touch,) = queries.touches(session, deal)
    assert touch.about_id == content.id


def test_somebody_else_who_was_named_for_it(session: Session, leo: Person, dana: Advocate, deal: int) -> None:
    priya, request_id = make.person(session), request_for(session, leo, deal)
    ask = ask_dana(session, request_id, dana, priya)
    for _ in range(2):
        asks.hand_on(
            session, ask_id=ask, via=Via.LINK, actor_id=None, now=LATER, name="Owen", email="owen@grid.example"
        )
    nomination = session.scalars(select(Nomination.id)).one()
    assert touched(session, deal)[2:] == [(LinkKind.REFERRAL, nomination, dana.person_id, LATER)]


def test_what_is_for_no_deal_touches_none(session: Session, leo: Person, dana: Advocate, deal: int) -> None:
    request_id = request_for(session, leo, None)
    ask = ask_dana(session, request_id, dana, make.person(session))
    asks.hand_on(session, ask_id=ask, via=Via.LINK, actor_id=None, now=LATER, name="Owen", email="owen@grid.example")
    assert touched(session, deal) == []
    assert session.scalars(select(OpportunityLink.id)).all() == []
