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
from portal.domain.kinds import (
    AskState,
    DepartureKind,
    InvitationState,
    JoinRequestState,
    MessageState,
    SignalKind,
    Stage,
)
from portal.domain.models import (
    Activity,
    Adjustment,
    Advocate,
    Ask,
    Departure,
    Interview,
    Invitation,
    JoinRequest,
    MatchRow,
    Outbox,
    Redemption,
    Signal,
)
from portal.domain.operations import verification
from portal.domain.queries import (
    advocates,
    departments,
    freshness,
    grounds,
    join_links,
    merges,
    nominations,
    searches,
    signals,
    thanks,
    validations,
)
from portal.domain.rules.caps import OPEN_END
from portal.domain.rules.searches import Criteria, Freshness
from portal.domain.value_kinds import AdjustmentState, RedemptionState
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


def test_something_was_given_back_in_every_state(told: Database) -> None:
    with told.reading() as session:
        assert set(states(session, Redemption.state)) == set(RedemptionState)
        assert states(session, Adjustment.state)[AdjustmentState.WAITING] == 1
        assert len(thanks.wall(session)) == 2
        assert thanks.owed(session)


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


def test_three_can_speak_about_retail_and_are_fresh(told: Database) -> None:
    """The search that the program is shown with (SEG-1, ADV-6)."""
    with told.reading() as session:
        ground = grounds.ground(session, SATURDAY_NIGHT)
        speaking = session.execute(select(Activity.id).where(Activity.slug == "speak")).scalar_one()
        wanted = Criteria(industries=("Retail",), employees_from=1_001, activity_id=speaking, freshness=Freshness.FRESH)
        found = searches.newest(session, wanted, ground, limit=10)
        assert len(found) >= 3
        hot = [one for one in advocates.listed(session, found) if one.is_hot(ground.today)]
        assert 1 <= len(hot) < len(found)


def test_most_people_are_fresh_and_some_of_each_are_not(told: Database) -> None:
    with told.reading() as session:
        today = grounds.ground(session, SATURDAY_NIGHT).today
        counts = freshness.counts(session, today)
        assert 5 <= counts[freshness.View.DUE] <= 15
        assert counts[freshness.View.WRONG] == 1
        assert counts[freshness.View.SOON] >= 1
        assert len(session.scalars(select(Interview.id)).all()) >= 5


def test_somebody_left_and_somebody_is_here_twice(told: Database) -> None:
    with told.reading() as session:
        assert {DepartureKind.LEFT, DepartureKind.MOVED} & set(states(session, Departure.kind))
        assert [(pair.newer.name, pair.older.name) for pair in merges.likely(session).pairs] == [
            ("Mei Ling Tan", "Mei-Ling Tan")
        ]
        assert validations.how_many(session, None) >= 5


def test_a_survey_waits_to_be_worked_through(told: Database) -> None:
    """More than a page of candidates; answers of every kind that make none; a correction; some decided long ago."""
    with told.reading() as session:
        numbers = signals.counts(session)
        heard = session.execute(select(Signal.kind, Signal.feeling, Signal.corrected_at)).all()
    assert numbers[signals.Tab.WAITING] > 20
    assert min(numbers.values()) > 3
    assert {kind for kind, _, _ in heard} == set(SignalKind)
    assert any(feeling is None for _, feeling, _ in heard)
    assert any(corrected_at for _, _, corrected_at in heard)
