"""Every view against every kind of visitor (S7, S8). New views are met here by themselves: the application's own list
of addresses is walked. Two tables have to be extended by hand, on purpose: what is open to the public, and how an
object of somebody else is made for an address of the customer's that names one.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pytest
from flask import Blueprint, Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import IntegerConverter, Rule

from portal import views
from portal.app import build
from portal.db import Database
from portal.domain.kinds import TEAM_ROLES, Role
from portal.domain.models import Advocate, Person
from portal.domain.operations import logins, redemptions, thanks
from portal.settings import Settings
from portal.web import access
from portal.web.current import hash_of
from tests import make
from tests.fixtures.web import BASE_URL, Visitor

PUBLIC = {
    "address_changes.answer",
    "address_changes.show",
    "asks.answer_by_link",
    "asks.open_link",
    "assets.show",
    "brand.logo",
    "brand.stylesheet",
    "campaigns.test_mail",
    "data.privacy",
    "digests.choose",
    "digests.open_link",
    "digests.stop",
    "freshness.answer_by_link",
    "freshness.open_link",
    "health.process",
    "health.readiness",
    "invitations.answer",
    "invitations.answer_no",
    "invitations.joined",
    "invitations.left_alone",
    "invitations.renew",
    "invitations.renewed",
    "invitations.show",
    "invitations.show_no",
    "joins.create",
    "joins.create_by_link",
    "joins.new",
    "joins.new_by_link",
    "joins.thanks",
    "sessions.check",
    "sessions.create",
    "sessions.destroy",
    "sessions.enter_code",
    "sessions.landing",
    "sessions.new",
    "sessions.renew",
    "sessions.show",
    "sessions.use",
    "sso.callback",
    "sso.start",
    "unsubscriptions.choose",
    "unsubscriptions.create",
    "unsubscriptions.show",
}
"""Open to anybody. A view that is added here is opened to the whole world."""

WITHOUT_FORM_TOKEN = {"digests.stop", "unsubscriptions.create"}
"""What machines send: they hold no page of ours."""

ABSENT = 900_000_000_000
NOTHING: Mapping[str, int] = MappingProxyType({})
CHANGING = ("INSERT", "UPDATE", "DELETE", "WITH")


def login_of_another(session: Session, other: Person) -> int:
    return logins.begin(
        session,
        token_hash=hash_of(f"another login of {other.id}"),
        person_id=other.id,
        role=other.role,
        method="link",
        user_agent="",
        now=make.NOW,
    )


def ask_of_another(session: Session, other: Person) -> int:
    whose = session.execute(select(Advocate).where(Advocate.person_id == other.id)).scalar_one()
    return make.ask(session, whose).id


def reward_of_nobody(session: Session, _other: Person) -> int:
    """Rewards belong to nobody; one that was archived is there for nobody either."""
    reward = make.reward(session)
    reward.archived = True
    session.flush()
    return reward.id


def redemption_of_another(session: Session, other: Person) -> int:
    whose = session.execute(select(Advocate).where(Advocate.person_id == other.id)).scalar_one()
    chosen = redemptions.choose(
        session,
        advocate_id=whose.id,
        reward_id=make.reward(session, points=0).id,
        key="another",
        wishes=redemptions.Wishes(allowed=True),
        now=make.NOW,
    )
    return chosen.id


def note_of_another(session: Session, other: Person) -> int:
    whose = session.execute(select(Advocate).where(Advocate.person_id == other.id)).scalar_one()
    author = make.person(session)
    return thanks.give(session, advocate_id=whose.id, words="Thank you", author_id=author.id, now=make.NOW).id


def content_of_another(session: Session, other: Person) -> int:
    whose = session.execute(select(Advocate).where(Advocate.person_id == other.id)).scalar_one()
    return make.published(session, whose).id


FOREIGN: dict[str, Callable[[Session, Person], int]] = {
    "content_id": content_of_another,
    "ask_id": ask_of_another,
    "login_id": login_of_another,
    "note_id": note_of_another,
    "redemption_id": redemption_of_another,
    "reward_id": reward_of_nobody,
}
"""For an address that names one: something that belongs to somebody else."""


@dataclass(frozen=True)
class Call:
    """One method at one address, with the name that an absent thing would have."""

    rule: Rule
    method: str
    policy: access.Policy

    def path(self, app: Flask, known: Mapping[str, int] = NOTHING) -> str:
        values: dict[str, object] = {}
        for name, converter in self.rule._converters.items():
            values[name] = known.get(name, ABSENT) if isinstance(converter, IntegerConverter) else "x"
        with app.test_request_context():
            _, path = self.rule.build(values) or pytest.fail(f"{self.rule} can't be built")
        return str(path)

    def send(self, app: Flask, visitor: Visitor, known: Mapping[str, int] = NOTHING) -> int:
        path = self.path(app, known)
        answer = visitor.post(path) if self.method == "POST" else visitor.get(path)
        return answer.status_code

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"


def calls(app: Flask) -> Iterator[Call]:
    policies = access.policies(app)
    for rule in app.url_map.iter_rules():
        policy = policies[rule.endpoint]
        assert policy is not None
        for method in sorted((rule.methods or set()) - {"HEAD"}):
            yield Call(rule, method, policy)


@pytest.fixture(autouse=True)
def _unlimited(app: Flask) -> None:
    """These tests knock at more doors in a minute than anybody may."""
    for limiter in app.extensions["limiter"]:
        limiter.enabled = False


@pytest.fixture
def everyone(app: Flask, database: Database) -> dict[Role, Person]:  # noqa: ARG001 - the program comes with it
    with database.writing() as session:
        people: dict[Role, Person] = {one: make.person(session, role=one) for one in set(Role) - {Role.ADVOCATE}}
        people[Role.COLLEAGUE] = make.colleague(session)
        advocate = make.advocate(session)
        people[Role.ADVOCATE] = session.get_one(Person, advocate.person_id)
        return people


@pytest.fixture
def browsers(everyone: dict[Role, Person], signed_in: Callable[[Person], Visitor]) -> dict[Role, Visitor]:
    return {role: signed_in(person) for role, person in everyone.items()}


def test_what_is_open_to_anybody_is_written_down(app: Flask) -> None:
    open_to_anybody = {call.rule.endpoint for call in calls(app) if call.policy.roles is None}
    assert open_to_anybody == PUBLIC


def test_every_change_needs_a_form_token_but_a_machines(app: Flask) -> None:
    assert {call.rule.endpoint for call in calls(app) if not call.policy.form_token} == WITHOUT_FORM_TOKEN


def test_the_admin_area_is_the_teams(app: Flask) -> None:
    for call in calls(app):
        if str(call.rule).startswith("/admin"):
            assert call.policy.roles is not None, call
            assert call.policy.roles <= TEAM_ROLES, call


def test_there_is_only_get_and_post(app: Flask) -> None:
    assert {call.method for call in calls(app)} == {"GET", "POST"}


def test_a_stranger_is_sent_to_sign_in(app: Flask, visitor: Visitor) -> None:
    wrong = []
    for call in calls(app):
        if call.policy.roles is None:
            continue
        answer = visitor.post(call.path(app)) if call.method == "POST" else visitor.get(call.path(app))
        if answer.status_code != 303 or not answer.location.startswith("/sign-in"):
            wrong.append(f"{call}: {answer.status_code}")
    assert wrong == []


def test_a_stranger_with_htmx_is_sent_there_too(app: Flask, visitor: Visitor) -> None:
    wrong = []
    for call in calls(app):
        if call.policy.roles is not None and call.method == "GET":
            answer = visitor.get(call.path(app), htmx=True)
            if not answer.headers.get("HX-Redirect", "").startswith("/sign-in"):
                wrong.append(str(call))
    assert wrong == []


def test_a_wrong_role_is_refused(app: Flask, browsers: dict[Role, Visitor]) -> None:
    wrong = []
    for call in calls(app):
        for role, visitor in browsers.items():
            if call.policy.roles is not None and role not in call.policy.roles:
                status = call.send(app, visitor)
                if status != 403:
                    wrong.append(f"{call} by {role}: {status}")
    assert wrong == []


def test_nobody_finds_what_is_not_there(app: Flask, browsers: dict[Role, Visitor]) -> None:
    """The right role and the number of nothing: not found, and never an error of ours."""
    wrong = []
    for call in calls(app):
        numbered = any(isinstance(converter, IntegerConverter) for converter in call.rule._converters.values())
        for role, visitor in browsers.items():
            if numbered and (call.policy.roles is None or role in call.policy.roles):
                status = call.send(app, visitor)
                if status not in {404, 422}:  # an empty form may be refused before anything is looked for
                    wrong.append(f"{call} by {role}: {status}")
    assert wrong == []


def test_what_belongs_to_somebody_else_is_not_there_either(
    app: Flask, browsers: dict[Role, Visitor], database: Database
) -> None:
    with database.writing() as session:
        other = session.get_one(Person, make.advocate(session).person_id)
        foreign = {name: maker(session, other) for name, maker in FOREIGN.items()}
    visitor, wrong = browsers[Role.ADVOCATE], []
    for call in calls(app):
        names = {name for name, converter in call.rule._converters.items() if isinstance(converter, IntegerConverter)}
        if not names or call.policy.roles is None or Role.ADVOCATE not in call.policy.roles:
            continue
        if names - set(FOREIGN):
            wrong.append(f"{call}: FOREIGN has no {', '.join(sorted(names - set(FOREIGN)))}")
        elif call.send(app, visitor, foreign) != 404:
            wrong.append(f"{call} finds what belongs to somebody else")
    assert wrong == []


@pytest.mark.parametrize("number", ["9223372036854775808", "0", "-1", "1e3", "\u0663", "1.0", "NaN"])
def test_no_number_breaks_an_address(browsers: dict[Role, Visitor], number: str) -> None:
    visitor = browsers[Role.ADVOCATE]
    assert visitor.post(f"/sessions/{number}/ending").status_code == 404


def test_every_page_of_ones_own_opens(app: Flask, browsers: dict[Role, Visitor]) -> None:
    wrong = []
    for call in calls(app):
        if call.method == "POST" or call.rule._converters:
            continue
        for role, visitor in browsers.items():
            if call.policy.roles is None or role in call.policy.roles:
                status = call.send(app, visitor)
                if status not in {200, 303} and call.rule.endpoint != "health.readiness":
                    wrong.append(f"{call} by {role}: {status}")
    assert wrong == []


class Forgery:
    """A POST that this site's own pages did not send."""

    def __init__(self, visitor: Visitor, stolen: str) -> None:
        own = visitor.token()
        form, cross = {"csrf_token": own}, {"Sec-Fetch-Site": "cross-site"}
        self.kinds: dict[str, dict[str, Any]] = {
            "no token": {"data": {}},
            "another person's token": {"data": {"csrf_token": stolen}},
            "cross-site": {"data": form, "headers": cross},
            "same-site": {"data": form, "headers": {"Sec-Fetch-Site": "same-site"}},
            "another origin": {"data": form, "headers": {"Origin": "https://evil.example"}},
            "no origin": {"data": form, "headers": {"Origin": "null"}},
            "plain text": {"data": f"csrf_token={own}", "content_type": "text/plain"},
            "JSON": {"json": form},
        }


def test_no_other_site_changes_anything(app: Flask, browsers: dict[Role, Visitor], statements: list[str]) -> None:
    stolen, wrong = browsers[Role.TEAM].token(), []
    forgeries = {role: Forgery(browsers[role], stolen).kinds for role in (Role.ADMINISTRATOR, Role.ADVOCATE)}
    for call in calls(app):
        if call.method != "POST" or not call.policy.form_token:
            continue
        role = Role.ADMINISTRATOR if str(call.rule).startswith("/admin") else Role.ADVOCATE
        for kind, request in forgeries[role].items():
            statements.clear()
            answer = browsers[role].client.post(call.path(app), base_url=BASE_URL, **request)
            changed = [one for one in statements if one.startswith(CHANGING)]
            if answer.status_code not in {400, 403} or changed:
                wrong.append(f"{call}, {kind}: {answer.status_code} {changed}")
    assert wrong == []


def test_no_get_changes_anything(app: Flask, browsers: dict[Role, Visitor], statements: list[str]) -> None:
    """Nor does a method hidden in a header or a field."""
    wrong = []
    hidden = {"X-HTTP-Method-Override": "POST", "X-HTTP-Method": "POST"}
    for call in calls(app):
        for role in (Role.ADMINISTRATOR, Role.ADVOCATE):
            statements.clear()
            browsers[role].get(f"{call.path(app)}?_method=POST", headers=hidden)
            if any(statement.startswith(CHANGING) for statement in statements):
                wrong.append(str(call))
    assert wrong == []


def test_a_view_without_a_policy_keeps_the_application_from_starting(settings: Settings, database: Database) -> None:
    def unguarded() -> str:
        return ""

    blueprint = Blueprint("open", __name__)
    blueprint.add_url_rule("/open", view_func=unguarded)
    with pytest.raises(access.Unguarded, match=r"open\.unguarded"):
        build(settings, database, (*views.BLUEPRINTS, blueprint))


def test_every_answer_carries_the_headers(app: Flask, browsers: dict[Role, Visitor]) -> None:
    wrong = []
    visitor = browsers[Role.ADVOCATE]
    for call in calls(app):
        answer = visitor.get(call.path(app))
        policy = answer.headers.get("Content-Security-Policy", "")
        sandboxed = "sandbox" in policy
        if "default-src 'none'" not in policy or (re.search(r"unsafe|https?:|\*", policy) and not sandboxed):
            wrong.append(f"{call}: {policy}")
        if answer.headers.get("X-Content-Type-Options") != "nosniff":
            wrong.append(f"{call}: sniffed")
        if "max-age" not in answer.headers.get("Strict-Transport-Security", ""):
            wrong.append(f"{call}: no HSTS")
        if call.policy.roles and answer.headers.get("Cache-Control") != "no-store":
            wrong.append(f"{call}: {answer.headers.get('Cache-Control')}")
    assert wrong == []
