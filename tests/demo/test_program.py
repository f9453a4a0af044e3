"""The invented program of a first start is whole, in order, and the same every time."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.clock import SetClock
from portal.db import Database, connect
from portal.demo import program
from portal.domain.kinds import AskState, InvitationState, JoinRequestState, MessageState, Stage
from portal.domain.models import Advocate, Ask, Invitation, JoinRequest, MatchRow, Outbox
from portal.domain.operations import verification
from portal.domain.queries import departments, join_links, nominations
from portal.domain.rules.caps import OPEN_END
from portal.links import Links
from tests.fixtures.databases import Cluster

HASHES = Links("a secret of forty characters for the test").address_hashes
SATURDAY_NIGHT = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
"""The clocks change in that night."""


pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def told(cluster: Cluster) -> Iterator[Database]:
    with cluster.copy() as url:
        opened = connect(url, clock=SetClock(SATURDAY_NIGHT))
        assert program.fill(opened, address_hashes=HASHES)
        yield opened
        opened.close()


def states(session: Session, column: InstrumentedAttribute[object]) -> Counter[object]:
    return Counter(session.scalars(select(column)))


def test_every_state_that_a_page_can_show_is_there(told: Database) -> None:
    with told.reading() as session:
        assert set(states(session, Advocate.stage)) == set(Stage)
        assert set(states(session, Ask.state)) == set(AskState) - {AskState.DRAFT}
        assert set(states(session, Invitation.state)) == set(InvitationState)
        assert set(states(session, JoinRequest.state)) == set(JoinRequestState)
        messages = set(states(session, Outbox.state))
        assert messages >= {MessageState.DEFERRED, MessageState.FAILED, MessageState.UNCERTAIN, MessageState.SENT}
        assert sum(states(session, Advocate.stage).values()) >= 60
        assert states(session, MatchRow.break_until)[OPEN_END] >= 2
        assert states(session, MatchRow.resting)[True] >= 2


def test_colleagues_have_nominated_in_every_state(told: Database) -> None:
    with told.reading() as session:
        by_tab = nominations.counts(session)
        launched = Counter(one.launched_at is not None for one in departments.everything(session))
        links = join_links.everything(session)
    assert by_tab[nominations.Tab.REVIEW] >= 10
    assert min(by_tab.values()) >= 2
    assert launched == {True: 3, False: 1}
    assert links[0].joined >= 1


def test_its_books_are_in_order_and_only_todays_messages_wait(told: Database) -> None:
    queued = select(Outbox.created_at).where(Outbox.state == MessageState.QUEUED)
    with told.reading() as session:
        assert list(verification.findings(session, seal_keys=[])) == []
        waiting = session.scalars(queued).all()
    assert len(waiting) == 6
    assert all(SATURDAY_NIGHT - made < timedelta(hours=1) for made in waiting)


def test_a_second_start_changes_nothing(told: Database) -> None:
    count = select(func.count()).select_from(Advocate)
    with told.reading() as session:
        before = session.scalar(count)
        assert not program.fill(told, address_hashes=HASHES)
        assert session.scalar(count) == before
