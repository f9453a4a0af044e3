"""What was taken back is in no list, export or answer but the advocate's own (CON-1). Every address is walked."""

import io
import zipfile
from collections.abc import Collection, Iterator

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

from portal.db import Database
from portal.domain.demand_kinds import AppearanceKind
from portal.domain.kinds import Role, Use
from portal.domain.models import Advocate, Content
from portal.domain.operations import appearances, contents, works
from tests import make
from tests.fixtures.web import Visitor
from tests.views.customers import Customer, SignIn, customer

pytestmark = pytest.mark.timeout(400)
MARK = "Zwetschge"
WORDS = contents.Words(f"Title of {MARK}", f"Words of {MARK}.", f"https://larkfield.example/{MARK}")
OWN = {"contents.index", "contents.show", "contents.new_revocation", "data.download"}
"""Their own pages, where they see what they took back."""
LISTS = {
    "admin.contents",
    "admin.content",
    "admin.edit_content",
    "admin.advocate",
    "admin.appearances",
    "admin.appearances_csv",
    "colleagues.contents",
    "colleagues.content",
}
EXPORTS = ({"what": "content", "format": "csv"}, {"what": "content", "format": "xlsx"})


@pytest.fixture
def dana(database: Database, signed_in: SignIn) -> Customer:
    return customer(database, signed_in)


@pytest.fixture
def out(database: Database, dana: Customer) -> Content:
    with database.writing() as session:
        who = session.get_one(Advocate, dana.advocate.id)
        made = make.published(session, who, words=WORDS, extras=(Use.NAME, Use.LOGO), note=f"A note on {MARK}")
        works.plan(
            session,
            content_id=made.id,
            starts_on=make.TODAY.replace(month=1),
            owner_id=made.by_id,
            actor_id=made.by_id,
            now=make.NOW,
        )
        contents.use(session, content_id=made.id, opportunity="Halden", actor_id=made.by_id, now=make.NOW)
        panel = appearances.Facts(AppearanceKind.EVENT, make.TODAY, "A panel", content_ids=frozenset({made.id}))
        appearances.add(session, facts=panel, actor_id=made.by_id, now=make.NOW)
        return made


@pytest.fixture
def others(database: Database, signed_in: SignIn) -> dict[str, Visitor]:
    with database.writing() as session:
        people = {
            "administrator": make.person(session, role=Role.ADMINISTRATOR),
            "team": make.person(session, role=Role.TEAM),
            "colleague": make.colleague(session),
            "publisher": make.colleague(session, name="Noor Haddad"),
        }
        people["publisher"].publisher = True
    found = {name: signed_in(person) for name, person in people.items()}
    return found | {"advocate": customer(database, signed_in, name="Eva Stone").visitor}


def rules(app: Flask) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            yield rule


def addresses(app: Flask, rule: Rule, known: dict[str, int]) -> Iterator[str]:
    values: dict[str, object] = {
        name: known.get(name, 1) if isinstance(converter, IntegerConverter) else "x"
        for name, converter in rule._converters.items()
    }
    with app.test_request_context():
        _, path = rule.build(values) or pytest.fail(f"{rule} can't be built")
    yield path
    if rule.endpoint not in LISTS:
        return
    for query in (f"q={MARK}", "state=revoked", "state=published"):
        yield f"{path}?{query}"


def where_it_is(app: Flask, visitor: Visitor, known: dict[str, int], *, among: Collection[str] = ()) -> set[str]:
    """The endpoints whose answer holds the mark; all are asked, unless `among` names some."""
    return {
        rule.endpoint
        for rule in rules(app)
        if not among or rule.endpoint in among
        for path in addresses(app, rule, known)
        if holds(visitor.get(path).data.replace(f'value="{MARK}"'.encode(), b"").replace(f"q={MARK}".encode(), b""))
    }


def exported(visitor: Visitor) -> bool:
    return any(holds(visitor.post("/admin/exports", form).data) for form in EXPORTS)


def holds(body: bytes) -> bool:
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            return any(holds(parts.read(name)) for name in parts.namelist())
    return MARK.encode() in body


def test_taken_back_it_is_nowhere(
    app: Flask, database: Database, dana: Customer, out: Content, others: dict[str, Visitor]
) -> None:
    for limiter in app.extensions["limiter"]:
        limiter.enabled = False
    known = {"content_id": out.id, "advocate_id": dana.advocate.id, "account_id": dana.advocate.account_id or 0}
    before = {name: where_it_is(app, visitor, known, among=LISTS) for name, visitor in others.items()}
    assert before["team"] >= LISTS
    assert {"colleagues.contents", "colleagues.content"} <= before["colleague"]
    assert {"admin.contents", "admin.content"} <= before["publisher"]
    assert before["advocate"] == set()
    assert exported(others["team"])
    with database.writing() as session:
        contents.revoke(session, content_id=out.id, actor_id=dana.person.id, now=make.NOW)
    for name, visitor in others.items():
        assert where_it_is(app, visitor, known) == set(), name
    for name in ("team", "administrator"):
        assert not exported(others[name])
    assert where_it_is(app, dana.visitor, known) <= OWN
