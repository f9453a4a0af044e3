"""What changed between a draft, an ask or a no and what came after it: the limits hold all the same (CAP-3, ASK-4)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.db import Database
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Answer, AskState, ConsentKind, DepartureKind, Effort, Topic, Via
from portal.domain.models import Activity, Advocate, Ask, Outbox, Program
from portal.domain.operations import (
    activities,
    asks,
    campaigns,
    departures,
    lines,
    merges,
    places,
    preferences,
    reviews,
)
from portal.domain.queries import lines as line_queries
from tests import make
from tests.make import NOW, TODAY
from tests.operations.test_campaigns import campaign, count, crowd, start

DAY = timedelta(days=1)


def hashed(address: str) -> list[bytes]:
    return [address.encode()]


def reclass(session: Session, slug: str, effort: Effort) -> None:
    session.execute(update(Activity).where(Activity.slug == slug).values(effort=effort))
    session.expire_all()


def no(session: Session, made: Ask) -> None:
    asks.decline(session, ask_id=made.id, via=Via.LINK, actor_id=None, now=NOW)
    session.flush()


def yes(session: Session, made: Ask, now: datetime = NOW + DAY) -> Ask:
    return asks.accept(session, ask_id=made.id, via=Via.LINK, actor_id=None, now=now)


def merge(session: Session, survivor: Advocate, loser: Advocate) -> None:
    actor_id = make.person(session).id
    merges.merge(session, survivor_id=survivor.id, loser_id=loser.id, address_hashes=hashed, actor_id=actor_id, now=NOW)
    session.flush()


def in_zone(session: Session, zone: str) -> None:
    session.execute(update(Program).values(time_zone=zone))
    session.expire_all()


def test_a_draft_takes_the_class_that_its_activity_has_when_it_is_sent(session: Session) -> None:
    who = make.advocate(session)
    draft = make.draft(session, who, "quote")
    reclass(session, "quote", Effort.HIGH)
    no(session, asks.send(session, ask_id=draft.id, actor_id=draft.asker_id, now=NOW))
    assert not places.differences(session)
    places.refresh(session, who.id)
    with pytest.raises(Refused):
        make.ask(session, who, "call", now=NOW + DAY)


def test_a_draft_of_what_became_smaller_is_a_small_ask(session: Session) -> None:
    who = make.advocate(session, high_gap=366)
    no(session, make.ask(session, who, "call"))
    later = NOW + 100 * DAY
    draft = make.draft(session, who, "story", now=later)
    reclass(session, "story", Effort.LOW)
    assert asks.send(session, ask_id=draft.id, actor_id=draft.asker_id, now=later).effort is Effort.LOW
    assert not places.differences(session)


def test_ask_me_first_said_meanwhile_wants_a_note(real_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with real_database.writing() as session:
        who, asker_id, words = make.advocate(session), make.person(session).id, make.words(session, "call")
        draft_id = asks.draft(session, advocate_id=who.id, words=words, asker_id=asker_id, now=NOW).id
        who_id, person_id = who.id, who.person_id
    hold = reviews.hold

    def meanwhile(*given: object) -> None:
        wishes = preferences.Wishes({words.activity_id: Answer.ASK_FIRST}, 92, 31, frozenset(ConsentKind))
        with real_database.writing() as other:
            preferences.save(other, advocate_id=who_id, wishes=wishes, actor_id=person_id, now=NOW)
        hold(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(reviews, "hold", meanwhile)
    with pytest.raises(Refused), real_database.writing() as session:
        asks.send(session, ask_id=draft_id, actor_id=asker_id, now=NOW)


def test_a_draft_of_what_was_archived_is_not_sent(session: Session) -> None:
    draft = make.draft(session, make.advocate(session), "quote")
    activities.archive(session, activity_id=draft.activity_id, actor_id=draft.asker_id, now=NOW)
    session.expire_all()
    with pytest.raises(Refused, match="no longer asked for"):
        asks.send(session, ask_id=draft.id, actor_id=draft.asker_id, now=NOW)


def test_a_campaign_for_what_was_archived_stops(session: Session) -> None:
    crowd(session, 3)
    made = start(session, campaign(session))
    campaigns.ask_due(session, now=NOW)
    activities.archive(session, activity_id=made.activity_id, actor_id=made.asker_id, now=NOW)
    session.expire_all()
    campaigns.ask_due(session, now=NOW + timedelta(minutes=59))
    assert count(session, select(Ask)) == 1


def test_a_line_for_what_was_archived_holds_up_no_other(session: Session) -> None:
    team = make.person(session)
    requests = make.request(session), make.request(session, "review")
    for request in requests:
        made = lines.ask(
            session, request_id=request.id, advocate_id=make.advocate(session).id, actor_id=team.id, now=NOW
        )
        following = make.advocate(session)
        lines.put(session, request_id=request.id, advocate_ids=[following.id], actor_id=team.id, now=NOW)
        no(session, made)
    activities.archive(session, activity_id=requests[0].activity_id or 0, actor_id=team.id, now=NOW)
    session.expire_all()
    lines.settle_due(session, now=NOW)
    for _ in requests:
        lines.go_on(session, now=NOW)
    assert session.scalar(select(Ask.id).where(Ask.advocate_id == following.id)) is not None


def test_a_no_becomes_no_yes_while_the_entry_that_stayed_is_asked(session: Session) -> None:
    survivor, loser = make.advocate(session), make.advocate(session)
    made = make.ask(session, loser, "review")
    no(session, made)
    merge(session, survivor, loser)
    make.ask(session, survivor, "call")
    with pytest.raises(Refused, match="awaits your answer"):
        yes(session, made)


def test_a_no_becomes_no_yes_once_they_have_left_their_company(session: Session) -> None:
    who = make.advocate(session)
    made = make.ask(session, who, "review")
    no(session, made)
    departures.note(
        session,
        advocate_id=who.id,
        kind=DepartureKind.LEFT,
        company="",
        words=None,
        actor_id=make.person(session).id,
        now=NOW,
    )
    session.flush()
    with pytest.raises(Refused):
        yes(session, made)


def test_the_last_day_for_a_yes_is_the_programs_own(session: Session) -> None:
    made = make.ask(session, make.advocate(session))
    no(session, made)
    made.happen_by = (NOW + 2 * DAY).date()
    in_zone(session, "Asia/Tokyo")
    with pytest.raises(Refused, match="has passed"):
        yes(session, made, datetime(2026, 11, 25, 18, 0, tzinfo=UTC))  # 03:00 on the 26th there
    in_zone(session, "America/Los_Angeles")
    evening = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)  # 18:00 on the 25th there
    assert yes(session, made, evening).state is AskState.ACCEPTED


def test_one_reminder_at_a_time_after_an_outage(session: Session) -> None:
    made = make.ask(session, make.advocate(session))
    made.reached_at = NOW
    session.flush()
    asks.remind_due(session, now=NOW + 6 * DAY)
    asks.remind_due(session, now=NOW + 6 * DAY)
    reminders = Outbox.topic.in_([Topic.ASK_REMINDED, Topic.ASK_REMINDED_LAST])
    assert session.scalars(select(Outbox.topic).where(reminders)).all() == [Topic.ASK_REMINDED_LAST]


def test_after_a_merge_the_consent_of_who_stayed_counts(session: Session) -> None:
    team = make.person(session)
    survivor, loser = make.advocate(session, consents=frozenset()), make.advocate(session)
    request = make.request(session)
    made = lines.ask(session, request_id=request.id, advocate_id=loser.id, actor_id=team.id, now=NOW)
    yes(session, made, NOW)
    asks.complete(session, ask_id=made.id, on=TODAY, evidence="held", actor_id=team.id, now=NOW)
    session.flush()
    merge(session, survivor, loser)
    assert line_queries.released(session, request.id, request.requester_id, TODAY) is None
    with pytest.raises(NotFound):
        lines.show_contact(session, request_id=request.id, viewer_id=request.requester_id, now=NOW)
