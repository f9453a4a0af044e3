"""Checking imported details in the team's pages, from the real files to half of them in one go (ADV-7, SEG-2)."""

import io
import re
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.models import Account, Advocate, Content
from portal.domain.operations import searches, validations
from portal.domain.queries import validations as queries
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page

DATA = Path(__file__).parents[3] / "shared" / "data"
FILES = {"contacts": DATA / "contacts" / "customers-100.csv", "accounts": DATA / "crm" / "accounts.csv"}


def bring_in(team: Visitor, noun: str, content: bytes, *, offers: int = 0) -> str:
    """The import's address. `offers` is how many new accounts its dry run must offer."""
    file = (io.BytesIO(content), f"{noun}.csv")
    answer = team.post("/admin/imports", {"noun": noun, "file": file})
    assert answer.status_code == 303, answer.text
    address = str(answer.location)
    check = team.get(address)
    check_page(check.text)
    assert (f"Add these {offers} companies as accounts" in check.text) is bool(offers)
    assert team.post(f"{address}/confirmation").status_code == 303
    return address


def shown(text: str) -> list[str]:
    return re.findall(r'name="shown" value="(\d+)"', text)


def how_many(session: Session) -> int:
    return session.execute(select(func.count()).where(Advocate.validated_at.is_not(None))).scalar_one()


@pytest.mark.skipif(not DATA.exists(), reason="The shared data are not beside this clone")
def test_the_real_files_come_in_and_half_of_the_people_are_checked_in_one_go(team: Visitor, session: Session) -> None:
    bring_in(team, "accounts", FILES["accounts"].read_bytes())
    assert session.scalar(select(func.count()).select_from(Account)) == 85
    address = bring_in(team, "contacts", FILES["contacts"].read_bytes(), offers=99)
    assert session.scalar(select(func.count()).select_from(Advocate)) == 100
    assert session.scalar(select(func.count()).select_from(Account)) == 85 + 99, "two of them share a company"
    file_id = address.rsplit("/", 1)[1]
    done = team.get(address)
    check_page(done.text)
    assert f'href="/admin/validations?file={file_id}"' in done.text
    page = team.get(f"/admin/validations?file={file_id}")
    check_page(page.text)
    half = shown(page.text)
    assert len(half) == queries.PAGE
    data = {"whom": "shown", "shown": half, "file": file_id}
    answer = team.post("/admin/validations", data)
    assert answer.status_code == 303
    assert how_many(session) == 50
    assert team.post("/admin/validations", data).location == answer.location
    told = team.get(answer.location)
    check_page(told.text)
    assert "The details of 50 people count as checked" in told.text
    assert "50 people left to check" in told.text
    assert team.post(f"{answer.location}/undoing").status_code == 303
    assert how_many(session) == 0
    check_page(team.get(answer.location).text)
    everybody = team.post("/admin/validations", {"whom": "everybody", "file": file_id})
    assert everybody.status_code == 303
    assert how_many(session) == 100
    assert searches.differences(session) == []


CONTACTS = b"Name,Email,Company\n" + b"".join(b"P%d,p%d@acme.example,Acme\n" % (at, at) for at in range(60))


def test_some_are_ticked_and_pages_go_on(team: Visitor, session: Session) -> None:
    bring_in(team, "contacts", CONTACTS)
    page = team.get("/admin/validations")
    check_page(page.text)
    link = re.search(r'href="(/admin/validations\?after=\d+)" rel="next"', page.text)
    assert link
    second = team.get(link[1])
    check_page(second.text)
    assert len(shown(second.text)) == 10
    some = shown(second.text)[:2]
    answer = team.post("/admin/validations", {"whom": "ticked", "id": some, "shown": shown(second.text)})
    assert answer.status_code == 303
    assert how_many(session) == 2
    nobody = team.post("/admin/validations", {"whom": "ticked"})
    assert nobody.status_code == 409
    check_page(nobody.text)
    assert "Choose at least one person." in nobody.text


def test_more_than_fit_at_once_are_said_so(team: Visitor, monkeypatch: pytest.MonkeyPatch, session: Session) -> None:
    bring_in(team, "contacts", CONTACTS)
    monkeypatch.setattr(validations, "AT_ONCE", 55)
    assert "The first 55" in team.get("/admin/validations").text
    assert team.post("/admin/validations", {"whom": "everybody"}).status_code == 303
    assert how_many(session) == 55


def test_nothing_to_check_says_so(team: Visitor, session: Session) -> None:
    make.advocate(session)
    page = team.get("/admin/validations?file=7")
    check_page(page.text)
    assert "Nothing to check" in page.text
    assert team.post("/admin/validations/9/undoing").status_code == 404


def test_companies_need_not_become_accounts(team: Visitor, session: Session) -> None:
    file = (io.BytesIO(CONTACTS), "contacts.csv")
    address = str(team.post("/admin/imports", {"noun": "contacts", "file": file}).location)
    page = team.get(address)
    check_page(page.text)
    assert "Add this company as an account" in page.text
    assert team.post(f"{address}/confirmation", {"offered": "1"}).status_code == 303
    assert session.scalar(select(func.count()).select_from(Account)) == 0
    assert session.scalar(select(func.count()).select_from(Advocate)) == 60


def test_content_comes_in_as_drafts(team: Visitor, session: Session) -> None:
    content = b"Title,Type,Words\nGood,Quote,They cut our costs\nBad,poem,Roses\n"
    file = (io.BytesIO(content), "content.csv")
    address = str(team.post("/admin/imports", {"noun": "content", "file": file}).location)
    check_page(team.get(address).text)
    assert team.post(f"{address}/confirmation").status_code == 303
    done = team.get(address)
    check_page(done.text)
    assert "See the drafts" in done.text
    assert session.scalars(select(Content.title)).all() == ["Good"]
