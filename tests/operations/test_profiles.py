"""An advocate's details, and leaving and coming back (ADV-2, ADV-3, ADV-10)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.errors import Refused
from portal.domain.kinds import AskState, Stage, Topic, Via
from portal.domain.models import Advocate, Audit, MatchRow, Outbox, Person
from portal.domain.operations import advocates, asks, freshness, interviews, places, profiles
from portal.domain.operations.interviews import Told
from portal.domain.queries import freshness as known
from portal.domain.queries import profiles as queries
from portal.domain.queries.profiles import Details
from portal.domain.rules.freshness import Item
from tests import make
from tests.make import NOW

DETAILS = Details(
    name="Dana Okafor",
    title="VP Supply Chain",
    phone=None,
    time_zone="Europe/London",
    persona=None,
    region="EMEA",
    languages=["English"],
    products=[],
    use_cases=[],
    outcomes=None,
    story=None,
    expertise=None,
    interests=None,
    rather_not=None,
)


def trail(session: Session, action: str) -> list[Audit]:
    return list(session.scalars(select(Audit).where(Audit.action == action)))


def test_one_row_names_the_changed_fields(session: Session) -> None:
    who = make.advocate(session)
    member = make.person(session)
    changed = profiles.update(session, advocate_id=who.id, details=DETAILS, actor_id=member.id, now=NOW)
    assert set(changed) == {"title", "time_zone", "region", "languages"}
    assert [(set(row.fields), row.actor_id) for row in trail(session, "profile.changed")] == [(set(changed), member.id)]
    assert profiles.update(session, advocate_id=who.id, details=DETAILS, actor_id=member.id, now=NOW) == ()
    assert len(trail(session, "profile.changed")) == 1
    emptied = replace(DETAILS, region=None)
    assert profiles.update(session, advocate_id=who.id, details=emptied, actor_id=member.id, now=NOW) == ("region",)


def test_nobody_is_without_a_name(session: Session) -> None:
    who = make.advocate(session)
    with pytest.raises(Refused, match="Enter a name"):
        profiles.update(session, advocate_id=who.id, details=replace(DETAILS, name=" "), actor_id=None, now=NOW)


def test_leaving_ends_every_open_ask_and_tells_each_asker(session: Session) -> None:
    who = make.advocate(session)
    agreed = make.ask(session, who, "call")
    asks.accept(session, ask_id=agreed.id, via=Via.PORTAL, actor_id=who.person_id, now=NOW)
    waiting = make.ask(session, who, "review")
    advocates.leave(session, advocate_id=who.id, actor_id=who.person_id, now=NOW)
    session.expire_all()
    assert {agreed.state, waiting.state} == {AskState.WITHDRAWN}
    told = session.scalars(select(Outbox).where(Outbox.topic == Topic.ASK_CALLED_OFF)).all()
    assert {(row.ask_id, row.recipient_id) for row in told} == {
        (agreed.id, agreed.asker_id),
        (waiting.id, waiting.asker_id),
    }
    row = make.match_row(session, who)
    assert (row.may_be_asked, row.open_ask_id) == (False, None)
    assert places.differences(session) == []


def test_leaving_and_coming_back_twice_is_once(session: Session) -> None:
    who = make.advocate(session)
    for _ in range(2):
        advocates.leave(session, advocate_id=who.id, actor_id=who.person_id, now=NOW)
    for _ in range(2):
        advocates.come_back(session, advocate_id=who.id, actor_id=who.person_id, now=NOW + timedelta(days=1))
    assert (len(trail(session, "advocate.left")), len(trail(session, "advocate.came_back"))) == (1, 1)
    advocate = session.get_one(Advocate, who.id)
    assert (advocate.stage, advocate.left_at) == (Stage.JOINED, None)
    assert make.match_row(session, who).may_be_asked


def test_the_last_ask_counts_after_coming_back(session: Session) -> None:
    who = make.advocate(session)
    ask = make.ask(session, who, "call")
    asks.decline(session, ask_id=ask.id, via=Via.PORTAL, actor_id=who.person_id, now=NOW)
    advocates.leave(session, advocate_id=who.id, actor_id=who.person_id, now=NOW)
    advocates.come_back(session, advocate_id=who.id, actor_id=who.person_id, now=NOW)
    with pytest.raises(Refused) as refused:
        make.ask(session, who, "story")
    assert refused.value.reason == "quiet"


def test_whom_the_team_let_go_asks_the_team(session: Session) -> None:
    who = make.advocate(session, stage=Stage.DEPARTED)
    with pytest.raises(Refused, match="Write to us"):
        advocates.come_back(session, advocate_id=who.id, actor_id=who.person_id, now=NOW)
    assert session.get_one(Person, who.person_id).disabled_at is None
    assert not session.get_one(MatchRow, who.id).may_be_asked


def told(story: str, days_ago: int, by: Person) -> Told:
    return Told((NOW - timedelta(days=days_ago)).date(), by.id, "Eleven cold stores.", story, [], [])


def shown(session: Session, who: Advocate) -> str | None:
    return queries.of_advocate(session, who.id).story


def test_a_story_in_their_own_words_counts_before_what_an_interview_holds(session: Session) -> None:
    """ADV-3, ADV-5."""
    who, priya = make.advocate(session), make.person(session)
    interviews.add(
        session, advocate_id=who.id, told=told("We moved forty carriers.", 300, priya), actor_id=priya.id, now=NOW
    )
    assert shown(session, who) == "We moved forty carriers."
    same = replace(DETAILS, story="We moved forty carriers.")
    assert "story" not in profiles.update(session, advocate_id=who.id, details=same, actor_id=who.person_id, now=NOW)
    assert who.story is None
    own = replace(DETAILS, story="I moved sixty carriers.")
    assert profiles.update(session, advocate_id=who.id, details=own, actor_id=who.person_id, now=NOW) == ("story",)
    assert confirmed(session, who) == NOW.date()
    later = told("They moved seventy.", 1, priya)
    interviews.add(session, advocate_id=who.id, told=later, actor_id=priya.id, now=NOW + timedelta(days=9))
    assert shown(session, who) == "I moved sixty carriers."
    assert confirmed(session, who) == NOW.date()


def test_a_story_that_was_emptied_does_not_come_back(session: Session) -> None:
    who, priya = make.advocate(session), make.person(session)
    interviews.add(session, advocate_id=who.id, told=told("We moved.", 300, priya), actor_id=priya.id, now=NOW)
    profiles.update(session, advocate_id=who.id, details=DETAILS, actor_id=who.person_id, now=NOW)
    assert shown(session, who) is None
    assert confirmed(session, who) is None
    assert profiles.update(session, advocate_id=who.id, details=DETAILS, actor_id=who.person_id, now=NOW) == ()


def test_a_story_called_wrong_is_right_again_once_they_wrote_it(session: Session) -> None:
    who, priya = make.advocate(session), make.person(session)
    interviews.add(session, advocate_id=who.id, told=told("We moved.", 30, priya), actor_id=priya.id, now=NOW)
    freshness.answer(session, advocate_id=who.id, right={}, wrong=[Item.STORY], actor_id=who.person_id, now=NOW)
    own, later = replace(DETAILS, story="I moved."), NOW + timedelta(hours=1)
    profiles.update(session, advocate_id=who.id, details=own, actor_id=who.person_id, now=later)
    story = {one.item: one for one in known.known_of(session, who.id)}[Item.STORY]
    assert (story.wrong_on, story.confirmed_on) == (None, later.date())


def confirmed(session: Session, who: Advocate) -> object:
    session.flush()
    story = {one.item: one for one in known.known_of(session, who.id)}.get(Item.STORY)
    return story and story.confirmed_on
