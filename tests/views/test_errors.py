"""What a person reads when something fails, and that it never says more than it should."""

import time
from collections.abc import Callable, Iterator

import pytest
import structlog
from flask import Blueprint, Flask
from sqlalchemy import text

from portal import logs, views
from portal.app import build
from portal.clock import SetClock
from portal.db import Database, connect
from portal.domain.errors import Refused
from portal.domain.kinds import Role
from portal.domain.models import Person
from portal.settings import Settings
from portal.web import access, current
from tests import make
from tests.fixtures.web import BASE_URL, Visitor
from tests.page_checker import check_page

broken = Blueprint("broken", __name__)
KNOWN = "dana@customer.example"


@broken.get("/broken/code")
@access.anyone
def code() -> str:
    raise ZeroDivisionError("the secret is swordfish")


@broken.get("/broken/<token>")
@access.anyone
def code_with_a_token(token: str) -> str:  # noqa: ARG001
    raise ZeroDivisionError("the secret is swordfish")


@broken.get("/broken/refused")
@access.anyone
def refused() -> str:
    raise Refused("taken", "Somebody else was a minute earlier.")


@broken.get("/broken/database")
@access.anyone
def database_error() -> str:
    with current.reading() as session:
        return str(session.execute(text("SELECT * FROM nowhere")))


@broken.get("/broken/twice")
@access.anyone
def known_already() -> str:
    with current.writing() as session:
        for _ in range(2):
            make.person(session, email=KNOWN)
    return ""


@broken.get("/broken/patience")
@access.anyone
def too_slow() -> str:
    """As a process that the machine left waiting amid a transaction."""
    with current.writing() as session:
        session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 20"))
        time.sleep(0.3)
        return str(session.execute(text("SELECT 1")))


@pytest.fixture
def visitor(settings: Settings, database: Database) -> Visitor:
    with database.writing() as session:
        make.program(session)
    app = build(settings, database, (*views.BLUEPRINTS, broken))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return Visitor(app.test_client())


@pytest.fixture
def written() -> Iterator[None]:
    """Log lines as the product writes them, for one test."""
    kept = structlog.get_config()
    yield
    structlog.configure(**kept)


@pytest.mark.parametrize("path", ["/nothing", "/static/x/nothing.css", "/s", "/brand/1/logo", "/admin/nothing"])
def test_nothing_there_is_said_so(visitor: Visitor, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 404
    check_page(answer.text)


def test_a_wrong_method_is_said_so(visitor: Visitor) -> None:
    answer = visitor.post("/healthz")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    check_page(answer.text)
    assert visitor.client.options("/sign-in", base_url=BASE_URL).status_code == 405
    assert visitor.client.delete("/sign-in", base_url=BASE_URL).status_code == 405


def test_a_form_that_is_too_old_is_said_so(visitor: Visitor) -> None:
    answer = visitor.post("/sign-in", {"email": "dana@customer.example"}, token="old")
    assert answer.status_code == 400
    check_page(answer.text)


def test_too_much_is_said_so(visitor: Visitor) -> None:
    answer = visitor.post("/sign-in", {"email": "x" * (1 << 20)})
    assert answer.status_code == 413
    check_page(answer.text)


def test_a_refusal_is_its_sentence(visitor: Visitor) -> None:
    answer = visitor.get("/broken/refused")
    assert answer.status_code == 409
    assert "a minute earlier" in answer.text
    check_page(answer.text)


@pytest.mark.parametrize("path", ["/broken/code", "/broken/database"])
def test_our_own_fault_is_said_so_and_nothing_more(visitor: Visitor, path: str) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 500
    check_page(answer.text)
    assert answer.headers["X-Request-Id"] in answer.text
    for secret in ("swordfish", "ZeroDivision", "nowhere", "Traceback"):
        assert secret not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("readable", [True, False])
def test_no_token_stands_in_the_log(visitor: Visitor, capsys: pytest.CaptureFixture[str], *, readable: bool) -> None:
    logs.configure(readable=readable)
    structlog.configure(cache_logger_on_first_use=False)
    token = "1.1.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"
    for path in (f"/s/{token}", f"/broken/{token}", f"/no/such/{token}"):
        visitor.get(path)
    logged = "".join(capsys.readouterr())
    assert "/broken/" in logged
    assert token not in logged
    assert "swordfish" in logged, "what went wrong is in the log"


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("readable", [True, False])
def test_no_address_of_a_refused_row_stands_in_the_log(
    settings: Settings, real_database: Database, capsys: pytest.CaptureFixture[str], *, readable: bool
) -> None:
    app = build(settings, real_database, (*views.BLUEPRINTS, broken))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    logs.configure(readable=readable)
    structlog.configure(cache_logger_on_first_use=False)
    assert Visitor(app.test_client()).get("/broken/twice").status_code == 500
    logged = "".join(capsys.readouterr())
    assert "duplicate key value" in logged
    assert "INSERT INTO person" in logged, "what went wrong is in the log"
    assert KNOWN not in logged


def test_whom_the_database_would_not_wait_for_is_told_to_come_again(
    settings: Settings, real_database: Database
) -> None:
    app = build(settings, real_database, (*views.BLUEPRINTS, broken))
    answer = Visitor(app.test_client()).get("/broken/patience")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


def test_without_the_database_it_says_so_and_goes_on_living(settings: Settings, clock: SetClock) -> None:
    gone = connect("postgresql://127.0.0.1:1/portal", clock=clock)
    visitor = Visitor(build(settings, gone, views.BLUEPRINTS).test_client())
    answer = visitor.get("/sign-in")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    check_page(answer.text)
    assert visitor.get("/healthz").status_code == 200
    ready = visitor.get("/readyz")
    assert ready.status_code == 503
    assert '"database":false' in ready.text.replace(" ", "")


@pytest.mark.parametrize("query", ["?next=%00", "?q=a%00b"])
def test_no_nul_reaches_the_database(visitor: Visitor, query: str) -> None:
    assert visitor.get(f"/sign-in{query}").status_code == 400
    assert visitor.post("/sign-in", {"email": "dana\0@customer.example"}).status_code == 400


def test_static_files_are_kept_for_good_under_their_own_address(app: Flask, visitor: Visitor) -> None:
    page = visitor.get("/sign-in").text
    style = page.split('href="/static/')[1].split('"')[0]
    kept = visitor.get(f"/static/{style}")
    assert set(kept.headers["Cache-Control"].split(", ")) == {"public", "max-age=31536000", "immutable"}
    old = visitor.get(f"/static/older/{style.split('/', 1)[1]}")
    assert old.status_code == 200
    assert "no-cache" in old.headers["Cache-Control"]
    assert visitor.get("/static/x/../../settings.py").status_code == 404
    assert app.config["STATIC_BUILD"] in style


def test_the_brand_is_a_style_sheet_of_one_colour(visitor: Visitor, database: Database) -> None:
    page = visitor.get("/sign-in").text
    address = page.split('href="/brand/')[1].split('"')[0]
    sheet = visitor.get(f"/brand/{address}")
    assert "--brand: #0b5a70" in sheet.text
    assert "immutable" in sheet.headers["Cache-Control"]
    with database.writing() as session:
        make.program(session).accent = "#aa2200"
    assert address not in visitor.get("/sign-in").text, "a new colour has a new address"


def test_a_logo_stays_a_picture(visitor: Visitor, database: Database) -> None:
    with database.writing() as session:
        program = make.program(session)
        program.logo, program.logo_type = b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "image/svg+xml"
    address = visitor.get("/sign-in").text.split('src="/brand/')[1].split('"')[0]
    logo = visitor.get(f"/brand/{address}")
    assert logo.mimetype == "image/svg+xml"
    assert "sandbox" in logo.headers["Content-Security-Policy"]


def test_a_wrong_role_reads_why(visitor: Visitor, database: Database, signed_in: Callable[[Person], Visitor]) -> None:
    assert visitor.get("/").location == "/sign-in"
    with database.writing() as session:
        colleague = make.person(session, role=Role.COLLEAGUE)
    answer = signed_in(colleague).get("/preferences")
    assert answer.status_code == 403
    check_page(answer.text)
