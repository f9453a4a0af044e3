"""What administrators change: access, the policy, name and colour, the sender, activities, texts (ID-4, CAP-3)."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.kinds import Role
from portal.domain.models import (
    Audit,
    Login,
    Person,
    Wording,
)
from portal.domain.queries import programs
from tests import make
from tests.admin.test_changes import TYPED
from tests.fixtures.web import Visitor
from tests.page_checker import check_page


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
