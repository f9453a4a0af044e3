"""Rewards, thanks and points, for the messages that tell of them."""

from datetime import timedelta

from sqlalchemy import select

from portal.domain.kinds import Role, Topic
from portal.domain.leases import Claimed
from portal.domain.models import (
    Redemption,
)
from portal.domain.operations import (
    redemptions,
    thanks,
)
from portal.domain.value_kinds import Fulfilment, RewardKind
from tests import make
from tests.jobs.letter_world import World


def chosen(world: World, **reward: object) -> Redemption:
    make.points(world.session, world.dana, 340)
    owner = make.person(world.session, role=Role.COLLEAGUE, name="Hanna Weiss")
    made = make.reward(
        world.session,
        kind=RewardKind.EXECUTIVE_TIME,
        points=200,
        fulfilment=Fulfilment.OWNER,
        owner=owner,
        question="What would you like to talk about?",
        **reward,  # type: ignore[arg-type]
    )
    made.name = "An hour with our product chief"
    return redemptions.choose(
        world.session,
        advocate_id=world.dana.id,
        reward_id=made.id,
        key="one",
        wishes=redemptions.Wishes(allowed=True, words="The forecasts of next year."),
        now=make.NOW,
    )


def redemption_held(world: World) -> Claimed:
    chosen(world)
    return world.about(Topic.REDEMPTION_TOLD)


def redemption_approved(world: World) -> Claimed:
    made = chosen(world)
    redemptions.approve(world.session, redemption_id=made.id, actor_id=world.priya.id, now=make.NOW)
    return world.about(Topic.REDEMPTION_TOLD)


def redemption_fulfilled(world: World) -> Claimed:
    redemption_approved(world)
    made = world.session.scalars(select(Redemption)).one()
    redemptions.fulfil(world.session, redemption_id=made.id, actor_id=world.priya.id, now=make.NOW)
    return world.about(Topic.REDEMPTION_TOLD)


def redemption_released(world: World) -> Claimed:
    made = chosen(world)
    redemptions.release(
        world.session,
        redemption_id=made.id,
        reason="Hanna is away until the spring, and we’re sorry.",
        actor_id=world.priya.id,
        now=make.NOW,
    )
    return world.about(Topic.REDEMPTION_TOLD)


def redemption_assigned(world: World) -> Claimed:
    redemption_approved(world)
    return world.about(Topic.REDEMPTION_ASSIGNED)


def thanked(world: World) -> Claimed:
    thanks.give(
        world.session,
        advocate_id=world.dana.id,
        words="The call you took in October decided it for them.\nThey start in January.",
        author_id=world.priya.id,
        now=make.NOW,
    )
    return world.about(Topic.THANKS_GIVEN)


def expiring(world: World) -> Claimed:
    make.points(world.session, world.dana, 120, now=make.NOW - timedelta(days=800))
    return world.to_dana(Topic.POINTS_EXPIRING, about_id=world.dana.id)
