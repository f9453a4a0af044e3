"""Nothing that the portal answers or writes to a colleague tells who an advocate is before they said yes (REQ-4).

The application's own list of addresses is walked: a page that is added is met here by itself.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import IntegerConverter, Rule

from portal.db import Database
from portal.domain.kinds import Queue, Role, Via
from portal.domain.leases import Claimed
from portal.domain.models import Account, Content, Outbox, Person, RequestCandidate
from portal.domain.operations import asks, lines, searches
from portal.links import Links
from portal.mail import letters, rendering
from portal.web import access
from tests import make
from tests.fixtures.web import BASE_URL, Visitor

SignIn = Callable[[Person], Visitor]
SECRETS = ("Okafor", "Zebulon", "meridian", "555 01", "customer.example", "Featherstone", "grid.example")
LATER = make.NOW + timedelta(hours=1)
QUERIES = ("", "?q=carrier", "?industry=logistics")


def advocate(session: Session) -> int:
    """Whose title, company and address all say who they are."""
    who = make.advocate(session, name="Zebulon Okafor", email="zebulon@customer.example")
    person = session.get_one(Person, who.person_id)
    person.title, person.phone = "Planning lead of Meridian", "+44 555 01"
    account = session.get_one(Account, who.account_id)
    account.name, account.domain, account.employees = "Meridian Cold Chain", "meridian.example", 4_217
    account.region, who.persona, who.use_cases = "Nordics", "Planner", ["Carrier onboarding"]
    make.published(session, who)
    session.flush()
    searches.refresh(session, advocate_ids=[who.id])
    return who.id


def in_line(session: Session, request_id: int, who: int, team: Person) -> None:
    lines.put(session, request_id=request_id, advocate_ids=[who], actor_id=team.id, now=make.NOW)


def asked(session: Session, request_id: int, who: int, team: Person) -> int:
    return lines.ask(session, request_id=request_id, advocate_id=who, actor_id=team.id, now=make.NOW).id


def declined(session: Session, request_id: int, who: int, team: Person) -> None:
    asks.decline(
        session, ask_id=asked(session, request_id, who, team), via=Via.LINK, actor_id=None, now=LATER, reason=None
    )
    lines.settle_due(session, now=LATER)


def handed_on(session: Session, request_id: int, who: int, team: Person) -> None:
    asks.hand_on(
        session,
        ask_id=asked(session, request_id, who, team),
        via=Via.LINK,
        actor_id=None,
        now=LATER,
        name="Una Featherstone",
        email="una@grid.example",
        note="Una Featherstone knows it better",
    )
    lines.settle_due(session, now=LATER)


def expired(session: Session, request_id: int, who: int, team: Person) -> None:
    asked(session, request_id, who, team)
    asks.expire_due(session, now=LATER + timedelta(days=30))
    lines.settle_due(session, now=LATER + timedelta(days=30))


def took_it_back(session: Session, request_id: int, who: int, team: Person) -> None:
    ask_id = asked(session, request_id, who, team)
    asks.accept(session, ask_id=ask_id, via=Via.LINK, actor_id=None, now=LATER)
    asks.decline(session, ask_id=ask_id, via=Via.LINK, actor_id=None, now=LATER, reason=None)


STAGES = (in_line, asked, declined, handed_on, expired, took_it_back)


@pytest.fixture
def leo(database: Database) -> Person:
    with database.writing() as session:
        make.program(session)
        return make.colleague(session)


@pytest.fixture
def scanned(app: Flask) -> Flask:
    for limiter in app.extensions["limiter"]:
        limiter.enabled = False
    return app


def prepared(database: Database, leo: Person, stage: Callable[[Session, int, int, Person], object]) -> dict[str, int]:
    """What the numbers in addresses stand for; any other is the request's."""
    with database.writing() as session:
        team = make.person(session, role=Role.TEAM)
        request_id = make.request(session, requester=leo, owner_id=team.id).id
        who = advocate(session)
        stage(session, request_id, who, team)
        content = session.scalars(select(Content.id)).one()
        return {"request_id": request_id, "content_id": content, "ask_id": who, "person_id": who}


def open_to_colleagues(app: Flask) -> list[Rule]:
    policies = access.policies(app)
    found = [rule for rule in app.url_map.iter_rules() if (policy := policies[rule.endpoint]) and _lets_in(policy)]
    return sorted(found, key=lambda rule: rule.endpoint)


def _lets_in(policy: access.Policy) -> bool:
    return policy.roles is not None and Role.COLLEAGUE in policy.roles


def address(app: Flask, rule: Rule, places: dict[str, int]) -> str:
    kinds = rule._converters.items()
    numbers = {
        name: places.get(name, places["request_id"]) for name, kind in kinds if isinstance(kind, IntegerConverter)
    }
    words = {name: "x" for name, kind in kinds if not isinstance(kind, IntegerConverter)}
    with app.test_request_context():
        return str((rule.build(numbers | words) or pytest.fail(f"{rule} can't be built"))[1])


def told(where: str, said: str) -> list[str]:
    """The footer holds the program's own addresses, and no answer."""
    plain = re.sub(r"<footer.*?</footer>", "", said, flags=re.DOTALL).lower()
    return [f"{where}: {word}" for word in SECRETS if word.lower() in plain]


def answers(app: Flask, visitor: Visitor, places: dict[str, int]) -> Iterator[tuple[str, str]]:
    """Every page first: some of what can be sent ends the request."""
    rules = open_to_colleagues(app)
    for rule in rules:
        path = address(app, rule, places)
        for query in QUERIES if "GET" in (rule.methods or ()) else ():
            answer = visitor.get(path + query)
            yield f"GET {path}{query}", answer.text + str(answer.headers)
    token = visitor.token()
    for rule in rules:
        if "POST" in (rule.methods or ()) and rule.endpoint != "sessions.destroy":
            path = address(app, rule, places)
            answer = visitor.post(path, token=token)
            yield f"POST {path}", answer.text + str(answer.headers)


def mails(session: Session, person: Person, links: Links) -> Iterator[tuple[str, str]]:
    """Every message that was promised to them, as it would be sent."""
    desk = letters.Desk(session, links, make.program(session), BASE_URL, LATER)
    for row in session.scalars(select(Outbox).where(Outbox.recipient_id == person.id)):
        about = Claimed(
            id=row.id,
            topic=row.topic,
            queue=Queue.BULK,
            recipient_id=person.id,
            ask_id=row.ask_id,
            about_id=row.about_id,
            message_id="<one@larkfield.example>",
            attempt=1,
            lease_token=1,
            expires_at=row.expires_at,
        )
        if written := letters.write(desk, about):
            draft, face = written[1], rendering.face(desk.program)
            words = rendering.render(draft.template, draft.variables, program=face, today=LATER.date())
            yield f"mail {row.topic}", f"{words.subject} {words.text} {words.html}"


@pytest.mark.parametrize("stage", STAGES)
def test_nothing_tells_its_requester_who_it_is(
    scanned: Flask,
    database: Database,
    links: Links,
    leo: Person,
    signed_in: SignIn,
    stage: Callable[[Session, int, int, Person], object],
) -> None:
    places = prepared(database, leo, stage)
    found: list[str] = []
    for where, said in answers(scanned, signed_in(leo), places):
        found += told(where, said)
    with database.writing() as session:
        for where, said in mails(session, leo, links):
            found += told(where, said)
    assert found == []


def test_after_a_yes_only_the_requester_reads_it_and_only_where_looking_is_written_down(
    scanned: Flask, database: Database, leo: Person, signed_in: SignIn
) -> None:
    def accepted(session: Session, request_id: int, who: int, team: Person) -> None:
        asks.accept(session, ask_id=asked(session, request_id, who, team), via=Via.LINK, actor_id=None, now=LATER)

    places = prepared(database, leo, accepted)
    with database.writing() as session:
        maud = make.colleague(session, name="Maud Leclerc")
        until = session.scalars(select(RequestCandidate.released_until)).one()
    assert until is not None
    others = [hit for where, said in answers(scanned, signed_in(maud), places) for hit in told(where, said)]
    assert others == []
    own = [hit for where, said in answers(scanned, signed_in(leo), places) for hit in told(where, said)]
    assert f"POST /colleague/requests/{places['request_id']}/contact-views: Zebulon" in own


def test_the_scan_walks_what_colleagues_open(
    scanned: Flask, database: Database, leo: Person, signed_in: SignIn
) -> None:
    """Pages of a colleague answer it with a page, and not with a way elsewhere."""
    places, visitor = prepared(database, leo, asked), signed_in(leo)
    paths = [address(scanned, rule, places) for rule in open_to_colleagues(scanned) if "GET" in (rule.methods or ())]
    read = [path for path in paths if visitor.get(path).status_code == 200]
    own = f"/colleague/requests/{places['request_id']}"
    assert {"/colleague/requests", "/colleague/requests/new", own} <= set(read)
    assert {"/colleague/proofs", "/colleague/nominations", f"/colleague/contents/{places['content_id']}"} <= set(read)
    assert "You see the name once they accept" in visitor.get(own).text
