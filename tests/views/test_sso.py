"""Signing in with a company account (ID-1), and every way in which a provider may lie (S10)."""

import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from joserfc.jwk import RSAKey
from sqlalchemy import func, select, update

from portal import views
from portal.app import build
from portal.db import Database
from portal.domain.kinds import Role
from portal.domain.models import Identity, Login, Person
from portal.domain.operations import logins
from portal.settings import Settings
from portal.web.current import hash_of
from tests import make
from tests.fixtures.providers import KEY, SECRET, Liar, provider_at, raw
from tests.fixtures.web import Visitor
from tests.page_checker import check_page


@pytest.fixture
def staff_app(settings: Settings, database: Database, liar: Liar) -> Flask:
    return application(settings, database, liar, staff=True)


def application(settings: Settings, database: Database, liar: Liar, *, staff: bool) -> Flask:
    with database.writing() as session:
        make.program(session)
    chosen = replace(settings, providers=(provider_at(liar.issuer, staff=staff),))
    made = build(chosen, database, views.BLUEPRINTS)
    made.testing = True
    return made


@pytest.fixture
def visitor(staff_app: Flask) -> Visitor:
    return Visitor(staff_app.test_client())


def begin(visitor: Visitor, liar: Liar, path: str = "/sso/company") -> dict[str, str]:
    """To the provider. What it was asked."""
    answer = visitor.get(path)
    assert answer.status_code == 303, answer.text
    asked = {key: values[0] for key, values in parse_qs(urlsplit(answer.location).query).items()}
    liar.nonce = asked["nonce"]
    return asked


def come_back(visitor: Visitor, liar: Liar, asked: dict[str, str], **changed: str | None) -> Any:  # noqa: ANN401
    """From the provider, with a code."""
    honest = {"code": "one code", "state": asked["state"], "iss": liar.issuer}
    answer = {key: value for key, value in (honest | changed).items() if value is not None}
    return visitor.client.get(
        "/sso/company/callback", base_url="https://advocates.company.example", query_string=answer
    )


def count(database: Database, of: type[Login | Identity | Person]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(of)) or 0


def test_the_companys_own_person_becomes_a_colleague(visitor: Visitor, liar: Liar, database: Database) -> None:
    asked = begin(visitor, liar)
    assert asked["code_challenge_method"] == "S256"
    assert asked["response_type"] == "code"
    assert come_back(visitor, liar, asked).location == "/colleague/requests"
    with database.reading() as session:
        person = session.execute(select(Person.email, Person.name, Person.role)).one()
    assert tuple(person) == ("mallory@company.example", "Mallory", Role.COLLEAGUE)
    assert "_state_" not in " ".join(visitor.cookie())


def test_the_same_person_comes_again_whatever_they_are_called_now(
    visitor: Visitor, staff_app: Flask, liar: Liar, database: Database
) -> None:
    come_back(visitor, liar, begin(visitor, liar))
    liar.claims = {"email": "else@company.example", "name": "Someone Else"}
    again = Visitor(staff_app.test_client())
    assert come_back(again, liar, begin(again, liar), code="another code").location == "/colleague/requests"
    assert count(database, Person) == 1
    assert count(database, Login) == 2


def test_where_one_came_from_is_where_one_goes(visitor: Visitor, liar: Liar) -> None:
    asked = begin(visitor, liar, "/sso/company?next=/email")
    assert come_back(visitor, liar, asked).location == "/email"


def test_nobody_is_sent_off_the_site(visitor: Visitor, liar: Liar) -> None:
    asked = begin(visitor, liar, "/sso/company?next=//evil.example")
    assert come_back(visitor, liar, asked).location == "/colleague/requests"


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email": None},
        {"email_verified": "yes"},
        {"email": ["mallory@company.example"]},
        {"email": "mallory@company.example, dana@customer.example"},
    ],
)
def test_no_colleague_comes_of_an_address_that_is_not_proven(
    visitor: Visitor, liar: Liar, database: Database, claims: dict[str, object]
) -> None:
    liar.claims = claims
    assert come_back(visitor, liar, begin(visitor, liar)).location == "/sign-in"
    assert count(database, Person) == count(database, Login) == 0


@pytest.mark.parametrize("info", [{"email_verified": False}, {"sub": "another", "email_verified": True}])
def test_what_the_token_says_of_no_address_proves_none_of_the_user_info(
    visitor: Visitor, liar: Liar, database: Database, info: dict[str, object]
) -> None:
    liar.claims, liar.user_info = {"email": None}, {"email": "dana@customer.example"} | info
    come_back(visitor, liar, begin(visitor, liar))
    assert count(database, Person) == count(database, Login) == 0


def test_an_address_of_the_user_info_is_taken_with_its_own_proof(
    visitor: Visitor, liar: Liar, database: Database
) -> None:
    liar.claims = {"email": None, "email_verified": None}
    liar.user_info = {"email": "mallory@company.example", "email_verified": True}
    assert come_back(visitor, liar, begin(visitor, liar)).location == "/colleague/requests"
    with database.reading() as session:
        assert session.scalar(select(Person.email)) == "mallory@company.example"


def test_an_address_that_is_here_is_never_taken_over(visitor: Visitor, liar: Liar, database: Database) -> None:
    with database.writing() as session:
        make.person(session, role=Role.ADMINISTRATOR, email="mallory@company.example")
    answer = come_back(visitor, liar, begin(visitor, liar))
    assert answer.location == "/sign-in"
    page = visitor.get("/sign-in")
    check_page(page.text)
    assert "we don’t know that account yet" in page.text
    assert count(database, Identity) == count(database, Login) == 0


def test_somebody_without_access_stays_out(visitor: Visitor, liar: Liar, database: Database) -> None:
    come_back(visitor, liar, begin(visitor, liar))
    with database.writing() as session:
        session.execute(update(Person).values(disabled_at=make.NOW))
    assert come_back(visitor, liar, begin(visitor, liar), code="another code").location == "/sign-in"
    assert count(database, Login) == 1


def test_a_customers_account_is_linked_by_a_signed_in_person_who_says_yes(
    settings: Settings, database: Database, liar: Liar
) -> None:
    app = application(settings, database, liar, staff=False)
    visitor = Visitor(app.test_client())
    assert come_back(visitor, liar, begin(visitor, liar)).location == "/sign-in"
    assert count(database, Identity) == 0
    sign_in(visitor, database)
    page = visitor.get("/sessions").text
    check_page(page)
    assert "Link Company account" in page
    assert visitor.get("/sso/link").status_code == 200
    check_page(visitor.get("/sso/link").text)
    assert count(database, Identity) == 0, "looking links nothing"
    assert visitor.post("/sso/link").status_code == 303
    assert count(database, Identity) == 1
    assert "Signs you in" in visitor.get("/sessions").text
    assert visitor.post("/sso/link").status_code == 303, "again changes nothing"
    other = Visitor(app.test_client())
    assert come_back(other, liar, begin(other, liar), code="another code").location == "/colleague/requests"


def sign_in(visitor: Visitor, database: Database) -> None:
    """As the mailed link does: the account that waits stays in the cookie."""
    with database.writing() as session:
        person = make.person(session, role=Role.COLLEAGUE)
        logins.begin(
            session,
            token_hash=hash_of("a secret"),
            person_id=person.id,
            role=person.role,
            method="link",
            user_agent="",
            now=database.now(session),
        )
    visitor.keep("a secret")


OTHER_KEY = RSAKey.generate_key(2048, {"kid": "one"})
NOW = int(time.time())


def by_secret(secret: bytes) -> Callable[[Liar], None]:
    """Signed with something that both sides know: the client's secret, or the provider's public key."""

    def lie(liar: Liar) -> None:
        liar.sign = lambda header, claims: raw(
            header | {"alg": "HS256"}, claims, lambda text: hmac.digest(secret, text, hashlib.sha256)
        )

    return lie


def says(**claims: object) -> Callable[[Liar], None]:
    def lie(liar: Liar) -> None:
        liar.claims = claims

    return lie


def describes(**metadata: object) -> Callable[[Liar], None]:
    def lie(liar: Liar) -> None:
        liar.metadata = metadata

    return lie


def heads(**header: object) -> Callable[[Liar], None]:
    """A header of its own, signed by a key that nobody published."""

    def lie(liar: Liar) -> None:
        liar.header = header
        liar.signer = OTHER_KEY

    return lie


def crit(liar: Liar) -> None:
    liar.header = {"crit": ["must-understand"], "must-understand": True}


def unsigned(liar: Liar) -> None:
    liar.sign = lambda header, claims: raw(header | {"alg": "none"}, claims, lambda _text: b"")


def garbage(liar: Liar) -> None:
    liar.sign = lambda _header, _claims: "not.a.token"


def missing(liar: Liar) -> None:
    liar.sign = lambda _header, _claims: ""


LIES: dict[str, Callable[[Liar], None]] = {
    "another issuer": says(iss="https://evil.example"),
    "no issuer": says(iss=None),
    "another audience": says(aud="another-client"),
    "no audience": says(aud=None),
    "two audiences and no party": says(aud=["portal", "another-client"]),
    "another party": says(azp="another-client"),
    "our party, another audience": says(aud="another-client", azp="portal"),
    "another nonce": says(nonce="another"),
    "no nonce": says(nonce=None),
    "expired": says(exp=NOW - 3600, iat=NOW - 7200),
    "no expiry": says(exp=None),
    "issued tomorrow": says(iat=NOW + 86_400),
    "not valid yet": says(nbf=NOW + 86_400),
    "no subject": says(sub=None),
    "an empty subject": says(sub=""),
    "a subject that is a number": says(sub=7),
    "a subject without end": says(sub="x" * 300),
    "alg none": unsigned,
    "HS256 by the client's secret": by_secret(SECRET.encode()),
    "HS256 by the public key": by_secret(KEY.as_pem(private=False)),
    "another key": heads(),
    "a key in the header": heads(jwk=OTHER_KEY.as_dict(private=False)),
    "a key's address in the header": heads(jku="https://evil.example/jwks"),
    "a key's path": heads(kid="../../../../dev/null"),
    "a key nobody has": heads(kid="two"),
    "something critical that nobody knows": crit,
    "a megabyte": says(padding="x" * 1_000_000),
    "garbage": garbage,
    "no token": missing,
    "a hash of another access token": says(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_lie_signs_nobody_in(
    visitor: Visitor,
    liar: Liar,
    database: Database,
    lie: Callable[[Liar], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = begin(visitor, liar)
    lie(liar)
    answer = come_back(visitor, liar, asked)
    assert answer.status_code == 403, answer.location
    assert "sso.refused" in capsys.readouterr().out
    check_page(answer.text)
    assert count(database, Person) == count(database, Login) == count(database, Identity) == 0
    assert "linking" not in visitor.cookie()


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"id_token_signing_alg_values_supported": ["HS256", "none"]},
    ],
)
def test_metadata_of_another_provider_is_not_followed(
    visitor: Visitor, liar: Liar, database: Database, metadata: dict[str, object]
) -> None:
    liar.metadata = metadata
    answer = visitor.get("/sso/company")
    if answer.status_code == 303:
        answer = come_back(visitor, liar, begin(visitor, liar))
    assert answer.status_code == 403
    assert count(database, Login) == 0


ANSWERS: dict[str, dict[str, str | None]] = {
    "another issuer's answer": {"iss": "https://evil.example"},
    "a state nobody asked with": {"state": "another"},
    "no state": {"state": None},
    "no code": {"code": None},
    "an error": {"error": "access_denied"},
}


@pytest.mark.parametrize("changed", ANSWERS.values(), ids=ANSWERS)
def test_a_changed_answer_signs_nobody_in(
    visitor: Visitor, liar: Liar, database: Database, changed: dict[str, str | None]
) -> None:
    assert come_back(visitor, liar, begin(visitor, liar), **changed).status_code == 403
    assert count(database, Login) == 0


def test_a_promised_issuer_must_be_in_the_answer(visitor: Visitor, liar: Liar, database: Database) -> None:
    liar.metadata = {"authorization_response_iss_parameter_supported": True}
    assert come_back(visitor, liar, begin(visitor, liar), iss=None).status_code == 403
    assert count(database, Login) == 0


def test_an_answer_counts_once(visitor: Visitor, liar: Liar, database: Database) -> None:
    asked = begin(visitor, liar)
    come_back(visitor, liar, asked)
    assert come_back(visitor, liar, asked, code="another code").status_code == 403
    assert count(database, Login) == 1


def test_another_browsers_answer_signs_nobody_in(
    visitor: Visitor, staff_app: Flask, liar: Liar, database: Database
) -> None:
    asked = begin(visitor, liar)
    assert come_back(Visitor(staff_app.test_client()), liar, asked).status_code == 403
    assert count(database, Login) == 0


def test_a_provider_that_is_away_is_said_so(visitor: Visitor, settings: Settings, database: Database) -> None:
    chosen = replace(settings, providers=(provider_at("http://127.0.0.1:1", staff=True),))
    app = build(chosen, database, views.BLUEPRINTS)
    assert Visitor(app.test_client()).get("/sso/company").status_code == 403
    assert visitor.get("/sso/nobody").status_code == 404


def test_an_account_that_belongs_to_somebody_else_is_not_linked(
    settings: Settings, database: Database, liar: Liar
) -> None:
    app = application(settings, database, liar, staff=False)
    visitor = Visitor(app.test_client())
    come_back(visitor, liar, begin(visitor, liar))
    sign_in(visitor, database)
    with database.writing() as session:
        other = make.person(session, role=Role.COLLEAGUE)
        mine = Identity(
            person_id=other.id, provider="company", issuer=liar.issuer, subject="mallory", linked_at=make.NOW
        )
        session.add(mine)
    visitor.post("/sso/link")
    assert "belongs to somebody else" in visitor.get("/sessions").text
    with database.reading() as session:
        assert session.execute(select(Identity.person_id)).scalar_one() == other.id
