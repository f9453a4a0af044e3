"""Who may be asked for a review, and in which words (RWD-6, REQ-9)."""

from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import CampaignState, TargetState
from portal.domain.errors import Refused
from portal.domain.kinds import Channel, Role
from portal.domain.models import Advocate, Person
from portal.domain.operations import campaigns, segments
from portal.domain.rules.searches import Criteria
from tests import make
from tests.make import NOW
from tests.operations.test_campaigns import campaign, crowd, segment, start, targets, wording


@pytest.mark.parametrize(
    "criteria",
    [
        Criteria(channels=(Channel.SENTIMENT,)),
        Criteria(channels=(Channel.SELF, Channel.SURVEY)),
        Criteria(tags=("Promoter",)),
        Criteria(words="nps promoter"),
        Criteria(tags=("healthy account",)),
    ],
)
def test_a_review_by_score_sentiment_or_health_cant_be_saved(session: Session, criteria: Criteria) -> None:
    of = segment(session, criteria)
    with pytest.raises(Refused, match="whatever their score, sentiment or health"):
        campaign(session, "review", of=of)
    assert campaign(session, "quote", of=of).id


@pytest.mark.parametrize("words", ["healthcare", "operating", "core"])
def test_words_that_only_look_like_it_can(session: Session, words: str) -> None:
    assert campaign(session, "review", of=segment(session, Criteria(words=words, tags=(words,)))).id


def test_nor_started_once_the_segment_changed(session: Session) -> None:
    crowd(session, 2)
    of = segment(session)
    made = campaign(session, "review", of=of)
    by_feeling = Criteria(channels=(Channel.SENTIMENT,))
    segments.change(session, segment_id=of.id, criteria=by_feeling, actor_id=made.asker_id, now=NOW)
    with pytest.raises(Refused, match="score, sentiment or health"):
        start(session, made)


def test_a_score_keeps_nobody_from_being_asked_for_a_review(session: Session) -> None:
    who = crowd(session, 2)
    session.execute(update(Advocate).where(Advocate.id == who[0].id).values(score=1, score_on=date(2020, 1, 1)))
    made = start(session, campaign(session, "review"))
    assert [state for state, _ in targets(session, made).values()] == [TargetState.WAITING] * 2


def test_our_own_people_are_never_asked_for_a_review(session: Session) -> None:
    program = make.program(session)
    program.sender_address, program.help_address = "hello@mail.Larkfield.example", "help@larkfield.example"
    theirs = make.advocate(session, email="somebody@bark.example")
    ours = [
        make.advocate(session, email=f"somebody@{host}") for host in ("mail.larkfield.example", "larkfield.example")
    ]
    staff = make.advocate(session)
    session.get_one(Person, staff.person_id).role = Role.COLLEAGUE
    session.flush()
    made = start(session, campaign(session, "review"))
    became = targets(session, made)
    assert {became[one.id] for one in (*ours, staff)} == {(TargetState.LEFT_OUT, "own_people")}
    assert became[theirs.id] == (TargetState.WAITING, None)
    for one in ours:
        with pytest.raises(Refused, match="our own people"):
            make.ask(session, one, "review")


def test_an_app_store_is_named_in_no_ask_that_credits_points(session: Session) -> None:
    crowd(session, 1)
    of = segment(session)
    assert make.activity(session, "review").points
    for why in ("Please rate us in the App Store.", "On Google Play, at play.google.com."):
        with pytest.raises(Refused, match="lets nobody thank for a review"):
            campaign(session, "review", of=of, why=why)
    assert campaign(session, "quote", of=of, why="As you said in the App Store.").id
    make.activity(session, "review").points = 0
    assert campaign(session, "review", of=of, why="Please rate us in the App Store.").id


def test_what_was_allowed_when_it_was_written_is_looked_at_again_when_it_starts(session: Session) -> None:
    crowd(session, 1)
    of = segment(session)
    activity = make.activity(session, "review")
    points, activity.points = activity.points, 0
    made = campaign(session, "review", of=of, why="Please rate us in the App Store.")
    activity.points = points
    with pytest.raises(Refused, match="credits points"):
        start(session, made)
    campaigns.rewrite(session, campaign_id=made.id, wording=wording(session, made), actor_id=made.asker_id, now=NOW)
    question, activity.question = activity.question, "Would you write us a glowing review {when}?"
    with pytest.raises(Refused, match="glowing"):
        start(session, made)
    activity.question, activity.archived = question, True
    with pytest.raises(Refused, match="no longer asked for"):
        start(session, made)
    activity.archived = False
    segments.delete(session, segment_id=of.id, actor_id=made.asker_id, now=NOW)
    with pytest.raises(Refused, match="segment was deleted"):
        start(session, made)
    segments.restore(session, segment_id=of.id, actor_id=made.asker_id, now=NOW)
    assert start(session, made).state is CampaignState.RUNNING


@pytest.mark.parametrize("why", ["Give us 5 stars: a five-star review helps.", "A positive review would be great."])
def test_a_review_is_asked_for_not_praise(session: Session, why: str) -> None:
    of = segment(session)
    with pytest.raises(Refused, match="not praise"):
        campaign(session, "review", of=of, why=why)
    made = campaign(session, "review", of=of)
    with pytest.raises(Refused, match="not praise"):
        campaigns.rewrite(
            session, campaign_id=made.id, wording=wording(session, made, why), actor_id=made.asker_id, now=NOW
        )
