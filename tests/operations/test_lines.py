"""The line of a request: in turn or at once, the first yes fills it, the rest are released (REQ-4, REQ-5)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import CandidateState, LinkKind, Outcome, RequestState
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Answer, AskState, MessageState, Topic, Via
from portal.domain.models import (
    Advocate,
    Ask,
    ContactView,
    Nomination,
    Opportunity,
    OpportunityLink,
    Outbox,
    Person,
    Request,
    RequestCandidate,
)
from portal.domain.operations import advocates, asks, lines, places, preferences
from portal.domain.queries import lines as queries
from tests import make
from tests.make import NOW, TODAY

DAY = timedelta(days=1)


@pytest.fixture
def team(session: Session) -> Person:
    return make.person(session)


@pytest.fixture
def request_(session: Session) -> Request:
    return make.request(session)


@pytest.fixture
def dana(session: Session) -> Advocate:
    return make.advocate(session)


@pytest.fixture
def ines(session: Session) -> Advocate:
    return make.advocate(session, name="Inés Costa")


def put(session: Session, request: Request, team: Person, *who: Advocate) -> None:
    lines.put(session, request_id=request.id, advocate_ids=[one.id for one in who], actor_id=team.id, now=NOW)


def ask(session: Session, request: Request, team: Person, who: Advocate, note: lines.Note | None = None) -> Ask:
    return lines.ask(
        session, request_id=request.id, advocate_id=who.id, actor_id=team.id, now=NOW, note=note or lines.Note()
    )


def several(session: Session, request: Request, team: Person, *who: Advocate) -> int:
    ids = [one.id for one in who]
    return lines.ask_several(session, request_id=request.id, advocate_ids=ids, actor_id=team.id, now=NOW)


def accept(session: Session, made: Ask, who: Advocate) -> Ask:
    return asks.accept(session, ask_id=made.id, via=Via.PORTAL, actor_id=who.person_id, now=NOW)


def decline(session: Session, made: Ask, who: Advocate) -> Ask:
    return asks.decline(session, ask_id=made.id, via=Via.PORTAL, actor_id=who.person_id, now=NOW)


def standing(session: Session, request: Request) -> list[tuple[int, CandidateState]]:
    session.expire_all()
    found = select(RequestCandidate).where(RequestCandidate.request_id == request.id).order_by(RequestCandidate.place)
    return [(one.advocate_id, one.state) for one in session.scalars(found)]


def place_of(session: Session, request: Request, who: Advocate) -> RequestCandidate:
    one = select(RequestCandidate).where(
        RequestCandidate.request_id == request.id, RequestCandidate.advocate_id == who.id
    )
    return session.execute(one, execution_options={"populate_existing": True}).scalar_one()


def promised(session: Session, topic: Topic) -> list[int | None]:
    return list(session.scalars(select(Outbox.recipient_id).where(Outbox.topic == topic)))


def open_ask_of(session: Session, request: Request, who: Advocate) -> Ask:
    return session.get_one(Ask, place_of(session, request, who).ask_id)


def test_a_line_keeps_its_order_and_nobody_stands_in_it_twice(
    session: Session, request_: Request, team: Person, dana: Advocate, ines: Advocate
) -> None:
    put(session, request_, team, dana, ines)
    put(session, request_, team, ines, dana)
    assert [who for who, _ in standing(session, request_)] == [dana.id, ines.id]
    for _ in range(2):
        lines.bring_forward(session, request_id=request_.id, advocate_id=ines.id, actor_id=team.id, now=NOW)
        assert [who for who, _ in standing(session, request_)] == [ines.id, dana.id]
    lines.remove(session, request_id=request_.id, advocate_id=ines.id, actor_id=team.id, now=NOW)
    assert [who for who, _ in standing(session, request_)] == [dana.id]


def test_asking_uses_the_words_of_the_request(
    session: Session, request_: Request, team: Person, dana: Advocate
) -> None:
    made = ask(session, request_, team, dana)
    assert (made.state, made.request_id, made.asker_id) == (AskState.SENT, request_.id, team.id)
    assert (made.other_role, made.other_industry, made.why) == (
        request_.other_role,
        request_.other_industry,
        request_.why,
    )
    assert made.happen_by == request_.needed_by
    assert made.reply_by <= request_.needed_by
    assert standing(session, request_) == [(dana.id, CandidateState.ASKED)]
    assert request_.first_answered_at == NOW
    with pytest.raises(Refused, match="asked already"):
        ask(session, request_, team, dana)


def test_whoever_has_been_asked_stays_asked_when_all_are_asked_again(
    session: Session, request_: Request, team: Person, dana: Advocate, ines: Advocate
) -> None:
    assert several(session, request_, team, dana) == 1
    assert several(session, request_, team, dana, ines) == 1, "two press at once: both pages showed Dana as waiting"
    assert standing(session, request_) == [(dana.id, CandidateState.ASKED), (ines.id, CandidateState.ASKED)]
    decline(session, open_ask_of(session, request_, dana), dana)
    lines.settle_due(session, now=NOW)
    several(session, request_, team, dana)
    assert standing(session, request_)[0] == (dana.id, CandidateState.SAID_NO)


def test_an_ask_touches_the_deal_once(session: Session, team: Person, dana: Advocate) -> None:
    deal = Opportunity(
        external_id="1", name="Halden", stage="Demo", outcome=Outcome.OPEN, created_at=NOW, changed_at=NOW
    )
    session.add(deal)
    session.flush()
    made = ask(session, make.request(session, opportunity_id=deal.id), team, dana)
    links = session.execute(select(OpportunityLink.kind, OpportunityLink.about_id)).all()
    assert [tuple(one) for one in links] == [(LinkKind.ASK, made.id)]


def test_ask_me_first_needs_a_note_by_hand(session: Session, request_: Request, team: Person) -> None:
    samir = make.advocate(session, name="Samir Haddad", willing={"call": Answer.ASK_FIRST})
    with pytest.raises(Refused) as refused:
        ask(session, request_, team, samir)
    assert refused.value.reason == "needs_note"


def test_ask_me_first_is_never_asked_at_once_with_others(
    session: Session, request_: Request, team: Person, dana: Advocate
) -> None:
    samir = make.advocate(session, name="Samir Haddad", willing={"call": Answer.ASK_FIRST})
    assert several(session, request_, team, samir, dana) == 1
    assert standing(session, request_) == [(samir.id, CandidateState.PASSED_OVER), (dana.id, CandidateState.ASKED)]
    assert "Ask me first" in (place_of(session, request_, samir).why_not or "")
    assert session.scalar(select(func.count()).select_from(Ask)) == 1
    assert ask(session, request_, team, samir, lines.Note(by_hand="A word from me.")).state is AskState.SENT


def test_the_first_yes_fills_and_releases_who_was_not_reached_without_a_trace(
    session: Session, request_: Request, team: Person, dana: Advocate, ines: Advocate
) -> None:
    several(session, request_, team, dana, ines)
    to_dana, to_ines = (open_ask_of(session, request_, who) for who in (dana, ines))
    accept(session, to_ines, ines)
    session.refresh(request_)
    assert request_.state is RequestState.FILLED
    assert standing(session, request_) == [(dana.id, CandidateState.RELEASED), (ines.id, CandidateState.ACCEPTED)]
    session.refresh(to_dana)
    assert (to_dana.state, to_dana.holds_place) == (AskState.WITHDRAWN, False)
    assert make.match_row(session, dana).last_high_on is None
    assert not promised(session, Topic.ASK_RELEASED)
    message = select(Outbox.state).where(Outbox.topic == Topic.ASK_SENT, Outbox.ask_id == to_dana.id)
    assert session.scalar(message) is MessageState.CANCELLED
    with pytest.raises(Refused, match="Nothing is expected of you"):
        accept(session, to_dana, dana)
    assert not places.differences(session)


def test_who_was_reached_hears_of_it_and_keeps_their_quiet_period(
    session: Session, request_: Request, team: Person, dana: Advocate, ines: Advocate
) -> None:
    several(session, request_, team, dana, ines)
    to_dana = open_ask_of(session, request_, dana)
    to_dana.reached_at = NOW
    session.flush()
    accept(session, open_ask_of(session, request_, ines), ines)
    assert promised(session, Topic.ASK_RELEASED) == [dana.person_id]
    assert make.match_row(session, dana).last_high_on == TODAY


def test_saying_yes_twice_fills_once_and_an_ask_without_a_request_is_untouched(
    session: Session, request_: Request, team: Person, dana: Advocate, ines: Advocate
) -> None:
    made = ask(session, request_, team, dana)
    accept(session, made, dana)
    assert accept(session, made, dana).state is AskState.ACCEPTED
    assert accept(session, make.ask(session, ines), ines).state is AskState.ACCEPTED


def test_a_yes_that_is_taken_back_opens_the_request_again(
    session: Session, request_: Request, team: Person, dana: Advocate
) -> None:
    made = ask(session, request_, team, dana)
    accept(session, made, dana)
    decline(session, made, dana)
    session.refresh(request_)
    assert (request_.state, request_.closed_at) == (RequestState.OPEN, None)
    assert standing(session, request_) == [(dana.id, CandidateState.SAID_NO)]
    assert place_of(session, request_, dana).released_until is None
    asks.accept(session, ask_id=made.id, via=Via.PORTAL, actor_id=dana.person_id, now=NOW + DAY)
    assert standing(session, request_) == [(dana.id, CandidateState.ACCEPTED)]
    assert promised(session, Topic.REQUEST_TOLD) == [request_.requester_id] * 2
    assert promised(session, Topic.REQUEST_REOPENED) == [request_.requester_id]


def test_who_asks_for_their_own_request_hears_once_of_a_yes_that_is_taken_back(
    session: Session, team: Person, dana: Advocate
) -> None:
    own = make.request(session, requester=team)
    made = ask(session, own, team, dana)
    accept(session, made, dana)
    decline(session, made, dana)
    assert promised(session, Topic.ASK_CALLED_OFF) == [team.id]
    assert promised(session, Topic.REQUEST_REOPENED) == []


def test_a_no_becomes_a_yes_only_while_the_request_is_open(
    session: Session, request_: Request, team: Person, dana: Advocate, ines: Advocate
) -> None:
    made = ask(session, request_, team, dana)
    decline(session, made, dana)
    accept(session, ask(session, request_, team, ines), ines)
    with pytest.raises(Refused, match="settled meanwhile"), session.begin_nested():
        accept(session, made, dana)


def test_the_next_in_line_is_asked_after_a_no_and_only_then(
    session: Session, request_: Request, team: Person, dana: Advocate, ines: Advocate
) -> None:
    put(session, request_, team, dana, ines)
    assert lines.go_on(session, now=NOW) == 0, "nobody was asked by hand yet"
    made = ask(session, request_, team, dana)
    assert lines.go_on(session, now=NOW) == 0
    decline(session, made, dana)
    assert lines.go_on(session, now=NOW) == 1
    assert standing(session, request_) == [(dana.id, CandidateState.SAID_NO), (ines.id, CandidateState.ASKED)]
    assert lines.go_on(session, now=NOW) == 0


def test_after_handing_on_the_next_in_line_is_asked_and_not_who_was_named(
    session: Session, request_: Request, team: Person, dana: Advocate, ines: Advocate
) -> None:
    put(session, request_, team, dana, ines)
    made = ask(session, request_, team, dana)
    asks.hand_on(
        session,
        ask_id=made.id,
        via=Via.PORTAL,
        actor_id=dana.person_id,
        now=NOW,
        name="Owen Pritchard",
        email="owen@grid.example",
    )
    assert lines.go_on(session, now=NOW) == 1
    assert standing(session, request_) == [(dana.id, CandidateState.SAID_NO), (ines.id, CandidateState.ASKED)]
    named = session.scalars(select(Nomination.id)).one()
    assert [one.nomination_id for one in queries.line(session, request_.id)] == [named, None]


def test_the_next_in_line_is_asked_after_the_day_to_answer(
    session: Session, request_: Request, team: Person, dana: Advocate, ines: Advocate
) -> None:
    put(session, request_, team, dana, ines)
    made = ask(session, request_, team, dana)
    later = NOW + (made.reply_by - TODAY + DAY)
    assert asks.expire_due(session, now=later) == 1
    assert lines.settle_due(session, now=later) == 1
    assert lines.go_on(session, now=later) == 1
    assert standing(session, request_)[1] == (ines.id, CandidateState.ASKED)


def test_who_is_no_longer_free_is_passed_over_with_the_reason(
    session: Session, request_: Request, team: Person, dana: Advocate, ines: Advocate
) -> None:
    samir = make.advocate(session, name="Samir Haddad", willing={"call": Answer.ASK_FIRST})
    put(session, request_, team, dana, samir, ines)
    decline(session, ask(session, request_, team, dana), dana)
    preferences.take_break(
        session, advocate_id=ines.id, until=TODAY + 9 * DAY, today=TODAY, actor_id=ines.person_id, now=NOW
    )
    assert [lines.go_on(session, now=NOW) for _ in range(3)] == [1, 1, 0]
    assert standing(session, request_)[1:] == [
        (samir.id, CandidateState.PASSED_OVER),
        (ines.id, CandidateState.PASSED_OVER),
    ]
    assert "asked by a person of the team" in (place_of(session, request_, samir).why_not or "")
    assert "On a break." in (place_of(session, request_, ines).why_not or "")


def test_asks_of_a_request_that_has_ended_are_taken_back(
    session: Session, request_: Request, team: Person, dana: Advocate
) -> None:
    made = ask(session, request_, team, dana)
    assert lines.release_due(session, now=NOW) == 0
    request_.state, request_.closed_at = RequestState.WITHDRAWN, NOW
    session.flush()
    with pytest.raises(Refused, match="settled meanwhile"), session.begin_nested():
        accept(session, made, dana)
    assert lines.release_due(session, now=NOW) == 1
    session.refresh(made)
    assert made.state is AskState.WITHDRAWN
    with pytest.raises(Refused, match="withdrawn"):
        ask(session, request_, team, make.advocate(session))


def test_contact_details_are_the_requesters_until_a_day_and_each_look_is_written_down(
    session: Session, request_: Request, team: Person, dana: Advocate
) -> None:
    def look(who: int, days: int = 0) -> str:
        shown = lines.show_contact(session, request_id=request_.id, viewer_id=who, now=NOW + days * DAY)
        return shown.email

    made = ask(session, request_, team, dana)
    with pytest.raises(NotFound):
        look(request_.requester_id)
    accept(session, made, dana)
    until = (request_.needed_by - TODAY).days + 30
    person = session.get_one(Person, dana.person_id)
    assert look(request_.requester_id) == look(request_.requester_id, until - 1) == person.email
    for viewer, days in ((make.colleague(session).id, 0), (team.id, 0), (request_.requester_id, until)):
        with pytest.raises(NotFound):
            look(viewer, days)
    looks = session.execute(select(ContactView.advocate_id, ContactView.viewer_id)).all()
    assert [tuple(one) for one in looks] == [(dana.id, request_.requester_id)] * 2
    make.match_row(session, dana).shares_contact = False
    session.flush()
    with pytest.raises(NotFound):
        look(request_.requester_id)


def test_who_left_after_a_call_is_nobodys_to_reach_any_more(
    session: Session, request_: Request, team: Person, dana: Advocate
) -> None:
    call = ask(session, request_, team, dana)
    asks.accept(session, ask_id=call.id, via=Via.LINK, actor_id=None, now=NOW)
    asks.complete(session, ask_id=call.id, on=TODAY, evidence="Held", actor_id=team.id, now=NOW)
    assert queries.released(session, request_.id, request_.requester_id, TODAY)
    advocates.leave(session, advocate_id=dana.id, actor_id=dana.person_id, now=NOW)
    assert queries.released(session, request_.id, request_.requester_id, TODAY) is None
    with pytest.raises(NotFound):
        lines.show_contact(session, request_id=request_.id, viewer_id=request_.requester_id, now=NOW)


@pytest.mark.parametrize("by_requester", [True, False])
def test_who_asks_for_their_own_request_hears_that_somebody_else_took_the_ask_back(
    session: Session, team: Person, dana: Advocate, *, by_requester: bool
) -> None:
    request = make.request(session, requester=team)
    call = ask(session, request, team, dana)
    asks.accept(session, ask_id=call.id, via=Via.LINK, actor_id=None, now=NOW)
    by = team if by_requester else make.person(session)
    asks.withdraw(session, ask_id=call.id, via=Via.TEAM, actor_id=by.id, now=NOW)
    told = session.scalars(select(Outbox.recipient_id).where(Outbox.topic == Topic.REQUEST_REOPENED)).all()
    assert told == ([] if by_requester else [team.id])


def test_who_says_that_a_call_was_missed_is_not_told_so(session: Session, team: Person, dana: Advocate) -> None:
    request = make.request(session)
    call = ask(session, request, team, dana)
    asks.accept(session, ask_id=call.id, via=Via.LINK, actor_id=None, now=NOW)
    asks.no_show(session, ask_id=call.id, actor_id=request.requester_id, now=NOW)
    session.refresh(request)
    assert request.state is RequestState.OPEN
    assert session.scalars(select(Outbox).where(Outbox.topic == Topic.REQUEST_REOPENED)).all() == []
