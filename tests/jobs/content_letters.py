"""What became of content, for the messages that tell of it."""

from datetime import timedelta

from portal.domain.kinds import Topic, Use
from portal.domain.leases import Claimed
from portal.domain.operations import (
    contents,
    works,
)
from tests import make
from tests.jobs.letter_world import World


def approval(world: World) -> Claimed:
    make.sent(world.session, world.content())
    return world.about(Topic.CONTENT_SENT)


def approval_reminded(world: World) -> Claimed:
    make.sent(world.session, world.content(), now=make.NOW - timedelta(days=31))
    assert contents.remind_due(world.session, now=make.NOW) == 1
    return world.about(Topic.CONTENT_REMINDED)


def approved(world: World) -> Claimed:
    content = make.sent(world.session, world.content())
    contents.approve(
        world.session, content_id=content.id, version=1, extras=[Use.NAME], actor_id=world.dana.person_id, now=make.NOW
    )
    return world.about(Topic.CONTENT_ANSWERED)


def approved_told(world: World) -> Claimed:
    approved(world)
    return world.about(Topic.CONTENT_TOLD)


def reworded(world: World) -> Claimed:
    content = make.sent(world.session, world.content())
    contents.reword(
        world.session,
        content_id=content.id,
        version=1,
        words="It took nine weeks.",
        actor_id=world.dana.person_id,
        now=make.NOW,
    )
    return world.about(Topic.CONTENT_ANSWERED)


def content_declined(world: World) -> Claimed:
    content = make.sent(world.session, world.content())
    contents.decline(
        world.session,
        content_id=content.id,
        version=1,
        reason="Our press team says no.",
        actor_id=world.dana.person_id,
        now=make.NOW,
    )
    return world.about(Topic.CONTENT_TOLD)


def declined_after_a_yes(world: World) -> Claimed:
    """Of other words than those they had approved."""
    content = make.published(world.session, world.dana, by=world.priya)
    contents.reword(
        world.session,
        content_id=content.id,
        version=1,
        words="It took nine weeks.",
        actor_id=world.dana.person_id,
        now=make.NOW,
    )
    make.sent(world.session, content)
    contents.decline(
        world.session,
        content_id=content.id,
        version=2,
        reason="Our press team says no.",
        actor_id=world.dana.person_id,
        now=make.NOW,
    )
    return world.about(Topic.CONTENT_TOLD)


def out(world: World) -> Claimed:
    make.published(world.session, world.dana, by=world.priya)
    return world.about(Topic.CONTENT_PUBLISHED)


def revoked(world: World) -> Claimed:
    content = make.published(world.session, world.dana, by=world.priya)
    contents.revoke(world.session, content_id=content.id, actor_id=world.dana.person_id, now=make.NOW)
    return world.about(Topic.CONTENT_ANSWERED)


def revoked_told(world: World) -> Claimed:
    revoked(world)
    return world.about(Topic.CONTENT_TOLD)


def narrowed(world: World) -> Claimed:
    content = make.published(world.session, world.dana, by=world.priya, extras=(Use.NAME, Use.LOGO))
    contents.revoke_uses(
        world.session, content_id=content.id, uses=[Use.NAME], actor_id=world.dana.person_id, now=make.NOW
    )
    return world.about(Topic.CONTENT_ANSWERED)


def overdue(world: World) -> Claimed:
    content = world.content()
    works.plan(
        world.session,
        content_id=content.id,
        starts_on=make.TODAY - timedelta(days=10),
        owner_id=world.priya.id,
        actor_id=world.priya.id,
        now=make.NOW,
    )
    works.warn_overdue(world.session, now=make.NOW)
    return world.about(Topic.WORK_OVERDUE)
