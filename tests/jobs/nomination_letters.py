"""What became of somebody who was nominated, for the messages that tell of it."""

from portal.domain.kinds import Channel, Topic
from portal.domain.leases import Claimed
from portal.domain.models import (
    Nomination,
)
from portal.domain.operations import (
    nominations,
    nominators,
)
from portal.links import Links
from tests import make
from tests.jobs.letter_world import SECRET, World


def nominated(world: World) -> int:
    leo = make.colleague(world.session)
    made = Nomination(
        name="Owen Pritchard", email="owen@grid.example", nominator_id=leo.id, channel=Channel.SALES, at=make.NOW
    )
    world.session.add(made)
    world.session.flush()
    return made.id


def nominee_invited(world: World) -> Claimed:
    links = Links(SECRET)
    nominations.invite(
        world.session,
        nomination_ids=[nominated(world)],
        actor_id=world.priya.id,
        address_hashes=links.address_hashes,
        now=make.NOW,
    )
    return world.about(Topic.NOMINATION_DECIDED)


def nominee_passed_over(world: World) -> Claimed:
    nominations.pass_over(
        world.session,
        nomination_ids=[nominated(world)],
        reason="We have enough people with a story like theirs for now.",
        actor_id=world.priya.id,
        now=make.NOW,
    )
    return world.about(Topic.NOMINATION_DECIDED)


def nominee_known(world: World) -> Claimed:
    nominations.merge(
        world.session,
        nomination_id=nominated(world),
        advocate_id=world.dana.id,
        actor_id=world.priya.id,
        now=make.NOW,
    )
    return world.about(Topic.NOMINATION_DECIDED)


def nominee_joined(world: World) -> Claimed:
    nominee_known(world)
    nominators.tell_joined(world.session, world.dana, now=make.NOW)
    return world.about(Topic.NOMINATION_JOINED)
