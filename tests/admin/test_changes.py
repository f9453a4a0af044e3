"""Every change the team can make: plainly, by htmx, twice, by the wrong person, at nothing, with nothing typed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.kinds import AskState, JoinRequestState, MessageState, Role, Stage, Via
from portal.domain.models import (
    Advocate,
    Ask,
    Audit,
    ContactView,
    JoinRequest,
    Login,
    Note,
    Outbox,
    Person,
    Program,
    Wording,
)
from portal.domain.operations import asks
from portal.domain.queries import programs
from tests import make
from tests.admin.test_pages import message
from tests.fixtures.web import Visitor
from tests.make import NOW
from tests.page_checker import check_page

CHANGES = (
    "/admin/advocates/{id}/details",
    "/admin/advocates/{id}/notes",
    "/admin/advocates/{id}/contact-views",
    "/admin/advocates/{id}/interview",
    "/admin/advocates/{id}/confirmation",
    "/admin/advocates/{id}/departure",
    "/admin/advocates/{id}/validation",
    "/admin/advocates/{id}/asks",
    "/admin/asks/{id}/sending",
    "/admin/asks/{id}/removal",
    "/admin/asks/{id}/withdrawal",
    "/admin/asks/{id}/schedule",
    "/admin/asks/{id}/completion",
    "/admin/asks/{id}/no-show",
    "/admin/outbox/{id}/resending",
    "/admin/nominations/{id}/invitation",
    "/admin/nominations/{id}/passing",
    "/admin/nominations/{id}/merging",
    "/admin/nominations/{id}/reopening",
    "/admin/nominations/{id}/owner",
    "/admin/departments/{id}/launch",
    "/admin/departments/{id}/closing",
    "/admin/colleagues/{id}/department",
    "/admin/adoption/{id}/invitation",
    "/admin/adoption/{id}/notes",
    "/admin/adoption/notes/{id}/removal",
    "/admin/appearances/{id}",
    "/admin/appearances/{id}/removal",
    "/admin/appearances/{id}/removal/end",
    "/admin/join-links/{id}/closing",
    "/admin/join-links/{id}/reopening",
    "/admin/join-requests/{id}/approval",
    "/admin/join-requests/{id}/refusal",
)
FOR_ADMINISTRATORS = (
    "/admin/people",
    "/admin/people/{id}/role",
    "/admin/people/{id}/disabling",
    "/admin/people/{id}/enabling",
    "/admin/people/{id}/publishing",
    "/admin/people/{id}/publishing/end",
    "/admin/settings/policy",
    "/admin/settings/wordings/invitation.why",
    "/admin/settings/activities",
    "/admin/settings/activities/{id}",
    "/admin/settings/activities/{id}/archiving",
    "/admin/settings/activities/{id}/restoring",
)
TYPED: dict[str, object] = {
    "name": "A name",
    "body": "Words",
    "usual": "timing",
    "activity": "1",
    "day": "2026-11-30",
    "at": "10:00",
    "on": "2026-11-20",
    "evidence": "held",
    "role": "team",
    "plural": "Names",
    "kind": "review",
    "effort": "low",
    "minutes": "10",
    "shelf_days": "90",
    "what": "What it is",
    "question": "Would you help {other_side} {when}?",
    "icon": "star",
}


@pytest.mark.parametrize("path", [path for path in CHANGES + FOR_ADMINISTRATORS if "{id}" in path])
def test_nothing_happens_to_what_is_not_there(administrator: Visitor, path: str) -> None:
    assert administrator.post(path.format(id=999_999), TYPED).status_code == 404


@pytest.mark.parametrize("path", CHANGES + FOR_ADMINISTRATORS)
def test_others_are_kept_out(visitor: Visitor, colleague: Visitor, path: str) -> None:
    assert visitor.post(path.format(id=1), TYPED).headers["Location"].startswith("/sign-in")
    assert colleague.post(path.format(id=1), TYPED).status_code == 403


@pytest.mark.parametrize("path", FOR_ADMINISTRATORS)
def test_the_team_changes_no_settings(team: Visitor, path: str) -> None:
    assert team.post(path.format(id=1), TYPED).status_code == 403


@pytest.mark.parametrize("path", [path for path in CHANGES if path.rsplit("/", 1)[1] not in {"details", "departure"}])
def test_looking_changes_nothing(team: Visitor, path: str) -> None:
    assert team.get(path.format(id=1)).status_code == 405


def accepted(session: Session, priya: Person) -> Ask:
    ask = make.ask(session, make.advocate(session), asker=priya)
    return asks.accept(session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=NOW)


def now_is(session: Session, ask: Ask) -> Ask:
    session.expire_all()
    return session.get_one(Ask, ask.id)


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("noun", "data", "state"),
    [
        ("schedule", {"day": "2026-12-01", "at": "15:00"}, AskState.SCHEDULED),
        ("completion", {"on": "2026-11-23", "evidence": "Call held"}, AskState.COMPLETED),
        ("no-show", {"note": "Nobody came"}, AskState.NO_SHOW),
        ("withdrawal", {}, AskState.WITHDRAWN),
    ],
)
def test_a_yes_goes_on(
    team: Visitor, session: Session, priya: Person, noun: str, data: dict[str, object], state: AskState, *, htmx: bool
) -> None:
    ask = accepted(session, priya)
    answer = team.post(f"/admin/asks/{ask.id}/{noun}", data, htmx=htmx)
    assert answer.status_code == (200 if htmx else 303)
    if htmx:
        check_page(answer.text, fragment=True)
    assert now_is(session, ask).state is state
    check_page(team.get(f"/admin/asks/{ask.id}").text)


def test_the_time_is_read_on_the_teams_clock(team: Visitor, session: Session, priya: Person) -> None:
    session.execute(select(Program)).scalar_one().time_zone = "America/New_York"
    session.flush()
    ask = accepted(session, priya)
    team.post(f"/admin/asks/{ask.id}/schedule", {"day": "2026-12-01", "at": "15:00"})
    assert now_is(session, ask).scheduled_for == NOW.replace(month=12, day=1, hour=20)


@pytest.mark.parametrize(
    ("noun", "data", "words"),
    [
        ("schedule", {"day": "", "at": "15:00"}, "Choose the day."),
        ("schedule", {"day": "2026-12-01", "at": "25:99"}, "at-error"),
        ("completion", {"on": "2026-11-23", "evidence": " "}, "Say what shows it was done"),
        ("completion", {"on": "soon", "evidence": "held"}, "on-error"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_not_understood_is_said(
    team: Visitor, session: Session, priya: Person, noun: str, data: dict[str, object], words: str, *, htmx: bool
) -> None:
    ask = accepted(session, priya)
    answer = team.post(f"/admin/asks/{ask.id}/{noun}", data, htmx=htmx)
    assert answer.status_code == 422
    assert words in answer.text
    check_page(answer.text, fragment=htmx)
    assert now_is(session, ask).state is AskState.ACCEPTED


@pytest.mark.parametrize(
    ("noun", "data", "words"),
    [
        ("schedule", {"day": "2026-11-20", "at": "15:00"}, "Choose a time that is still to come."),
        ("completion", {"on": "2026-11-24", "evidence": "held"}, "That day has not come yet."),
        ("sending", {}, "This ask has been accepted."),
        ("removal", {}, "Only a draft can be thrown away."),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_can_not_be_is_refused_in_a_sentence(
    team: Visitor, session: Session, priya: Person, noun: str, data: dict[str, object], words: str, *, htmx: bool
) -> None:
    ask = accepted(session, priya)
    answer = team.post(f"/admin/asks/{ask.id}/{noun}", data, htmx=htmx)
    assert answer.status_code == 409
    assert words in answer.text
    check_page(answer.text, fragment=htmx)


def test_done_twice_is_done_once(team: Visitor, session: Session, priya: Person) -> None:
    ask = accepted(session, priya)
    for _ in range(2):
        team.post(f"/admin/asks/{ask.id}/completion", {"on": "2026-11-23", "evidence": "held"})
    done = select(func.count()).select_from(Audit).where(Audit.action == "ask.completed", Audit.object_id == ask.id)
    assert session.execute(done).scalar_one() == 1


def test_a_draft_can_be_thrown_away(team: Visitor, session: Session, priya: Person) -> None:
    draft = make.draft(session, make.advocate(session), asker=priya)
    assert team.post(f"/admin/asks/{draft.id}/removal").headers["Location"] == "/admin/asks?state=draft"
    assert session.scalar(select(Ask.id)) is None
    assert team.get(f"/admin/asks/{draft.id}").status_code == 404


@pytest.mark.parametrize("htmx", [False, True])
def test_contact_details_are_shown_once_and_the_look_is_written_down(
    team: Visitor, session: Session, priya: Person, *, htmx: bool
) -> None:
    dana = make.advocate(session, email="dana@meridian.example")
    page = f"/admin/advocates/{dana.id}"
    assert "dana@meridian.example" not in team.get(page).text
    answer = team.post(f"{page}/contact-views", htmx=htmx)
    assert "dana@meridian.example" in answer.text
    check_page(answer.text, fragment=htmx)
    assert "dana@meridian.example" not in team.get(page).text
    assert list(session.scalars(select(ContactView.viewer_id))) == [priya.id]


@pytest.mark.parametrize("htmx", [False, True])
def test_a_note_is_kept(team: Visitor, session: Session, *, htmx: bool) -> None:
    dana = make.advocate(session)
    answer = team.post(f"/admin/advocates/{dana.id}/notes", {"body": "Prefers mornings. <b>"}, htmx=htmx)
    assert answer.status_code == (200 if htmx else 303)
    assert "Prefers mornings. &lt;b&gt;" in team.get(f"/admin/advocates/{dana.id}").text
    empty = team.post(f"/admin/advocates/{dana.id}/notes", {"body": " "}, htmx=htmx)
    assert empty.status_code == 422
    check_page(empty.text, fragment=htmx)
    assert session.execute(select(func.count()).select_from(Note)).scalar_one() == 1


@pytest.mark.parametrize(
    ("noun", "stage"),
    [("interview", Stage.INTERVIEWED), ("confirmation", Stage.CONFIRMED), ("departure", Stage.DEPARTED)],
)
def test_the_team_notes_how_far_somebody_is(team: Visitor, session: Session, noun: str, stage: Stage) -> None:
    dana = make.advocate(session, stage=Stage.JOINED)
    for _ in range(2):
        assert team.post(f"/admin/advocates/{dana.id}/{noun}", {"kind": "left"}).status_code == 303
    session.expire_all()
    assert session.get_one(Advocate, dana.id).stage is stage
    assert make.match_row(session, dana).may_be_asked is (stage is not Stage.DEPARTED)


def test_a_candidate_is_not_confirmed_before_joining(team: Visitor, session: Session) -> None:
    someone = make.advocate(session, stage=Stage.CANDIDATE)
    answer = team.post(f"/admin/advocates/{someone.id}/confirmation")
    assert answer.status_code == 409
    assert "They have not joined" in answer.text
    check_page(answer.text)


def test_who_departs_is_asked_nothing_more(team: Visitor, session: Session, priya: Person) -> None:
    ask = make.ask(session, make.advocate(session), asker=priya)
    team.post(f"/admin/advocates/{ask.advocate_id}/departure", {"kind": "left"})
    assert now_is(session, ask).state is AskState.WITHDRAWN


def test_an_imported_person_is_checked(team: Visitor, session: Session, priya: Person) -> None:
    dana = make.advocate(session)
    dana.validated_at = None
    session.flush()
    assert "not checked by anybody yet" in team.get(f"/admin/advocates/{dana.id}").text
    team.post(f"/admin/advocates/{dana.id}/validation")
    session.expire_all()
    assert session.get_one(Advocate, dana.id).validated_by == priya.id


def test_somebody_is_added_by_hand_once(team: Visitor) -> None:
    typed: dict[str, object] = {
        "name": "Hélène Marchand",
        "email": "Helene@Clinic.Example",
        "company": "Clinique  Saint-Roch",
        "channel": "event",
    }
    there = team.post("/admin/advocates", typed).headers["Location"]
    text = team.get(there).text
    for words in ("Hélène Marchand", "Clinique Saint-Roch", "An event", "Has not joined yet", "Invite Hélène"):
        assert words in text, words
    again = team.post("/admin/advocates", typed)
    assert again.status_code == 409
    assert "helene@clinic.example is in the program already." in again.text
    check_page(again.text)
    for name, value in (("email", "not an address"), ("name", " "), ("company", "")):
        bad = team.post("/admin/advocates", typed | {name: value})
        assert bad.status_code == 422
        assert f'id="{name}-error"' in bad.text
        check_page(bad.text)


def test_details_are_corrected_and_the_log_names_the_fields_alone(team: Visitor, session: Session) -> None:
    dana = make.advocate(session)
    typed: dict[str, object] = {
        "name": "Dana Okafor",
        "company": "Meridian",
        "languages": "English, Dutch, English",
        "score": "9",
        "score_on": "2026-11-01",
    }
    assert team.post(f"/admin/advocates/{dana.id}/details", typed).status_code == 303
    session.expire_all()
    changed = session.get_one(Advocate, dana.id)
    assert (changed.languages, changed.score) == (["English", "Dutch"], 9)
    line = session.execute(select(Audit).where(Audit.action == "advocate.corrected")).scalar_one()
    assert set(line.fields) == {"account_id", "languages", "score", "score_on"}
    bad = team.post(f"/admin/advocates/{dana.id}/details", typed | {"score": "11"})
    assert bad.status_code == 422
    check_page(bad.text)


@pytest.mark.parametrize("htmx", [False, True])
def test_only_what_is_uncertain_is_sent_again(team: Visitor, session: Session, *, htmx: bool) -> None:
    uncertain, failed = message(session, MessageState.UNCERTAIN), message(session, MessageState.FAILED)
    assert team.post(f"/admin/outbox/{uncertain.id}/resending", htmx=htmx).status_code == (200 if htmx else 303)
    for row in (uncertain, failed):
        answer = team.post(f"/admin/outbox/{row.id}/resending", htmx=htmx)
        assert answer.status_code == 409
        check_page(answer.text, fragment=htmx)
    session.expire_all()
    assert session.get_one(Outbox, uncertain.id).state is MessageState.QUEUED


def test_who_asks_to_join_is_let_in_or_not(team: Visitor, session: Session) -> None:
    make.program(session)
    asking = [
        JoinRequest(email=f"{name.lower()}@grid.example", name=name, company="Severn Grid", created_at=NOW)
        for name in ("Owen", "Nadia")
    ]
    session.add_all(asking)
    session.flush()
    assert team.post(f"/admin/join-requests/{asking[0].id}/approval").status_code == 303
    assert team.post(f"/admin/join-requests/{asking[1].id}/refusal").status_code == 303
    session.expire_all()
    assert [session.get_one(JoinRequest, one.id).state for one in asking] == [
        JoinRequestState.APPROVED,
        JoinRequestState.REFUSED,
    ]
    assert team.post(f"/admin/join-requests/{asking[0].id}/approval").status_code == 409


def test_a_role_changes_at_once_and_ones_own_never(
    administrator: Visitor, session: Session, signed_in: Callable[[Person], Visitor]
) -> None:
    tom = session.execute(select(Person).where(Person.name == "Tom Brandt")).scalar_one()
    priya = make.person(session, role=Role.COLLEAGUE, name="Priya Raman")
    browser = signed_in(priya)
    assert administrator.post(f"/admin/people/{priya.id}/role", {"role": "team"}).status_code == 303
    assert browser.get("/admin/").status_code == 303
    assert session.scalar(select(Login.ended_at).where(Login.person_id == priya.id)) is not None
    for noun, data in (("role", {"role": "colleague"}), ("disabling", {})):
        answer = administrator.post(f"/admin/people/{tom.id}/{noun}", dict[str, object](data))
        assert answer.status_code == 409
        check_page(answer.text)
    assert administrator.post(f"/admin/people/{priya.id}/role", {"role": "emperor"}).status_code == 422


def test_access_ends_and_comes_back(administrator: Visitor, session: Session) -> None:
    priya = make.person(session, name="Priya Raman")
    for noun, gone in (("disabling", True), ("disabling", True), ("enabling", False)):
        assert administrator.post(f"/admin/people/{priya.id}/{noun}").status_code == 303
        session.expire_all()
        assert (session.get_one(Person, priya.id).disabled_at is not None) is gone
        check_page(administrator.get("/admin/people").text)


def test_somebody_of_the_company_is_added(administrator: Visitor, session: Session) -> None:
    typed: dict[str, object] = {"name": "Sara Lindholm", "email": "Sara@company.example", "role": "team"}
    assert administrator.post("/admin/people", typed).status_code == 303
    assert administrator.post("/admin/people", typed).status_code == 409
    assert administrator.post("/admin/people", typed | {"email": "sara"}).status_code == 422
    assert session.scalar(select(Person.role).where(Person.email == "sara@company.example")) is Role.TEAM


def policy(**more: object) -> dict[str, object]:
    return {
        "high_gap": "120",
        "low_gap": "31",
        "rest_after": "4",
        "reply_days": "10",
        "first_reminder_days": "4",
        "second_reminder_days": "8",
        "time_zone": "Europe/Amsterdam",
    } | more


def test_the_policy_can_only_be_made_longer(administrator: Visitor, session: Session) -> None:
    assert administrator.post("/admin/settings/policy", policy()).status_code == 303
    session.expire_all()
    assert (programs.current(session).high_gap, programs.current(session).time_zone) == (120, "Europe/Amsterdam")
    for name, value in (
        ("high_gap", "91"),
        ("low_gap", "30"),
        ("rest_after", "0"),
        ("second_reminder_days", "4"),
        ("time_zone", "Mars/Base"),
        ("reply_days", ""),
    ):
        answer = administrator.post("/admin/settings/policy", policy(**{name: value}))
        assert answer.status_code == 422, name
        check_page(answer.text)
    line = session.scalars(select(Audit).where(Audit.action == "settings.changed")).one()
    assert "high_gap" in line.fields


def test_name_and_colour_are_changed_and_seen_first(administrator: Visitor) -> None:
    typed: dict[str, object] = {
        "company_name": "Northwind",
        "product_name": "Friends",
        "accent": "#AA3300",
        "reward_word": "thanks",
    }
    seen = administrator.post("/admin/settings/face", typed | {"step": "preview"})
    assert "/admin/settings/colours/aa3300.css" in seen.text
    check_page(seen.text)
    live = administrator.get("/admin/settings/face/colour?accent=%23aa3300", htmx=True)
    check_page(live.text, fragment=True)
    assert "aa3300.css" in live.text
    assert "--brand: #aa3300" in administrator.get("/admin/settings/colours/aa3300.css").text
    assert administrator.get("/admin/settings/colours/red;}.css").status_code == 404
    assert administrator.post("/admin/settings/face", typed).status_code == 303
    assert "Northwind" in administrator.get("/admin/settings").text
    assert administrator.post("/admin/settings/face", typed | {"accent": "red"}).status_code == 422


def test_the_sender_is_changed(administrator: Visitor, session: Session) -> None:
    typed: dict[str, object] = {
        "sender_name": "Priya",
        "sender_address": "a@company.example",
        "help_address": "b@company.example",
        "postal_address": "Wijnhaven 3\r\nRotterdam",
        "own_domains": "Meridian.example, clinic.example",
    }
    assert administrator.post("/admin/settings/sender", typed).status_code == 303
    session.expire_all()
    assert programs.current(session).own_domains == ["meridian.example", "clinic.example"]
    for name, value in (("sender_address", "x"), ("postal_address", ""), ("own_domains", "a@b.example")):
        assert administrator.post("/admin/settings/sender", typed | {name: value}).status_code == 422, name
    assert administrator.post("/admin/settings/nothing", typed).status_code == 404


def test_an_activity_is_added_changed_and_put_away(administrator: Visitor, session: Session) -> None:
    assert administrator.post("/admin/settings/activities", TYPED).status_code == 303
    added = make.activity(session, "a-name")
    url = f"/admin/settings/activities/{added.id}"
    assert administrator.post("/admin/settings/activities", TYPED).status_code == 409
    assert administrator.post(url, TYPED | {"minutes": "20"}).status_code == 303
    vague = administrator.post(url, TYPED | {"question": "Would you help?"})
    assert vague.status_code == 409
    assert "must hold {other_side} and {when}" in vague.text
    assert administrator.post(url, TYPED | {"minutes": "0"}).status_code == 422
    for noun in ("archiving", "archiving", "restoring"):
        assert administrator.post(f"{url}/{noun}").status_code == 303
    session.expire_all()
    assert (added.minutes, added.archived) == (20, False)


def test_an_ask_keeps_the_effort_it_was_made_with(administrator: Visitor, session: Session) -> None:
    ask = make.ask(session, make.advocate(session), "review")
    review = make.activity(session, "review")
    changed: dict[str, Any] = TYPED | {"name": "Review", "effort": "high"}
    assert administrator.post(f"/admin/settings/activities/{review.id}", changed).status_code == 303
    assert now_is(session, ask).effort == "low"


def test_a_break_that_began_meanwhile_is_said_with_its_day(team: Visitor, session: Session, priya: Person) -> None:
    draft = make.draft(session, make.advocate(session), asker=priya)
    make.match_row(session, session.get_one(Advocate, draft.advocate_id)).break_until = NOW.date() + timedelta(days=9)
    session.flush()
    answer = team.post(f"/admin/asks/{draft.id}/sending", htmx=True)
    assert answer.status_code == 409
    assert "On a break. Next possible 2 December." in answer.text


def test_a_text_is_put_in_ones_own_words_seen_first_and_taken_back(administrator: Visitor, session: Session) -> None:
    url = "/admin/settings/wordings/invitation.why"
    check_page(administrator.get("/admin/settings/wordings").text)
    check_page(administrator.get(url).text)
    typed: dict[str, object] = {"body": "{given_name}, {company} would be lost without you."}
    seen = administrator.post(url, typed | {"step": "preview"})
    assert "Dana, Your company would be lost without you." in seen.text
    live = administrator.get(f"{url}?body=Hello+%7Bgiven_name%7D", htmx=True)
    check_page(live.text, fragment=True)
    assert "Hello Dana" in live.text
    assert session.scalar(select(Wording.body)) is None
    for _ in range(2):
        assert administrator.post(url, typed).status_code == 303
    assert session.scalar(select(Wording.body)) == typed["body"]
    strange = administrator.post(url, {"body": "{password}"})
    assert strange.status_code == 409
    assert "{password} can’t be filled in here." in strange.text
    check_page(strange.text)
    assert administrator.post(url, {"body": ""}).status_code == 303
    assert session.scalar(select(Wording.body)) is None
    assert administrator.post("/admin/settings/wordings/nothing", typed).status_code == 404
