"""Each message about a reward tells the step it was promised for, and none that has been overtaken (RWD-3)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.kinds import Topic
from portal.domain.models import Outbox, Redemption
from portal.domain.operations import redemptions
from portal.domain.operations.redemptions import Wishes
from portal.domain.value_kinds import Fulfilment
from portal.links import Links
from portal.mail import letters
from tests import make
from tests.jobs.conftest import SECRET
from tests.jobs.letter_world import claimed

NOW = make.NOW


class World:
    def __init__(self, session: Session) -> None:
        self.session = session
        make.program(session)
        self.dana, self.priya = make.advocate(session), make.person(session)
        make.points(session, self.dana, 500)

    def choose(self, **facts: object) -> Redemption:
        reward = make.reward(self.session, points=100, **facts)  # type: ignore[arg-type]
        wishes = Wishes(allowed=True, address="12 Harbour Street" if reward.fulfilment is Fulfilment.POST else None)
        return redemptions.choose(
            self.session, advocate_id=self.dana.id, reward_id=reward.id, key="one", wishes=wishes, now=NOW
        )

    def told(self) -> list[tuple[object, object] | None]:
        """State and note of each message in turn, as it would be sent now; None for one that is left out."""
        desk = letters.Desk(self.session, Links(SECRET), make.program(self.session), "https://a.example", NOW)
        rows = self.session.scalars(select(Outbox).where(Outbox.topic == Topic.REDEMPTION_TOLD).order_by(Outbox.id))
        written = [
            letters.write(desk, claimed(row.topic, recipient_id=row.recipient_id, about_id=row.about_id))
            for row in rows
        ]
        return [one and (one[1].variables["state"], one[1].variables["note"]) for one in written]


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


def test_of_two_quick_steps_only_the_newest_is_told(world: World) -> None:
    made = world.choose()
    assert world.told() == [("held", None)]
    redemptions.approve(world.session, redemption_id=made.id, actor_id=world.priya.id, now=NOW)
    assert world.told() == [None, ("approved", None)]
    redemptions.fulfil(world.session, redemption_id=made.id, actor_id=world.priya.id, now=NOW)
    assert world.told() == [None, None, ("fulfilled", None)]
    reason = "It never arrived"
    redemptions.reopen(world.session, redemption_id=made.id, reason=reason, actor_id=world.priya.id, now=NOW)
    assert world.told() == [None, None, None, ("approved", reason)]
    redemptions.fulfil(world.session, redemption_id=made.id, actor_id=world.priya.id, now=NOW)
    assert world.told() == [None, None, None, None, ("fulfilled", None)]


def test_who_called_it_off_is_not_told_that_they_chose_it(world: World) -> None:
    made = world.choose()
    redemptions.cancel(world.session, redemption_id=made.id, advocate_id=world.dana.id, now=NOW)
    assert world.told() == [None]


def test_what_changes_nothing_is_nobody_s_news(world: World) -> None:
    """The first of two approvals, and a new address, are steps too."""
    made = world.choose(fulfilment=Fulfilment.POST, cents=100_000_00)
    redemptions.approve(world.session, redemption_id=made.id, actor_id=world.priya.id, now=NOW)
    redemptions.give_address(
        world.session, redemption_id=made.id, advocate_id=world.dana.id, address="1 Other Street", now=NOW
    )
    assert world.told() == [("held", None)]
