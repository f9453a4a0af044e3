"""Signing in at a certified OpenID Connect provider, in a real browser (ID-1)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from admin import views as team
from portal import views
from portal.app import build
from portal.db import Database
from portal.demo.processes import free_port
from portal.domain.kinds import Role
from portal.domain.models import Identity, Person
from portal.settings import Settings
from tests import make
from tests.fixtures.providers import certified, provider_at
from tests.fixtures.web import serving


@pytest.fixture
def address(settings: Settings, real_database: Database, tmp_path: Path) -> Iterator[str]:
    port = free_port()
    own = f"http://127.0.0.1:{port}"
    with real_database.writing() as session:
        make.program(session)
    with certified(f"{own}/sso/company/callback") as issuer:
        chosen = replace(
            settings, base_url=own, demo=True, mail_dir=tmp_path, providers=(provider_at(issuer, staff=True),)
        )
        with serving(build(chosen, real_database, (*views.blueprints(demo=True), team.blueprint)), port):
            yield own


def enter(page: Page, name: str) -> None:
    """The provider's own two pages: who, and whether we may know."""
    page.get_by_placeholder("Enter any login").fill(name)
    page.get_by_placeholder("and password").fill("anything")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()


def test_a_person_of_the_company_signs_in(page: Page, address: str, real_database: Database) -> None:
    page.goto(f"{address}/sign-in")
    page.get_by_role("link", name="Sign in with Company account").click()
    enter(page, "ines")
    expect(page.get_by_role("heading", level=1)).to_have_text("You’re early, ines")
    with real_database.reading() as session:
        found = session.execute(
            select(Person.email, Person.role, Identity.subject).join(Identity, Identity.person_id == Person.id)
        ).one()
    assert tuple(found) == ("ines@company.example", Role.COLLEAGUE, "ines")


def test_somebody_known_by_mail_is_not_taken_over(page: Page, address: str, real_database: Database) -> None:
    with real_database.writing() as session:
        make.person(session, email="ines@company.example", role=Role.ADMINISTRATOR, name="Ines Costa")
    page.goto(f"{address}/sso/company")
    enter(page, "ines")
    expect(page.get_by_text("we don’t know that account yet")).to_be_visible()
    page.goto(f"{address}/dev")
    page.get_by_role("button", name="Sign in as Ines").click()
    page.goto(f"{address}/sso/link")
    page.get_by_role("button", name="Link this account").click()
    page.context.clear_cookies()
    page.goto(f"{address}/sso/company")
    enter(page, "ines")
    page.goto(f"{address}/sessions")
    expect(page.get_by_role("heading", level=1)).to_have_text("Where you’re signed in")
