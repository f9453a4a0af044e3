"""All that is kept about an advocate as one file, leaving, and coming back (ADV-10)."""

import json
from datetime import timedelta

from sqlalchemy import select

from portal.clock import SetClock
from portal.db import Database
from portal.domain.kinds import AskState, Stage, Topic
from portal.domain.models import Advocate, MatchRow, Outbox
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page, read
from tests.views.customers import SignIn, ask_now, asked, customer, team_member


def test_the_file_holds_everything_of_theirs_and_nothing_of_others(database: Database, signed_in: SignIn) -> None:
    dana = customer(database, signed_in)
    ask = asked(database, dana)
    asked(database, customer(database, signed_in, name="Ana Silva", email="ana@customer.example"))
    check_page(dana.visitor.get("/data").text)
    response = dana.visitor.get("/data/everything.json")
    assert response.headers["Content-Disposition"] == 'attachment; filename="my-data-2026-11-23.json"'
    assert response.headers["Cache-Control"] == "no-store"
    found = json.loads(response.text)
    assert found["person"][0]["name"] == "Dana Okafor"
    assert [one["sentence"] for one in found["asks"]] == [ask.sentence]
    assert len(found["willingness"]) == 8
    assert {one["kind"] for one in found["consents"]} == {"share_contact", "public_company"}
    assert found["ask_events"][0]["state"] == "sent"
    assert found["messages"][0]["topic"] == "ask.sent"
    assert found["sessions"][0]["method"] == "link"
    assert "Ana" not in response.text
    assert "Ingrid" not in response.text
    assert "token" not in response.text


def test_the_privacy_page_is_for_everyone(visitor: Visitor) -> None:
    response = visitor.get("/privacy")
    assert response.status_code == 200
    check_page(response.text)


def test_leaving_takes_back_what_is_open_and_tells_who_asked(database: Database, signed_in: SignIn) -> None:
    dana = customer(database, signed_in)
    ask = asked(database, dana)
    check_page(dana.visitor.get("/leave").text)
    assert dana.visitor.post("/leave", {"choice": "leave"}).location == "/home"
    assert ask_now(database, ask).state is AskState.WITHDRAWN
    with database.writing() as session:
        row = session.get_one(MatchRow, dana.advocate.id)
        advocate = session.get_one(Advocate, dana.advocate.id)
        told = session.scalars(select(Outbox).where(Outbox.topic == Topic.ASK_CALLED_OFF)).one()
    assert (row.may_be_asked, row.open_ask_id) == (False, None)
    assert (advocate.stage, advocate.left_at) == (Stage.DEPARTED, make.NOW)
    assert told.recipient_id == ask.asker_id
    home = dana.visitor.get("/home").text
    check_page(home)
    assert "You’ve left the program" in home
    check_page(dana.visitor.get("/preferences").text)


def test_coming_back_keeps_what_was_chosen(database: Database, signed_in: SignIn) -> None:
    dana = customer(database, signed_in)
    dana.visitor.post("/leave", {"choice": "leave"})
    check_page(dana.visitor.get("/leave").text)
    for _ in range(2):
        assert dana.visitor.post("/leave/end").location == "/preferences"
    with database.writing() as session:
        row = session.get_one(MatchRow, dana.advocate.id)
        advocate = session.get_one(Advocate, dana.advocate.id)
    assert (row.may_be_asked, len(row.happy)) == (True, 8)
    assert (advocate.stage, advocate.left_at) == (Stage.JOINED, None)


def test_staying_changes_nothing_and_nothing_is_preselected(database: Database, signed_in: SignIn) -> None:
    dana = customer(database, signed_in)
    page, _ = read(dana.visitor.get("/leave").text)
    assert [each for each in page.all("input") if each.get("checked") is not None] == []
    response = dana.visitor.post("/leave")
    assert response.status_code == 422
    check_page(response.text)
    dana.visitor.post("/leave", {"choice": "stay"})
    with database.writing() as session:
        assert session.get_one(Advocate, dana.advocate.id).left_at is None


def test_whom_the_team_has_sent_away_does_not_come_back_by_a_button(database: Database, signed_in: SignIn) -> None:
    dana = customer(database, signed_in, stage=Stage.DEPARTED)
    response = dana.visitor.post("/leave/end")
    assert response.status_code == 409
    check_page(response.text)
    with database.writing() as session:
        assert session.get_one(Advocate, dana.advocate.id).stage is Stage.DEPARTED


def test_whom_the_team_has_sent_away_does_not_come_back_by_leaving_first(
    database: Database, signed_in: SignIn, clock: SetClock
) -> None:
    dana = customer(database, signed_in, stage=Stage.DEPARTED)
    clock.instant += timedelta(days=1)
    dana.visitor.post("/leave", {"choice": "leave"})
    assert dana.visitor.post("/leave/end").location == "/home"
    text = dana.visitor.get("/home").text
    assert "You’re no longer in the program" in text
    assert "Welcome back" not in text


def test_only_for_advocates(database: Database, signed_in: SignIn, visitor: Visitor) -> None:
    team = team_member(database, signed_in)
    for path in ("/data", "/data/everything.json", "/leave"):
        assert team.get(path).status_code == 403
        assert visitor.get(path).status_code == 303
    for path in ("/leave", "/leave/end"):
        assert team.post(path, {"choice": "leave"}).status_code == 403
        assert visitor.post(path, {"choice": "leave"}).status_code == 303
    assert team.post("/data/everything.json").status_code == 405
