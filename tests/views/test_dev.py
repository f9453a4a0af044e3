"""The demo's doors and captured mail, and that they stand nowhere else."""

import mailbox
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask

from portal import settings as configuration
from portal import views
from portal.app import build
from portal.db import Database
from portal.domain.kinds import Role
from portal.settings import BadSettings, Settings
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page

HTML = (
    '<!doctype html><html lang="en"><head><title>Hello</title></head><body><a href="/join/1.1.x">Join</a></body></html>'
)
SOUND = {
    "DATABASE_URL": "postgresql://127.0.0.1/portal",
    "REDIS_URL": "redis://127.0.0.1",
    "SMTP_URL": "smtp://127.0.0.1:2525",
    "BASE_URL": "http://127.0.0.1:8000",
    "SECRET_KEY": "k" * 32,
    "PORTAL_JOURNAL_DIR": "/tmp/journal",
    "PORTAL_DEMO": "1",
    "PORTAL_MAIL_DIR": "/tmp/mail",
}


@pytest.fixture
def maildir(tmp_path: Path) -> mailbox.Maildir:
    return mailbox.Maildir(tmp_path / "mail")


@pytest.fixture
def demo(settings: Settings, database: Database, maildir: mailbox.Maildir, tmp_path: Path) -> Visitor:  # noqa: ARG001
    with database.writing() as session:
        make.program(session)
        make.person(session, name="Anna Administrator", role=Role.ADMINISTRATOR)
        make.person(session, name="Colin Colleague", role=Role.COLLEAGUE)
        make.advocate(session, name="Dana Okafor")
    chosen = replace(settings, demo=True, mail_dir=tmp_path / "mail")
    made = build(chosen, database, views.blueprints(demo=True))
    made.testing = True
    return Visitor(made.test_client())


def captured(maildir: mailbox.Maildir, subject: str = "Will you join us?") -> str:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "advocates@company.example"
    message["To"] = "dana@customer.example"
    message.set_content("Join: https://advocates.company.example/join/1.1.abc\n<script>alert(1)</script>")
    message.add_alternative(HTML, subtype="html")
    return maildir.add(message)


def test_everybody_is_one_press_away(demo: Visitor) -> None:
    page = demo.get("/dev")
    check_page(page.text)
    for name in ("Anna Administrator", "Colin Colleague", "Dana Okafor"):
        assert name in page.text
    colin = page.text.split("Colin Colleague")[1].split('action="')[1].split('"')[0]
    assert demo.post(colin).location == "/"
    assert "Colin" in demo.get("/sessions").text
    assert demo.get(colin).status_code == 405, "a GET signs nobody in"


def test_nobody_is_nobody(demo: Visitor) -> None:
    assert demo.post("/dev/people/999999/session").status_code == 404


def test_captured_mail_is_read_as_its_reader_would(demo: Visitor, maildir: mailbox.Maildir) -> None:
    check_page(demo.get("/dev/mail").text)
    key = captured(maildir)
    page = demo.get("/dev/mail")
    check_page(page.text)
    assert "Will you join us?" in page.text
    letter = demo.get(f"/dev/mail/{key}")
    check_page(letter.text)
    assert 'href="https://advocates.company.example/join/1.1.abc"' in letter.text
    assert "<script>alert" not in letter.text
    assert "frame-src 'self'" in letter.headers["Content-Security-Policy"]
    framed = demo.get(f"/dev/mail/{key}/html")
    assert '<base target="_top">' in framed.text
    assert "sandbox" in framed.headers["Content-Security-Policy"]
    assert "script-src" not in framed.headers["Content-Security-Policy"]


@pytest.mark.parametrize("key", ["nothing", "..", "%2e%2e%2fsecret"])
def test_only_captured_mail_is_shown(demo: Visitor, key: str) -> None:
    assert demo.get(f"/dev/mail/{key}").status_code == 404


def test_none_of_it_stands_outside_the_demo(app: Flask, visitor: Visitor) -> None:
    assert not [rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/dev")]
    assert visitor.get("/dev").status_code == 404
    assert visitor.get("/dev/mail").status_code == 404


def test_the_demo_needs_this_machine_for_everything() -> None:
    assert configuration.read(SOUND).demo


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("SMTP_URL", "smtp://mail.company.example:25"),
        ("SMTP_URL", "smtps://192.0.2.7"),
        ("SMTP_URL", "smtp://127.0.0.1.company.example"),
        ("SMTP_URL", "smtp://localhost@mail.company.example"),
        ("BASE_URL", "https://advocates.company.example"),
        ("PORTAL_MAIL_DIR", ""),
    ],
)
def test_the_demo_never_runs_beside_a_real_server(key: str, value: str) -> None:
    with pytest.raises(BadSettings, match=key):
        configuration.read(SOUND | {key: value})


def test_without_the_demo_no_mail_folder_is_taken() -> None:
    real = SOUND | {"PORTAL_DEMO": "", "BASE_URL": "https://advocates.company.example"}
    with pytest.raises(BadSettings, match="PORTAL_MAIL_DIR"):
        configuration.read(real)
