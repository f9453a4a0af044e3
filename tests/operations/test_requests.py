"""Requests, from the form to their end (REQ-1, REQ-2, REQ-6, REQ-8)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import LinkKind, Outcome, RequestState, UnfilledReason, Wants
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Topic, Via
from portal.domain.models import Account, Activity, Audit, Opportunity, OpportunityLink, Outbox, Person, Request
from portal.domain.operations import asks, lines, requests
from portal.domain.operations.requests import Fit, Need
from tests import make

NOW = make.NOW
DAY = timedelta(days=1)


class World:
    def __init__(self, session: Session) -> None:
        self.session = session
        make.program(session)
        self.leo, self.priya = make.colleague(session), make.person(session)
        self.csm = make.colleague(session, name="Amara Bello")
        self.account = make.account(session, name="Halden Freight")
        self.account.csm_id = self.csm.id
        self.deal = make_deal(session, self.account)

    def need(self, **more: Any) -> Need:  # noqa: ANN401 - any of its fields
        given: dict[str, Any] = {
            "activity_id": make.activity(self.session, "call").id,
            "opportunity_id": self.deal.id,
            "company": "",
            "other_role": "supply chain director",
            "other_industry": "",
            "fit": Fit(industries=("logistics",)),
            "needed_by": date(2026, 12, 18),
            "why": "How carrier onboarding went",
        }
        return Need(**(given | more))

    def make(self, *, now: datetime = NOW, by: Person | None = None, **more: Any) -> Request:  # noqa: ANN401 - any field of a need
        made = requests.make(self.session, need=self.need(**more), requester_id=(by or self.leo).id, now=now)
        return self.session.get_one(Request, made)

    def mails(self, topic: Topic) -> list[int | None]:
        found = select(Outbox.recipient_id).where(Outbox.topic == topic).order_by(Outbox.id)
        return list(self.session.scalars(found))


def make_deal(session: Session, account: Account | None, **more: Any) -> Opportunity:  # noqa: ANN401 - any column
    given = {"external_id": "OPP-1", "name": "Planning suite", "stage": "evaluation", "outcome": Outcome.OPEN}
    times = {"created_at": NOW, "changed_at": NOW}
    deal = Opportunity(**given | times | more, account_id=account.id if account else None)
    session.add(deal)
    session.flush()
    return deal


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def test_it_waits_for_the_team_and_touches_the_deal_once(world: World) -> None:
    request = world.make()
    assert (request.state, request.wants, request.due_on) == (RequestState.OPEN, Wants.PERSON, date(2026, 11, 24))
    assert (request.account_id, request.other_industry) == (world.account.id, "logistics")
    links = world.session.execute(select(OpportunityLink.kind, OpportunityLink.about_id, OpportunityLink.actor_id))
    assert [tuple(row) for row in links] == [(LinkKind.REQUEST, request.id, world.leo.id)]


def test_the_same_press_twice_is_one_request(world: World) -> None:
    assert world.make().id == world.make(now=NOW + timedelta(minutes=5)).id
    assert world.make(why="Something else").id != world.make().id
    assert world.make(by=world.csm).id != world.make().id
    assert world.session.scalar(select(func.count()).select_from(OpportunityLink)) == 3


@pytest.mark.parametrize(
    "more", [{"company": "Nordwind Retail"}, {"other_industry": "retail"}, {"fit": Fit(regions=("EMEA",))}]
)
def test_the_same_words_for_another_company_or_another_fit_are_another_request(
    world: World, more: dict[str, Any]
) -> None:
    first: dict[str, Any] = {"opportunity_id": None, "company": "Halden Freight", "other_industry": "logistics"}
    assert world.make(**first).id == world.make(**first).id != world.make(**(first | more)).id


def test_something_to_show_needs_no_activity(world: World) -> None:
    assert world.make(activity_id=None).wants is Wants.CONTENT


def test_a_deal_without_a_company_asks_for_it_and_keeps_it(world: World) -> None:
    world.deal.account_id = None
    with pytest.raises(Refused, match="company"):
        world.make()
    request = world.make(company="  halden   freight ")
    assert request.account_id == world.account.id == world.deal.account_id


def test_without_a_deal_no_company_is_needed(world: World) -> None:
    request = world.make(opportunity_id=None, company=" ", other_role="journalist", other_industry="trade press")
    assert (request.opportunity_id, request.account_id) == (None, None)
    assert world.session.scalar(select(func.count()).select_from(OpportunityLink)) == 0


def test_without_a_deal_the_company_is_named(world: World) -> None:
    request = world.make(opportunity_id=None, company="Nordwind Retail", other_industry="retail")
    assert world.session.get_one(Account, request.account_id).name == "Nordwind Retail"
    assert request.opportunity_id is None


@pytest.mark.parametrize("more", [{"opportunity_id": 900_000}, {"activity_id": 900_000}])
def test_what_is_not_there_is_not_found(world: World, more: dict[str, Any]) -> None:
    with pytest.raises(NotFound):
        world.make(**more)


def test_it_is_needed_after_today(world: World) -> None:
    with pytest.raises(Refused, match="after today"):
        world.make(needed_by=make.TODAY)


def test_taking_it_is_a_sign_of_life_and_is_told_once(world: World) -> None:
    request = world.make()
    for _ in range(2):
        requests.assign(world.session, request_id=request.id, owner_id=world.priya.id, actor_id=world.priya.id, now=NOW)
    assert (request.owner_id, request.first_answered_at, request.due_on) == (world.priya.id, NOW, date(2026, 12, 7))
    assert world.mails(Topic.REQUEST_TOLD) == [world.leo.id]


def test_who_takes_it_back_is_told_too(world: World) -> None:
    request, sam = world.make(), make.person(world.session, name="Sam Adeyemi")
    for minutes, owner in enumerate((world.priya, sam, world.priya)):
        now = NOW + timedelta(minutes=minutes)
        requests.assign(world.session, request_id=request.id, owner_id=owner.id, actor_id=sam.id, now=now)
    assert len(world.mails(Topic.REQUEST_TOLD)) == 3


def test_only_the_team_looks_after_it(world: World) -> None:
    request = world.make()
    with pytest.raises(NotFound):
        requests.assign(world.session, request_id=request.id, owner_id=world.csm.id, actor_id=world.priya.id, now=NOW)


def test_words_go_to_the_other_side(world: World) -> None:
    request = world.make()
    requests.write(world.session, request_id=request.id, words="Hurry", requester_id=world.leo.id, now=NOW)
    assert world.mails(Topic.REQUEST_WRITTEN) == []
    requests.answer(world.session, request_id=request.id, words="We look", actor_id=world.priya.id, now=NOW)
    assert request.owner_id == world.priya.id
    assert world.mails(Topic.REQUEST_ANSWERED) == [world.leo.id]
    requests.write(world.session, request_id=request.id, words="Thanks", requester_id=world.leo.id, now=NOW)
    assert world.mails(Topic.REQUEST_WRITTEN) == [world.priya.id]
    with pytest.raises(NotFound):
        requests.write(world.session, request_id=request.id, words="Me too", requester_id=world.csm.id, now=NOW)


def test_closed_without_anybody_it_says_why(world: World) -> None:
    request = world.make()
    for _ in range(2):
        requests.close(
            world.session,
            request_id=request.id,
            reason=UnfilledReason.NOBODY_FITS,
            note="Nobody in rail yet",
            actor_id=world.priya.id,
            now=NOW,
        )
    assert (request.state, request.closed_by) == (RequestState.UNFILLED, world.priya.id)
    assert world.mails(Topic.REQUEST_TOLD) == [world.leo.id]
    with pytest.raises(Refused):
        requests.fill(world.session, request_id=request.id, actor_id=world.priya.id, now=NOW)
    with pytest.raises(Refused):
        requests.withdraw(world.session, request_id=request.id, requester_id=world.leo.id, now=NOW)


def test_filled_is_told_once(world: World) -> None:
    request = world.make(activity_id=None)
    for _ in range(2):
        requests.fill(world.session, request_id=request.id, actor_id=None, now=NOW)
    assert request.state is RequestState.FILLED
    assert world.mails(Topic.REQUEST_TOLD) == [world.leo.id]


def test_nobody_but_an_advocate_says_yes(world: World) -> None:
    request, who = world.make(), make.advocate(world.session)
    asked = lines.ask(world.session, request_id=request.id, advocate_id=who.id, actor_id=world.priya.id, now=NOW)
    with pytest.raises(Refused, match="Nobody has said yes"):
        requests.fill(world.session, request_id=request.id, actor_id=world.priya.id, now=NOW)
    assert (request.state, world.mails(Topic.REQUEST_TOLD)) == (RequestState.OPEN, [])
    asks.accept(world.session, ask_id=asked.id, via=Via.PORTAL, actor_id=who.person_id, now=NOW)
    requests.fill(world.session, request_id=request.id, actor_id=world.priya.id, now=NOW)
    assert (request.state, world.mails(Topic.REQUEST_TOLD)) == (RequestState.FILLED, [world.leo.id])


def test_only_its_requester_withdraws_it_and_the_owner_hears(world: World) -> None:
    request = world.make()
    requests.assign(world.session, request_id=request.id, owner_id=world.priya.id, actor_id=world.priya.id, now=NOW)
    with pytest.raises(NotFound):
        requests.withdraw(world.session, request_id=request.id, requester_id=world.csm.id, now=NOW)
    for _ in range(2):
        requests.withdraw(world.session, request_id=request.id, requester_id=world.leo.id, now=NOW)
    assert world.mails(Topic.REQUEST_TOLD) == [world.leo.id, world.priya.id]


@pytest.mark.parametrize("by", ["account", "activity"])
def test_the_accounts_owner_is_asked_first_where_that_is_set(world: World, by: str) -> None:
    if by == "account":
        world.account.owner_approves = True
    else:
        make.activity(world.session, "call").owner_approves = True
    request = world.make()
    assert (request.state, request.approver_id) == (RequestState.AWAITS_APPROVAL, world.csm.id)
    assert request.approve_by is not None
    assert world.mails(Topic.REQUEST_APPROVAL_ASKED) == [world.csm.id]


@pytest.mark.parametrize("case", ["off", "no owner", "own", "gone", "content"])
def test_nobody_is_asked_first_otherwise(world: World, case: str) -> None:
    make.activity(world.session, "call").owner_approves = case != "off"
    if case == "no owner":
        world.account.csm_id = None
    if case == "gone":
        world.csm.disabled_at = NOW
    by = world.csm if case == "own" else world.leo
    request = world.make(by=by, activity_id=None) if case == "content" else world.make(by=by)
    assert request.state is RequestState.OPEN


def waiting(world: World) -> Request:
    world.account.owner_approves = True
    return world.make()


def decide(world: World, request: Request, *, approved: bool, by: Person | None = None, now: datetime = NOW) -> None:
    who = by or world.csm
    requests.decide(
        world.session, request_id=request.id, approved=approved, note="Renewal talks", approver_id=who.id, now=now
    )


def test_the_owners_yes_gives_it_to_the_team(world: World) -> None:
    request = waiting(world)
    for _ in range(2):
        decide(world, request, approved=True, now=NOW + DAY)
    assert (request.state, request.due_on) == (RequestState.OPEN, date(2026, 11, 25))
    assert world.mails(Topic.REQUEST_TOLD) == [world.leo.id]
    with pytest.raises(Refused):
        decide(world, request, approved=False)


def test_a_word_of_the_team_does_not_move_the_owners_last_day(world: World) -> None:
    request = waiting(world)
    last = request.due_on
    requests.answer(world.session, request_id=request.id, words="We wait.", actor_id=world.priya.id, now=NOW)
    assert (request.first_answered_at, request.due_on) == (NOW, last)
    decide(world, request, approved=True, now=NOW + DAY)
    assert request.due_on == date(2026, 12, 8)


def test_the_owners_no_ends_it_and_says_why(world: World) -> None:
    request = waiting(world)
    decide(world, request, approved=False)
    assert (request.close_reason, request.close_note) == (UnfilledReason.NOT_APPROVED, "Renewal talks")
    assert world.mails(Topic.REQUEST_TOLD) == [world.leo.id]


def test_nobody_else_decides(world: World) -> None:
    request = waiting(world)
    for who in (world.leo, world.priya):
        with pytest.raises(NotFound):
            decide(world, request, approved=True, by=who)


def test_without_a_word_in_time_it_goes_on(world: World) -> None:
    request = waiting(world)
    assert request.approve_by == datetime(2026, 11, 26, tzinfo=NOW.tzinfo)
    assert requests.lapse_due(world.session, now=request.approve_by - timedelta(seconds=1)) == 0
    for count in (1, 0):
        assert requests.lapse_due(world.session, now=request.approve_by) == count
    assert (request.state, request.approved, request.due_on) == (RequestState.OPEN, None, date(2026, 11, 27))
    assert world.mails(Topic.REQUEST_TOLD) == [world.leo.id]
    actions = list(world.session.scalars(select(Audit.action).where(Audit.object_kind == "request")))
    assert actions == ["request.made", "request.approval_lapsed"]
    assert world.session.scalar(select(Activity.owner_approves).limit(1)) is False
