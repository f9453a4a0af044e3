"""One mail a day at most, in the reader's own morning, about something (REQ-2, ADO-1)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import RequestState
from portal.domain.kinds import Topic
from portal.domain.models import Account, Adoption, Content, Digest, Outbox, Person
from portal.domain.operations import digests, works
from portal.domain.queries.digests import Wish
from tests import make

MORNING = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
"""Half past seven in Rotterdam, on a Monday."""
EARLY_IN_MONTH = datetime(2026, 12, 1, 6, 30, tzinfo=UTC)


def reader(session: Session, who: Person, *, zone: str | None = None) -> Person:
    who.time_zone = zone
    session.add(Adoption(person_id=who.id, first_signed_in_at=make.NOW, last_signed_in_at=make.NOW))
    session.flush()
    return who


def team(session: Session, *, zone: str | None = None) -> Person:
    make.program(session).time_zone = "Europe/Amsterdam"
    return reader(session, make.person(session), zone=zone)


def days(session: Session, who: Person) -> Sequence[date]:
    return session.scalars(select(Digest.day).where(Digest.person_id == who.id).order_by(Digest.day)).all()


def test_what_waits_for_the_team_makes_one_digest_a_day(session: Session) -> None:
    priya = team(session)
    make.request(session)
    assert digests.make_due(session, now=MORNING) == 1
    assert digests.make_due(session, now=MORNING + timedelta(minutes=10)) == 0
    assert digests.make_due(session, now=MORNING + timedelta(days=1)) == 1
    assert days(session, priya) == [date(2026, 11, 23), date(2026, 11, 24)]
    promised = session.scalars(select(Outbox).where(Outbox.topic == Topic.DIGEST_MADE)).all()
    assert [row.recipient_id for row in promised] == [priya.id, priya.id]


def test_without_anything_to_say_there_is_none(session: Session) -> None:
    team(session)
    assert digests.make_due(session, now=MORNING) == 0


@pytest.mark.parametrize(
    ("zone", "at", "comes"),
    [
        ("Europe/Amsterdam", datetime(2026, 11, 23, 5, 59, tzinfo=UTC), False),
        ("Europe/Amsterdam", datetime(2026, 11, 23, 6, 0, tzinfo=UTC), True),
        ("Europe/Amsterdam", datetime(2026, 11, 23, 7, 59, tzinfo=UTC), True),
        ("Europe/Amsterdam", datetime(2026, 11, 23, 8, 0, tzinfo=UTC), False),
        ("Asia/Tokyo", datetime(2026, 11, 22, 22, 0, tzinfo=UTC), True),
        ("Asia/Tokyo", MORNING, False),
        ("America/Los_Angeles", datetime(2026, 11, 23, 15, 0, tzinfo=UTC), True),
    ],
)
def test_it_comes_in_the_readers_own_morning(session: Session, zone: str, at: datetime, comes: bool) -> None:
    who = team(session, zone=zone)
    make.request(session)
    digests.make_due(session, now=at)
    assert days(session, who) == ([date(2026, 11, 23)] if comes else [])


def test_it_comes_at_seven_on_both_sides_of_the_change_of_clocks(session: Session) -> None:
    who = team(session)
    make.request(session, due_on=date(2026, 1, 1))
    for at in (datetime(2027, 3, 26, 6, 0, tzinfo=UTC), datetime(2027, 3, 29, 5, 0, tzinfo=UTC)):
        assert digests.make_due(session, now=at - timedelta(minutes=1)) == 0
        assert digests.make_due(session, now=at) == 1
    assert days(session, who) == [date(2027, 3, 26), date(2027, 3, 29)]


def test_it_leaves_weekends_in_peace(session: Session) -> None:
    team(session)
    make.request(session)
    assert digests.make_due(session, now=MORNING - timedelta(days=1)) == 0


def test_nobody_gets_one_before_they_signed_in_or_after_their_access_ended(session: Session) -> None:
    gone = team(session)
    gone.disabled_at = make.NOW
    make.person(session)
    make.request(session)
    assert digests.make_due(session, now=MORNING) == 0


def test_somebody_elses_request_is_not_my_news(session: Session) -> None:
    priya, owner = team(session), team(session)
    make.request(session, owner_id=owner.id)
    digests.make_due(session, now=MORNING)
    assert (days(session, priya), len(days(session, owner))) == ([], 1)


def test_a_colleague_hears_of_what_waits_for_them_alone(session: Session) -> None:
    team(session)
    owner, other = reader(session, make.colleague(session)), reader(session, make.colleague(session))
    waits: dict[str, Any] = {"state": RequestState.AWAITS_APPROVAL, "approve_by": make.NOW}
    make.request(session, approver_id=owner.id, **waits)
    make.request(session, requester=other, first_answered_at=make.NOW, needed_by=date(2026, 11, 25))
    make.request(session, requester=make.colleague(session), needed_by=date(2026, 12, 25))
    digests.make_due(session, now=MORNING)
    assert (len(days(session, owner)), len(days(session, other))) == (1, 1)


def proof_for(session: Session, who: Person) -> Content:
    """A story from the industry of an account of theirs."""
    team(session)
    session.add(Account(name="Halden Freight", industry="Logistics", csm_id=who.id, created_at=make.NOW))
    made = make.published(session, make.advocate(session))
    session.execute(update(Content).values(industry="logistics", published_at=make.NOW))
    return made


def test_new_proof_for_their_accounts_comes_once_a_month(session: Session) -> None:
    leo, other = reader(session, make.colleague(session)), reader(session, make.colleague(session))
    proof_for(session, leo)
    digests.choose(session, person_id=leo.id, wish=Wish(daily=False), time_zone=None, now=make.NOW)
    assert digests.make_due(session, now=EARLY_IN_MONTH) == 1
    for later in (1, 2, 3):
        assert digests.make_due(session, now=EARLY_IN_MONTH + timedelta(days=later)) == 0
    made = session.scalars(select(Digest).where(Digest.person_id == leo.id)).one()
    assert (made.month, days(session, other)) == (date(2026, 12, 1), [])
    session.execute(update(Content).values(published_at=datetime(2026, 12, 20, tzinfo=UTC)))
    assert digests.make_due(session, now=datetime(2027, 1, 4, 6, 30, tzinfo=UTC)) == 1
    assert digests.make_due(session, now=datetime(2027, 2, 1, 6, 30, tzinfo=UTC)) == 0


def test_new_proof_waits_for_the_first_days_of_a_month(session: Session) -> None:
    leo = reader(session, make.colleague(session))
    proof_for(session, leo)
    digests.make_due(session, now=MORNING)
    assert days(session, leo) == []


def test_whoever_wants_none_gets_none(session: Session) -> None:
    leo = reader(session, make.colleague(session))
    proof_for(session, leo)
    digests.choose(session, person_id=leo.id, wish=Wish(daily=False, proof=False), time_zone=None, now=make.NOW)
    digests.make_due(session, now=EARLY_IN_MONTH)
    assert days(session, leo) == []


def test_a_late_step_is_told_once_a_day_and_alone_only_to_whoever_reads_no_digest(session: Session) -> None:
    priya = team(session)
    content = make.content(session, make.advocate(session), by=priya)
    began = make.TODAY - timedelta(days=10)
    works.plan(session, content_id=content.id, starts_on=began, owner_id=priya.id, actor_id=priya.id, now=make.NOW)
    assert (works.warn_overdue(session, now=MORNING), digests.make_due(session, now=MORNING)) == (0, 1)
    digests.choose(session, person_id=priya.id, wish=Wish(daily=False), time_zone=None, now=make.NOW)
    tomorrow = MORNING + timedelta(days=1)
    assert (works.warn_overdue(session, now=tomorrow), digests.make_due(session, now=tomorrow)) == (1, 0)
