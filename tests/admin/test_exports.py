"""Lists as files in the team's pages: everything a reader needs, nothing a spreadsheet runs (SEG-2, S13)."""

import csv
import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from portal.domain.kinds import ContentKind, ContentState
from portal.domain.models import Account, Advocate, Audit, ContactView, Content
from portal.domain.operations import searches
from portal.tables import TRIGGER
from tests import make
from tests.fixtures.web import Visitor
from tests.make import NOW
from tests.page_checker import check_page

EVIL = "=HYPERLINK(1)"


@pytest.fixture
def dana(session: Session) -> Advocate:
    made = make.advocate(session, name=f"Dana {EVIL}", email="dana@harbour.example")
    account = session.get_one(Account, made.account_id)
    account.name, account.industry = EVIL, "retail"
    made.tags, made.products = ["@x", "Champion"], ["+Plus"]
    make.advocate(session, name="Ruth Abernathy", email="ruth@grid.example")
    searches.refresh(session, advocate_ids=[made.id])
    session.flush()
    return made


def rows(answer: TestResponse) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))


def sheet(answer: TestResponse) -> list[list[Any]]:
    with CalamineWorkbook.from_filelike(io.BytesIO(answer.data)) as book:
        return book.get_sheet_by_index(0).to_python()


def test_advocates_leave_as_csv_without_contact_details(team: Visitor, session: Session, dana: Advocate) -> None:
    check_page(team.get("/admin/exports").text)
    answer = team.post("/admin/exports", {"what": "advocates", "format": "csv"})
    assert answer.status_code == 200
    assert 'filename="advocates-2026-11-23.csv"' in answer.headers["Content-Disposition"]
    found = rows(answer)
    assert [row["Name"] for row in found] == [f"Dana {EVIL}", "Ruth Abernathy"]
    assert found[0]["Account"] == f"'{EVIL}"
    assert found[0]["Tags"] == "'@x; Champion"
    cells = [cell for row in found for cell in row.values()]
    assert not any(TRIGGER.match(cell) and not cell.startswith("'") for cell in cells)
    assert "harbour.example" not in answer.text
    assert session.scalar(select(func.count()).select_from(ContactView)) == 0
    made = session.scalars(select(Audit.reason).where(Audit.action == "export.made")).all()
    assert made == ["advocates, without contact details"]
    assert dana.id


def test_with_contact_details_each_look_is_written_down(team: Visitor, session: Session, dana: Advocate) -> None:
    page = team.get("/admin/exports?industry=retail")
    check_page(page.text)
    assert "1 person: Industry: retail" in page.text
    search = re.search(r'name="search" value="([^"]+)"', page.text)
    assert search
    data = {"what": "advocates", "format": "xlsx", "contact": "y", "search": search[1]}
    found = sheet(team.post("/admin/exports", data))
    assert [row[:2] for row in found] == [["Name", "Email"], [f"Dana {EVIL}", "dana@harbour.example"]]
    assert session.scalars(select(ContactView.advocate_id)).all() == [dana.id]


def test_a_workbook_holds_texts_numbers_and_days(team: Visitor, dana: Advocate, session: Session) -> None:
    account = session.get_one(Account, dana.account_id)
    account.employees = 1200
    dana.score, dana.score_on = 9, date(2026, 11, 1)
    session.flush()
    answer = team.post("/admin/exports", {"what": "accounts", "format": "xlsx"})
    head, *lines = sheet(answer)
    assert lines[0][head.index("Name")] == EVIL
    assert lines[0][head.index("Employees")] == 1200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    head, *lines = sheet(team.post("/admin/exports", {"what": "advocates", "format": "xlsx"}))
    assert (lines[0][head.index("Score")], lines[0][head.index("Score date")]) == (9, date(2026, 11, 1))


def test_accounts_come_in_again_as_they_left(team: Visitor, session: Session, dana: Advocate) -> None:
    assert dana.id
    content = team.post("/admin/exports", {"what": "accounts", "format": "csv"}).data
    answer = team.post("/admin/imports", {"noun": "accounts", "file": (io.BytesIO(content), "accounts.csv")})
    page = team.get(answer.location)
    assert re.search(r"<strong>0</strong> new accounts", page.text), page.text
    assert session.scalar(select(func.count()).select_from(Account)) == 2


def test_only_what_may_be_used_leaves(team: Visitor, session: Session) -> None:
    by_id = make.person(session).id
    for title, state in (
        ("Open", ContentState.PUBLISHED),
        ("Draft", ContentState.DRAFT),
        ("Gone", ContentState.REVOKED),
    ):
        session.add(
            Content(
                kind=ContentKind.QUOTE,
                title=title,
                words=EVIL,
                state=state,
                by_id=by_id,
                created_at=NOW,
                changed_at=NOW,
                published_at=NOW,
            )
        )
    session.flush()
    found = rows(team.post("/admin/exports", {"what": "content", "format": "csv"}))
    assert [(row["Title"], row["Words"]) for row in found] == [("Open", f"'{EVIL}")]


def test_what_is_no_choice_is_asked_for_again(team: Visitor) -> None:
    for data in ({}, {"what": "secrets", "format": "csv"}, {"what": "accounts", "format": "exe"}):
        answer = team.post("/admin/exports", data)
        assert answer.status_code == 422
        check_page(answer.text)
    assert team.post("/admin/exports", {"what": "accounts", "format": "csv", "search": "x=1"}).status_code == 422
    assert team.get("/admin/exports?stage=nonsense").status_code == 422


def test_the_whole_program_is_the_administrators(team: Visitor, administrator: Visitor) -> None:
    assert team.post("/admin/exports/program").status_code == 403
    assert "The whole program" not in team.get("/admin/exports").text
    page = administrator.get("/admin/exports")
    check_page(page.text)
    assert "The whole program" in page.text
    answer = administrator.post("/admin/exports/program")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert {"portal.csv", "person.csv", "ask.csv", "ledger_account.csv"} <= set(archive.namelist())
        assert "login.csv" not in archive.namelist()
