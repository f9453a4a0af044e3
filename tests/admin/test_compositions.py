"""Writing an ask and sending it: specific enough, warned where it is too much, refused with the day (ASK-2, ASK-3)."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.errors import Refused
from portal.domain.kinds import Answer, AskState, Effort, Stage
from portal.domain.models import Advocate, Ask, Person
from portal.domain.operations import asks
from portal.domain.queries import advocates, grounds, searches
from portal.domain.queries.activities import offer
from portal.domain.rules.caps import why_not
from portal.domain.rules.searches import Criteria
from tests import make
from tests.fixtures.web import Visitor
from tests.make import NOW
from tests.page_checker import check_page


def typed(session: Session, slug: str = "call", **more: str) -> dict[str, object]:
    fields: dict[str, object] = {
        "activity": str(make.activity(session, slug).id),
        "other_role": "supply chain director",
        "other_industry": "logistics",
        "minutes": "30",
        "happen_by": (NOW.date() + timedelta(days=14)).isoformat(),
        "reply_by": (NOW.date() + timedelta(days=7)).isoformat(),
        "why": "They are replacing the same system.",
        "step": "send",
    }
    return {**fields, **more}


def sent(session: Session) -> list[Ask]:
    session.expire_all()
    return list(session.scalars(select(Ask).order_by(Ask.id)))


def url(who: Advocate) -> str:
    return f"/admin/advocates/{who.id}/asks"


@pytest.mark.parametrize("htmx", [False, True])
def test_an_ask_is_sent_from_the_page(team: Visitor, session: Session, *, htmx: bool) -> None:
    dana = make.advocate(session)
    answer = team.post(url(dana), typed(session), htmx=htmx)
    (ask,) = sent(session)
    there = answer.headers["HX-Redirect"] if htmx else answer.headers["Location"]
    assert (answer.status_code, there) == (204 if htmx else 303, f"/admin/asks/{ask.id}")
    assert (ask.state, ask.asked_on) == (AskState.SENT, NOW.date())
    check_page(team.get(there).text)


def test_what_looks_like_a_placeholder_in_the_askers_words_is_left_alone(team: Visitor, session: Session) -> None:
    team.post(url(make.advocate(session)), typed(session, other_role="{when} planner", other_industry="{minutes}"))
    assert "a {when} planner at a {minutes} company by" in sent(session)[0].sentence


def test_a_draft_reaches_nobody_until_it_is_sent(team: Visitor, session: Session) -> None:
    team.post(url(make.advocate(session)), typed(session, step="draft"))
    (ask,) = sent(session)
    assert ask.state is AskState.DRAFT
    assert team.post(f"/admin/asks/{ask.id}/sending").status_code == 303
    assert sent(session)[0].state is AskState.SENT


def test_a_drafts_words_can_be_changed_until_it_is_sent(team: Visitor, session: Session) -> None:
    team.post(url(make.advocate(session)), typed(session, step="draft"))
    (ask,) = sent(session)
    page = team.get(f"/admin/asks/{ask.id}/words")
    check_page(page.text)
    assert "supply chain director" in page.text
    vague = team.post(f"/admin/asks/{ask.id}/words", typed(session, other_role=""))
    assert (vague.status_code, sent(session)[0].state) == (422, AskState.DRAFT)
    team.post(f"/admin/asks/{ask.id}/words", typed(session, other_role="head of planning", step="draft"))
    assert "with a head of planning" in sent(session)[0].sentence
    team.post(f"/admin/asks/{ask.id}/words", typed(session, other_role="head of operations", step="send"))
    (ask,) = sent(session)
    assert (ask.state, "with a head of operations" in ask.sentence) == (AskState.SENT, True)
    for answer in (team.get(f"/admin/asks/{ask.id}/words"), team.post(f"/admin/asks/{ask.id}/words", typed(session))):
        assert answer.status_code == 404
    words = asks.Words(ask.activity_id, other_role="x", other_industry="y", happen_by=ask.happen_by, why="z")
    with pytest.raises(Refused, match="Only a draft"):
        asks.rewrite(session, ask_id=ask.id, words=words, actor_id=ask.asker_id, now=NOW)


def test_the_sentence_is_shown_before_anything_happens(team: Visitor, session: Session) -> None:
    answer = team.post(url(make.advocate(session)), typed(session, step="preview"))
    check_page(answer.text)
    assert "Would you take one 30-minute call with a supply chain director at a logistics company" in answer.text
    assert sent(session) == []


def test_the_preview_follows_the_typing(team: Visitor, session: Session) -> None:
    dana = make.advocate(session)
    query = "&".join(f"{name}={value}" for name, value in typed(session).items())
    answer = team.get(f"{url(dana)}/preview?{query}", htmx=True)
    check_page(answer.text, fragment=True)
    assert "30-minute call with a supply chain director" in answer.text
    assert "no other bigger ask before 23 February 2027" in answer.text
    empty = team.get(f"{url(dana)}/preview?activity={make.activity(session, 'call').id}", htmx=True)
    assert "Say which industry the other side is in." in empty.text


@pytest.mark.parametrize("name", ["other_role", "other_industry", "happen_by", "reply_by", "why"])
def test_what_is_missing_stands_beside_its_field_and_the_typing_is_kept(
    team: Visitor, session: Session, name: str
) -> None:
    answer = team.post(url(make.advocate(session)), typed(session) | {name: ""})
    assert answer.status_code == 422
    check_page(answer.text)
    assert f'id="{name}-error"' in answer.text
    assert "supply chain director" in answer.text or name == "other_role"
    assert sent(session) == []


def test_a_second_ask_is_refused_with_the_day_and_the_typing_is_kept(team: Visitor, session: Session) -> None:
    dana = make.advocate(session)
    team.post(url(dana), typed(session))
    for htmx in (False, True):
        answer = team.post(url(dana), typed(session, other_role="head of planning"), htmx=htmx)
        assert answer.status_code == 409
        check_page(answer.text, fragment=htmx)
        assert "When they answer, at the latest on 30 November." in answer.text
        assert "head of planning" in answer.text
    assert len(sent(session)) == 1


def test_ask_me_first_needs_a_note_of_ones_own(team: Visitor, session: Session) -> None:
    dana = make.advocate(session, willing={"call": Answer.ASK_FIRST})
    answer = team.post(url(dana), typed(session))
    assert answer.status_code == 422
    assert "Write them a note of your own." in answer.text
    assert team.post(url(dana), typed(session, by_hand_note="Dana, only you know this.")).status_code == 303
    assert sent(session)[0].by_hand_note == "Dana, only you know this."


def test_too_much_for_now_needs_a_reason(team: Visitor, session: Session) -> None:
    dana = make.advocate(session, stage=Stage.JOINED)
    page = team.get(f"{url(dana)}/new?activity={make.activity(session, 'speak').id}")
    assert "Speaking is a lot to begin with." in page.text
    assert team.post(url(dana), typed(session, "speak")).status_code == 422
    assert team.post(url(dana), typed(session, "speak", override_reason="She offered it.")).status_code == 303
    assert sent(session)[0].override_reason == "She offered it."


def test_an_archived_activity_is_not_offered(team: Visitor, session: Session) -> None:
    dana = make.advocate(session)
    make.activity(session, "call").archived = True
    session.flush()
    assert team.post(url(dana), typed(session)).status_code == 404
    assert team.get(f"{url(dana)}/new?activity={make.activity(session, 'call').id}").status_code == 404


def test_nobody_of_another_role_sends_an_ask(colleague: Visitor, visitor: Visitor, session: Session) -> None:
    dana = make.advocate(session)
    assert colleague.post(url(dana), typed(session)).status_code == 403
    assert visitor.post(url(dana), typed(session)).status_code == 303
    assert sent(session) == []


def test_who_can_be_asked_comes_least_recently_asked_first_and_who_not_soonest_first(
    team: Visitor, session: Session, priya: Person
) -> None:
    never, long_ago = make.advocate(session, name="Never Asked"), make.advocate(session, name="Long Ago")
    row = make.match_row(session, long_ago)
    row.last_low_on = NOW.date() - timedelta(days=60)
    quiet, on_break = make.advocate(session, name="In Quiet"), make.advocate(session, name="On Break")
    make.match_row(session, quiet).last_high_on = NOW.date() - timedelta(days=60)
    make.match_row(session, on_break).break_until = NOW.date() + timedelta(days=3)
    waits = make.advocate(session, name="Awaits Answer")
    make.ask(session, waits, "review", asker=priya)
    unwilling = make.advocate(session, name="Not Chosen", willing={})
    candidate = make.advocate(session, name="Cand Idate", stage=Stage.CANDIDATE)
    session.flush()
    activity = offer(session, make.activity(session, "call").id)
    found = advocates.matches(session, activity, Criteria(), grounds.ground(session, NOW))
    assert [line.id for line in found.free] == [never.id, long_ago.id]
    assert [each.line.id for each in found.excluded] == [on_break.id, quiet.id, waits.id, unwilling.id]
    text = team.get(f"/admin/asks/new?activity={activity.id}").text
    assert text.index("Never Asked") < text.index("Long Ago") < text.index("On Break")
    assert "From 26 November" in text
    assert candidate.id not in {each.line.id for each in found.excluded}


def test_the_list_says_the_same_as_the_rule(session: Session) -> None:
    """`askable` is the SQL of `caps.why_not`."""
    make.advocate(session)
    make.advocate(session, consents=frozenset(), willing={"call": Answer.HAPPY})
    make.advocate(session, willing={"review": Answer.ASK_FIRST})
    make.advocate(session, stage=Stage.CANDIDATE)
    make.advocate(session, break_until=NOW.date())
    make.advocate(session, break_until=NOW.date() + timedelta(days=1))
    make.ask(session, make.advocate(session), "call")
    for gap in (0, 1):
        row = make.match_row(session, make.advocate(session, high_gap=184))
        row.last_high_on = NOW.date() - timedelta(days=184 - gap)
    make.match_row(session, make.advocate(session)).resting = True
    session.flush()
    ground = grounds.ground(session, NOW)
    everyone = advocates.page(session, Criteria(), ground).lines
    assert len(everyone) == 10
    for activity in ground.activities:
        wanted = activity.wanted(by_hand=True)
        expected = {line.id for line in everyone if why_not(line.standing, wanted, ground.policy, ground.today) is None}
        criteria = Criteria(effort=activity.effort, activity_id=activity.id)
        assert {line.id for line in advocates.page(session, criteria, ground).lines} == expected
    assert {effort: searches.how_many(session, Criteria(effort=effort), ground) for effort in Effort} == {
        Effort.HIGH: 3,
        Effort.LOW: 5,
    }
