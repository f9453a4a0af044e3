"""A piece of content from its draft to the day it is taken back (CON-1, CON-2)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import ContentKind, ContentState, Topic, Use
from portal.domain.models import Advocate, Audit, Content, ContentConsent, ContentEvent, ContentUse, Outbox
from portal.domain.operations import contents
from portal.domain.operations.contents import Facets, Words
from portal.domain.queries import contents as queries
from tests import make
from tests.make import NOW, TODAY

WORDS = Words("Carriers in nine weeks", "We moved forty carriers in nine weeks.")
ENDS = TODAY + timedelta(days=540)
ALL = (Use.NAME, Use.LOGO)


def usable(session: Session, today: date = TODAY) -> list[int]:
    session.flush()
    return [row.id for row in session.execute(queries.usable(today))]


def shown(session: Session, today: date = TODAY) -> Any:  # noqa: ANN401 - a row
    session.flush()
    return session.execute(queries.usable(today)).one()


def topics(session: Session) -> list[Topic]:
    return list(session.scalars(select(Outbox.topic).where(Outbox.topic.like("content.%")).order_by(Outbox.id)))


def states(session: Session, content: Content) -> list[ContentState]:
    statement = select(ContentEvent.state).where(ContentEvent.content_id == content.id).order_by(ContentEvent.id)
    return list(session.scalars(statement))


@pytest.fixture
def dana(session: Session) -> Advocate:
    return make.advocate(session, name="Dana Okafor")


@pytest.fixture
def actor(session: Session) -> int:
    return make.person(session).id


def test_a_draft_takes_what_is_left_empty_from_its_advocate(session: Session, dana: Advocate, actor: int) -> None:
    dana.products, dana.region = ["Planner"], "Europe"
    content = make.content(session, dana, facets=Facets(region="Asia", tags=("onboarding",)))
    assert (content.industry, content.region, content.products, content.tags) == (
        "logistics",
        "Asia",
        ["Planner"],
        ["onboarding"],
    )
    assert (content.account_id, content.state, content.version) == (dana.account_id, ContentState.DRAFT, 1)
    assert usable(session) == []
    assert actor


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (replace(WORDS, title=" "), "no_title"),
        (replace(WORDS, words=" "), "no_words"),
        (replace(WORDS, url="javascript:alert(1)"), "not_web"),
        (replace(WORDS, url="data:text/html,x"), "not_web"),
        (replace(WORDS, url="//evil.example/x"), "not_web"),
        (replace(WORDS, url="https:evil"), "not_web"),
        (replace(WORDS, url="https://good.example/a b"), "not_web"),
    ],
)
def test_words_that_say_nothing_or_lead_elsewhere_are_refused(session: Session, words: Words, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        make.content(session, make.advocate(session), words=words)
    assert refused.value.reason == reason


def test_the_table_holds_no_address_but_the_webs(session: Session, dana: Advocate) -> None:
    content = make.content(session, dana)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(text("UPDATE content SET url = 'javascript:alert(1)' WHERE id = :id"), {"id": content.id})


def test_from_draft_to_published(session: Session, dana: Advocate, actor: int) -> None:
    content = make.content(session, dana)
    make.sent(session, content)
    assert usable(session) == []
    contents.approve(session, content_id=content.id, version=1, extras=ALL, actor_id=dana.person_id, now=NOW)
    assert usable(session) == []
    contents.publish(
        session, content_id=content.id, version=1, where="https://larkfield.example/s", actor_id=actor, now=NOW
    )
    assert usable(session) == [content.id]
    assert (shown(session).name, shown(session).company is not None) == ("Dana Okafor", True)
    assert states(session, content) == ["draft", "sent", "approved", "published"]
    assert topics(session) == ["content.sent", "content.answered", "content.told", "content.published"]
    assert queries.places(session, content.id) == ["https://larkfield.example/s"]
    assert session.scalar(select(func.count()).where(Audit.object_kind == "content")) == 4


def test_the_name_and_the_company_show_only_where_agreed(session: Session, dana: Advocate) -> None:
    content = make.published(session, dana, extras=(Use.LOGO,))
    assert (shown(session).name, shown(session).company is not None) == (None, True)
    contents.revoke_uses(session, content_id=content.id, uses=[Use.LOGO], actor_id=dana.person_id, now=NOW)
    assert (shown(session).name, shown(session).company) == (None, None)
    assert shown(session).words == WORDS.words


def test_nothing_is_agreed_to_that_was_not_asked(session: Session, dana: Advocate) -> None:
    content = make.content(session, dana)
    make.sent(session, content, uses=(Use.NAME,))
    contents.approve(session, content_id=content.id, version=1, extras=ALL, actor_id=dana.person_id, now=NOW)
    agreed = session.scalars(select(ContentConsent.use).order_by(ContentConsent.id)).all()
    assert agreed == [Use.NAME, Use.QUOTE]


def test_approved_twice_it_is_approved_once(session: Session, dana: Advocate) -> None:
    content = make.content(session, dana)
    make.sent(session, content)
    for _ in range(2):
        contents.approve(session, content_id=content.id, version=1, extras=(), actor_id=dana.person_id, now=NOW)
    assert states(session, content).count(ContentState.APPROVED) == 1
    assert topics(session).count(Topic.CONTENT_ANSWERED) == 1


def test_the_approval_of_older_words_is_refused(session: Session, dana: Advocate, actor: int) -> None:
    content = make.content(session, dana)
    make.sent(session, content)
    changed = replace(WORDS, words="We moved four hundred carriers.")
    assert contents.edit(
        session, content_id=content.id, version=1, words=changed, facets=Facets(), actor_id=actor, now=NOW
    )
    with pytest.raises(Refused) as refused:
        contents.approve(session, content_id=content.id, version=1, extras=(), actor_id=dana.person_id, now=NOW)
    assert refused.value.reason == "words_changed"
    make.sent(session, content)
    with pytest.raises(Refused):
        contents.approve(session, content_id=content.id, version=1, extras=(), actor_id=dana.person_id, now=NOW)


def test_changed_words_are_off_the_lists_until_they_are_approved(session: Session, dana: Advocate, actor: int) -> None:
    content = make.published(session, dana)
    changed = replace(WORDS, words="We moved four hundred carriers.")
    contents.edit(session, content_id=content.id, version=1, words=changed, facets=Facets(), actor_id=actor, now=NOW)
    assert usable(session) == []
    assert (content.state, content.version, content.approved_version) == (ContentState.DRAFT, 2, 1)
    assert session.scalar(select(func.count()).where(ContentConsent.revoked_at.is_(None))) == 0
    make.sent(session, content)
    contents.approve(session, content_id=content.id, version=2, extras=(), actor_id=dana.person_id, now=NOW)
    contents.publish(session, content_id=content.id, version=2, where="Website", actor_id=actor, now=NOW)
    assert shown(session).words == changed.words


def test_tags_alone_need_no_new_approval(session: Session, dana: Advocate, actor: int) -> None:
    content = make.published(session, dana)
    facets = Facets(tags=("easy",))
    assert not contents.edit(
        session, content_id=content.id, version=1, words=WORDS, facets=facets, actor_id=actor, now=NOW
    )
    assert usable(session) == [content.id]
    assert shown(session).tags == ["easy"]


def test_the_table_refuses_what_is_published_without_the_approval_of_its_words(
    session: Session, dana: Advocate
) -> None:
    content = make.published(session, dana)
    session.flush()
    with pytest.raises(IntegrityError, match="approved_words"), session.begin_nested():
        session.execute(text("UPDATE content SET version = version + 1 WHERE id = :id"), {"id": content.id})


def test_an_advocate_puts_it_differently(session: Session, dana: Advocate) -> None:
    content = make.published(session, dana)
    contents.reword(
        session, content_id=content.id, version=1, words="It took nine weeks.", actor_id=dana.person_id, now=NOW
    )
    assert usable(session) == []
    assert (content.words, content.version, content.state) == ("It took nine weeks.", 2, ContentState.DRAFT)
    contents.reword(
        session, content_id=content.id, version=1, words="It took nine weeks.", actor_id=dana.person_id, now=NOW
    )
    assert content.version == 2


def test_taken_back_it_is_nowhere_and_for_good(session: Session, dana: Advocate, actor: int) -> None:
    content = make.published(session, dana, extras=ALL)
    for _ in range(2):
        contents.revoke(session, content_id=content.id, actor_id=dana.person_id, now=NOW)
    assert usable(session) == []
    assert session.scalar(select(func.count()).where(ContentConsent.revoked_at.is_(None))) == 0
    assert states(session, content).count(ContentState.REVOKED) == 1
    view = queries.one(session, content.id, TODAY)
    assert (view.facts.title, view.facts.words) == ("", "")
    assert {each.words for each in view.happenings} == {None}
    for again in (
        lambda: contents.publish(session, content_id=content.id, version=1, where="x", actor_id=actor, now=NOW),
        lambda: make.sent(session, content),
        lambda: contents.take_down(session, content_id=content.id, actor_id=actor, now=NOW),
        lambda: contents.edit(
            session, content_id=content.id, version=1, words=WORDS, facets=Facets(), actor_id=actor, now=NOW
        ),
        lambda: contents.reword(session, content_id=content.id, version=1, words="x", actor_id=dana.person_id, now=NOW),
    ):
        with pytest.raises(Refused) as refused:
            again()
        assert refused.value.reason == "is_revoked"


def test_without_a_consent_that_stands_nothing_is_usable(session: Session, dana: Advocate) -> None:
    content = make.published(session, dana)
    session.flush()
    session.execute(text("UPDATE content_consent SET revoked_at = given_at WHERE content_id = :id"), {"id": content.id})
    assert usable(session) == []


def test_taking_back_the_words_is_taking_back_all(session: Session, dana: Advocate) -> None:
    content = make.published(session, dana, kind=ContentKind.VIDEO)
    contents.revoke_uses(session, content_id=content.id, uses=[Use.RECORDING], actor_id=dana.person_id, now=NOW)
    assert (content.state, usable(session)) == (ContentState.REVOKED, [])


def test_a_no_ends_it(session: Session, dana: Advocate) -> None:
    content = make.content(session, dana)
    make.sent(session, content)
    contents.decline(session, content_id=content.id, version=1, reason="Not mine", actor_id=dana.person_id, now=NOW)
    assert content.state is ContentState.REVOKED
    with pytest.raises(Refused):
        make.sent(session, content)


def test_it_ends_on_its_day_before_any_job_has_run(session: Session, dana: Advocate) -> None:
    content = make.published(session, dana)
    assert usable(session, ENDS - timedelta(days=1)) == [content.id]
    assert usable(session, ENDS) == []
    assert queries.one(session, content.id, ENDS).facts.state is ContentState.EXPIRED


def test_the_job_ends_what_is_over_and_only_that(session: Session, dana: Advocate) -> None:
    over, stays = make.published(session, dana), make.published(session, dana)
    stays.ends_on = ENDS + timedelta(days=1)
    assert contents.expire_due(session, now=NOW) == 0
    later = NOW + (ENDS - TODAY)
    assert contents.expire_due(session, now=later) == 1
    assert contents.expire_due(session, now=later) == 0
    assert (over.state, stays.state) == (ContentState.EXPIRED, ContentState.PUBLISHED)


def test_what_was_never_answered_is_a_draft_again_on_its_day_and_by_itself(session: Session, dana: Advocate) -> None:
    content = make.sent(session, make.content(session, dana))
    assert contents.expire_due(session, now=NOW + (ENDS - TODAY)) == 1
    newest = queries.one(session, content.id, ENDS).happenings[0]
    assert (content.state, newest.by_advocate, newest.actor) == (ContentState.DRAFT, False, None)


def test_an_answer_is_theirs(session: Session, dana: Advocate) -> None:
    content = make.sent(session, make.content(session, dana))
    contents.approve(session, content_id=content.id, version=1, extras=(), actor_id=dana.person_id, now=NOW)
    assert queries.one(session, content.id, TODAY).happenings[0].by_advocate


def test_what_is_over_can_be_asked_for_again(session: Session, dana: Advocate, actor: int) -> None:
    content = make.published(session, dana)
    later = NOW + (ENDS - TODAY)
    contents.expire_due(session, now=later)
    make.sent(session, content, ends_on=ENDS + timedelta(days=90), now=later)
    contents.approve(session, content_id=content.id, version=1, extras=(), actor_id=dana.person_id, now=later)
    contents.publish(session, content_id=content.id, version=1, where="Website", actor_id=actor, now=later)
    assert usable(session, ENDS) == [content.id]


def test_the_advocates_own_last_day_counts_if_it_is_earlier(session: Session, dana: Advocate) -> None:
    content = make.content(session, dana)
    make.sent(session, content)
    earlier = TODAY + timedelta(days=30)
    contents.approve(
        session, content_id=content.id, version=1, extras=(), ends_on=earlier, actor_id=dana.person_id, now=NOW
    )
    assert content.ends_on == earlier


@pytest.mark.parametrize(("ends_on", "reason"), [(TODAY, "until"), (TODAY + timedelta(days=4000), "until")])
def test_a_last_day_that_makes_no_sense_is_refused(
    session: Session, dana: Advocate, ends_on: date, reason: str
) -> None:
    content = make.content(session, dana)
    with pytest.raises(Refused) as refused:
        make.sent(session, content, ends_on=ends_on)
    assert refused.value.reason == reason


def test_nobody_is_written_to_on_a_break_or_after_leaving(session: Session) -> None:
    resting = make.advocate(session, break_until=TODAY + timedelta(days=9))
    with pytest.raises(Refused) as refused:
        make.sent(session, make.content(session, resting))
    assert (refused.value.reason, refused.value.next_on) == ("on_a_break", TODAY + timedelta(days=9))
    gone = make.advocate(session)
    gone.left_at = NOW
    with pytest.raises(Refused) as refused:
        make.sent(session, make.content(session, gone))
    assert refused.value.reason == "departed"
    assert topics(session) == []


def test_what_is_nobodys_is_published_without_approval(session: Session, actor: int) -> None:
    make.program(session)
    review = contents.draft(
        session,
        kind=ContentKind.REVIEW,
        words=Words("A review", "", "https://reviews.example/1"),
        facets=Facets(),
        actor_id=actor,
        now=NOW,
    )
    with pytest.raises(Refused):
        make.sent(session, review)
    contents.publish(session, content_id=review.id, version=1, where="Reviews", actor_id=actor, now=NOW)
    assert usable(session) == [review.id]
    review.ends_on = TODAY
    assert usable(session) == []
    review.ends_on = None
    contents.take_down(session, content_id=review.id, actor_id=actor, now=NOW)
    assert (review.state, usable(session)) == (ContentState.DRAFT, [])


def test_what_needs_approval_is_never_published_without(session: Session, dana: Advocate, actor: int) -> None:
    content = make.content(session, dana)
    with pytest.raises(Refused):
        contents.publish(session, content_id=content.id, version=1, where="Website", actor_id=actor, now=NOW)


def test_a_second_place_is_told_and_the_same_place_is_not(session: Session, dana: Advocate, actor: int) -> None:
    content = make.published(session, dana, where="Website")
    for where in ("Website", "Newsletter", "Newsletter"):
        contents.publish(session, content_id=content.id, version=1, where=where, actor_id=actor, now=NOW)
    assert queries.places(session, content.id) == ["Website", "Newsletter"]
    assert topics(session).count(Topic.CONTENT_PUBLISHED) == 2


def test_taken_down_it_stays_approved(session: Session, dana: Advocate, actor: int) -> None:
    content = make.published(session, dana)
    contents.take_down(session, content_id=content.id, actor_id=actor, now=NOW)
    assert (content.state, usable(session)) == (ContentState.APPROVED, [])


def test_a_use_is_counted_once_for_one_opportunity(session: Session, dana: Advocate, actor: int) -> None:
    content = make.published(session, dana)
    for opportunity in ("Halden Freight", " Halden  Freight ", "Nordwind"):
        contents.use(session, content_id=content.id, opportunity=opportunity, actor_id=actor, now=NOW)
    assert session.scalar(select(func.count()).select_from(ContentUse)) == 2
    assert shown(session).uses == 2


def test_what_was_taken_back_can_not_be_used(session: Session, dana: Advocate, actor: int) -> None:
    content = make.published(session, dana)
    contents.revoke(session, content_id=content.id, actor_id=dana.person_id, now=NOW)
    with pytest.raises(NotFound):
        contents.use(session, content_id=content.id, opportunity="Halden", actor_id=actor, now=NOW)


def test_only_a_draft_nobody_saw_is_thrown_away(session: Session, dana: Advocate, actor: int) -> None:
    draft, seen = make.content(session, dana), make.content(session, dana)
    contents.discard(session, content_id=draft.id, actor_id=actor, now=NOW)
    assert session.get(Content, draft.id) is None
    make.sent(session, seen)
    contents.take_back(session, content_id=seen.id, actor_id=actor, now=NOW)
    with pytest.raises(Refused):
        contents.discard(session, content_id=seen.id, actor_id=actor, now=NOW)


MONTH = timedelta(days=31)


def reminded(session: Session, now: datetime) -> int:
    session.flush()
    return contents.remind_due(session, now=now)


def test_words_without_an_answer_are_brought_back_to_mind_once(session: Session, dana: Advocate) -> None:
    """Once, and no sooner than the program may write to them again (CAP-9)."""
    make.sent(session, make.content(session, dana))
    assert reminded(session, NOW + timedelta(days=30)) == 0
    assert reminded(session, NOW + MONTH) == 1
    assert reminded(session, NOW + MONTH) == 0
    assert reminded(session, NOW + 3 * MONTH) == 0
    assert topics(session) == [Topic.CONTENT_SENT, Topic.CONTENT_REMINDED]


def test_of_two_that_wait_one_is_brought_back_to_mind_at_a_time(session: Session, dana: Advocate) -> None:
    for title in ("One", "Two"):
        make.sent(session, make.content(session, dana, words=Words(title, title)))
    assert [reminded(session, NOW + count * MONTH) for count in (1, 1, 2, 3)] == [1, 0, 1, 0]


def test_who_answered_or_is_on_a_break_is_not_reminded(session: Session, dana: Advocate, actor: int) -> None:
    answered = make.sent(session, make.content(session, dana))
    contents.approve(session, content_id=answered.id, version=1, extras=(), actor_id=actor, now=NOW)
    away = make.advocate(session)
    make.sent(session, make.content(session, away))
    make.match_row(session, away).break_until = TODAY + 2 * MONTH
    assert reminded(session, NOW + MONTH) == 0
    assert reminded(session, NOW + 2 * MONTH) == 1


def test_the_team_sees_what_has_waited_for_two_weeks(session: Session, dana: Advocate) -> None:
    content = make.sent(session, make.content(session, dana))
    seen = {}
    for days in (13, 14):
        now = NOW + timedelta(days=days)
        session.flush()
        line = queries.page(session, now.date(), ContentState.SENT, queries.Filters()).lines[0]
        view = queries.one(session, content.id, now.date())
        counted = queries.due(session, now.date(), now).unanswered
        seen[days] = (counted, line.is_overdue(now), view.is_overdue(now), view.reminded_at)
    assert seen == {13: (0, False, False, None), 14: (1, True, True, None)}
    reminded(session, NOW + MONTH)
    assert queries.one(session, content.id, TODAY).reminded_at == NOW + MONTH
