"""A campaign from its words to its results, as the team sees it (REQ-9)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.db import Database
from portal.domain.demand_kinds import CampaignState
from portal.domain.kinds import Answer, Channel, Role, Topic
from portal.domain.models import Ask, Campaign, Outbox, Person
from portal.domain.operations import campaigns, segments
from portal.domain.rules.searches import Criteria
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page


def prepared(database: Database, criteria: Criteria | None = None, number: int = 3) -> dict[str, object]:
    """A segment of that many people who can be asked and one who wants to be asked first; the form's values."""
    with database.writing() as session:
        for one in range(number):
            make.advocate(session, name=f"Person {one}")
        make.advocate(session, name="First Asked", willing={"quote": Answer.ASK_FIRST, "review": Answer.ASK_FIRST})
        wanted = criteria or Criteria(industries=("logistics",))
        by = make.person(session).id
        segment_id = segments.save(session, name="Logistics", criteria=wanted, actor_id=by, now=make.NOW).id
        return {
            "name": "Autumn quotes",
            "segment": segment_id,
            "activity": make.activity(session, "quote").id,
            "other_role": "supply chain director",
            "other_industry": "logistics",
            "happen_by": (make.TODAY + timedelta(days=30)).isoformat(),
            "why": "You have run it the longest.",
            "hours": 1,
        }


def made(database: Database) -> tuple[int, CampaignState]:
    with database.reading() as session:
        one = session.scalars(select(Campaign)).one()
        return one.id, one.state


def asked(database: Database) -> int:
    with database.reading() as session:
        return session.execute(select(func.count()).select_from(Ask)).scalar_one()


def slice_due(database: Database) -> None:
    with database.writing() as session:
        campaigns.ask_due(session, now=make.NOW + timedelta(hours=1))


def test_there_is_nothing_at_first(team: Visitor) -> None:
    for path in ("/admin/campaigns", "/admin/campaigns/new"):
        answer = team.get(path)
        assert answer.status_code == 200
        check_page(answer.text)
    assert "First save a search" in answer.text


def test_from_the_words_to_the_results(database: Database, team: Visitor) -> None:
    values = prepared(database)
    form = team.get("/admin/campaigns/new")
    check_page(form.text)
    answer = team.post("/admin/campaigns", values)
    assert answer.status_code == 303
    campaign_id, state = made(database)
    assert state is CampaignState.DRAFT
    page = f"/admin/campaigns/{campaign_id}"
    text = team.get(page).text
    check_page(text)
    assert "Of 4 people" in text
    assert "<strong>3</strong> will be asked" in text
    assert "<strong>1</strong> left out" in text
    assert "never by a campaign" in text
    assert "Start: ask 3 people" in text
    assert team.post(f"{page}/start").status_code == 303
    assert asked(database) == 0
    slice_due(database)
    assert asked(database) == 1
    text = team.get(page).text
    check_page(text)
    assert "2 of 4 dealt with" in text
    assert "2 still to go" in text
    for path in (f"{page}?state=waiting", f"{page}?state=left_out", "/admin/campaigns"):
        answer = team.get(path)
        assert answer.status_code == 200
        check_page(answer.text)


def test_it_is_held_goes_on_and_is_stopped(database: Database, team: Visitor) -> None:
    team.post("/admin/campaigns", prepared(database))
    page = f"/admin/campaigns/{made(database)[0]}"
    for path, state in (
        ("start", CampaignState.RUNNING),
        ("pause", CampaignState.PAUSED),
        ("resumption", CampaignState.RUNNING),
        ("stop", CampaignState.STOPPED),
        ("resumption", CampaignState.RUNNING),
    ):
        assert team.post(f"{page}/{path}").status_code == 303
        assert made(database)[1] is state
        check_page(team.get(page).text)
    again = team.post(f"{page}/start")
    assert again.status_code == 409
    check_page(again.text)
    assert "This campaign is running." in again.text


def test_a_campaign_that_ended_with_its_activity_says_so_and_goes_on_once_that_is_offered(
    database: Database, team: Visitor
) -> None:
    team.post("/admin/campaigns", prepared(database))
    page = f"/admin/campaigns/{made(database)[0]}"
    team.post(f"{page}/start")
    for put_away in (True, False):
        with database.writing() as session:
            make.activity(session, "quote").archived = put_away
        slice_due(database)
        assert made(database)[1] is CampaignState.STOPPED
        text = team.get(page).text
        check_page(text)
        assert ("was put away" in text, "Go on" in text) == (put_away, not put_away)
        assert team.post(f"{page}/resumption").status_code == (409 if put_away else 303)
    assert made(database)[1] is CampaignState.RUNNING


def test_what_is_missing_stands_beside_its_field(database: Database, team: Visitor) -> None:
    values = prepared(database)
    for change, words in (
        ({"name": ""}, "Give it a name."),
        ({"happen_by": ""}, "Say by which day it should happen."),
        ({"happen_by": "2020-01-01"}, "Choose a day after today."),
        ({"segment": "77777"}, "Not a valid choice"),
        ({"hours": "3"}, "Not a valid choice"),
    ):
        answer = team.post("/admin/campaigns", values | change)
        assert answer.status_code == 422
        check_page(answer.text)
        assert words in answer.text


def test_its_words_can_be_changed_until_it_starts(database: Database, team: Visitor) -> None:
    values = prepared(database)
    team.post("/admin/campaigns", values)
    page = f"/admin/campaigns/{made(database)[0]}"
    text = team.get(f"{page}/words").text
    check_page(text)
    assert "You have run it the longest." in text
    assert team.post(f"{page}/words", values | {"name": "Winter quotes"}).status_code == 303
    assert "Winter quotes" in team.get(page).text
    team.post(f"{page}/start")
    refused = team.post(f"{page}/words", values)
    assert refused.status_code == 409
    check_page(refused.text)


def test_a_draft_is_thrown_away(database: Database, team: Visitor) -> None:
    team.post("/admin/campaigns", prepared(database))
    page = f"/admin/campaigns/{made(database)[0]}"
    assert team.post(f"{page}/removal").status_code == 303
    assert team.get(page).status_code == 404


def test_an_audience_by_sentiment_is_refused_with_the_rule(database: Database, team: Visitor) -> None:
    values = prepared(database, Criteria(channels=(Channel.SENTIMENT,)))
    with database.reading() as session:
        values["activity"] = make.activity(session, "review").id
    answer = team.post("/admin/campaigns", values)
    assert answer.status_code == 409
    check_page(answer.text)
    assert "whatever their score, sentiment or health" in answer.text
    with database.reading() as session:
        assert not session.scalars(select(Campaign)).all()


def test_a_test_mail_goes_to_whoever_presses_and_only_so_often(database: Database, team: Visitor) -> None:
    team.post("/admin/campaigns", prepared(database))
    page = f"/admin/campaigns/{made(database)[0]}"
    assert "Send me a test mail" in team.get(page).text
    for _ in range(5):
        assert team.post(f"{page}/test-mail").status_code == 303
    refused = team.post(f"{page}/test-mail")
    assert refused.status_code == 409
    check_page(refused.text)
    assert "5 test mails within an hour" in refused.text
    with database.reading() as session:
        rows = session.scalars(select(Outbox).where(Outbox.topic == Topic.CAMPAIGN_TESTED)).all()
        assert {session.get_one(Person, row.recipient_id).role for row in rows} == {Role.TEAM}
    assert len(rows) == 5
    assert asked(database) == 0


def test_its_links_lead_to_a_page_that_anybody_may_see(visitor: Visitor) -> None:
    answer = visitor.get("/test-mail?first=yes")
    assert answer.status_code == 200
    check_page(answer.text)
    assert "It does nothing" in answer.text


def test_many_campaigns_are_counted_by_one_statement(database: Database, team: Visitor, statements: list[str]) -> None:
    values = prepared(database)
    for number in range(3):
        team.post("/admin/campaigns", values | {"name": f"Campaign {number}"})
    with database.reading() as session:
        first = session.scalars(select(Campaign.id).order_by(Campaign.id)).all()[0]
    team.post(f"/admin/campaigns/{first}/start")
    statements.clear()
    text = team.get("/admin/campaigns").text
    check_page(text)
    assert text.count("Nobody yet") == 2
    assert len([one for one in statements if "FROM campaign_target" in one]) == 1


def test_a_draft_whose_segment_was_deleted_says_so(database: Database, team: Visitor) -> None:
    values = prepared(database)
    team.post("/admin/campaigns", values)
    page = f"/admin/campaigns/{made(database)[0]}"
    with database.writing() as session:
        by = make.person(session).id
        segments.delete(session, segment_id=int(str(values["segment"])), actor_id=by, now=make.NOW)
    text = team.get(page).text
    check_page(text)
    assert "Its segment was deleted" in text
    refused = team.post(f"{page}/start")
    assert refused.status_code == 409
    check_page(refused.text)


@pytest.mark.parametrize("path", ["/admin/campaigns", "/admin/campaigns/new"])
def test_colleagues_have_no_campaigns(colleague: Visitor, path: str) -> None:
    assert colleague.get(path).status_code in {403, 404}
