"""What became of an ask, for the messages that tell of it."""

from datetime import date, timedelta

from portal.domain.kinds import Topic, Via
from portal.domain.leases import Claimed
from portal.domain.operations import (
    asks,
    campaigns,
    segments,
)
from portal.domain.rules.searches import Criteria
from tests import make
from tests.jobs.letter_world import World


def received(world: World) -> Claimed:
    world.accepted()
    return world.about(Topic.ASK_ANSWERED)


def another_time(world: World) -> Claimed:
    asks.suggest_time(
        world.session,
        ask_id=world.ask().id,
        via=Via.LINK,
        actor_id=None,
        now=make.NOW,
        on=date(2026, 12, 8),
        at=None,
        words="mornings are best",
    )
    return world.about(Topic.ASK_ANSWERED)


def declined(world: World) -> Claimed:
    asks.decline(world.session, ask_id=world.ask().id, via=Via.LINK, actor_id=None, now=make.NOW, reason="No time.")
    return world.about(Topic.ASK_ANSWERED)


def told(world: World) -> Claimed:
    asks.decline(world.session, ask_id=world.ask().id, via=Via.LINK, actor_id=None, now=make.NOW, reason="No time.")
    return world.about(Topic.ASK_TOLD)


def told_undelivered(world: World) -> Claimed:
    asks.undeliver(world.session, ask_id=world.ask().id, now=make.NOW)
    return world.about(Topic.ASK_TOLD)


def told_withdrawn(world: World) -> Claimed:
    asks.undeliver(world.session, ask_id=world.ask().id, now=make.NOW, may_have_arrived=True)
    return world.about(Topic.ASK_TOLD)


def called_off_by_the_team(world: World) -> Claimed:
    asks.withdraw(world.session, ask_id=world.accepted().id, via=Via.TEAM, actor_id=world.priya.id, now=make.NOW)
    return world.about(Topic.ASK_CALLED_OFF)


def ask_released(world: World) -> Claimed:
    ask = world.ask()
    ask.reached_at = make.NOW
    asks.release(world.session, ask_id=ask.id, now=make.NOW)
    return world.about(Topic.ASK_RELEASED)


def called_off_by_dana(world: World) -> Claimed:
    asks.decline(world.session, ask_id=world.accepted().id, via=Via.LINK, actor_id=None, now=make.NOW)
    return world.about(Topic.ASK_CALLED_OFF)


def campaign_tested(world: World) -> Claimed:
    """Of a campaign for reviews, which credits points."""
    industry = Criteria(industries=("logistics",))
    segment = segments.save(world.session, name="All", criteria=industry, actor_id=world.priya.id, now=make.NOW)
    wording = campaigns.Wording(
        name="Autumn reviews",
        segment_id=segment.id,
        activity_id=make.activity(world.session, "review").id,
        other_role="supply chain director",
        other_industry="logistics",
        happen_by=make.TODAY + timedelta(days=30),
        why="Whoever chooses next reads what you have to say.",
        hours=1,
    )
    made = campaigns.draft(world.session, wording=wording, actor_id=world.priya.id, now=make.NOW)
    campaigns.send_test(world.session, campaign_id=made.id, actor_id=world.priya.id, now=make.NOW)
    return world.about(Topic.CAMPAIGN_TESTED)
