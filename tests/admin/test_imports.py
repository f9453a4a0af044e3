"""Importing in the team's pages: plain, htmx, bad files, twice (SEG-2, S13)."""

import io
from datetime import timedelta

import pytest
import xlsxwriter
from sqlalchemy import select
from werkzeug.test import TestResponse

from admin.views import imports as pages
from portal import tables
from portal.clock import SetClock
from portal.db import Database
from portal.domain.import_kinds import ImportState
from portal.domain.models import Advocate, Import, Outbox, Person
from portal.domain.operations import imports
from portal.domain.queries import imports as queries
from portal.links import Links
from tests.fixtures.web import BASE_URL, Visitor
from tests.page_checker import check_page

GOOD = "Name;E-Mail;Company\nAna Ruiz;ana@acme.example;Acme\nBob;nowhere;Acme\n=1+1;eve@acme.example;Acme\n"


def upload(
    visitor: Visitor, content: bytes | str, *, name: str = "contacts.csv", noun: str = "contacts"
) -> TestResponse:
    data = content.encode() if isinstance(content, str) else content
    return visitor.post("/admin/imports", {"noun": noun, "file": (io.BytesIO(data), name)})


def run_of(database: Database) -> queries.Run:
    with database.reading() as session:
        return queries.one(session, session.scalars(select(Import.id).order_by(Import.id.desc()).limit(1)).one())


def path(database: Database, end: str = "") -> str:
    return f"/admin/imports/{run_of(database).id}{end}"


def test_the_whole_way_in_and_out_again(team: Visitor, database: Database) -> None:
    check_page(team.get("/admin/imports").text)
    answer = upload(team, GOOD.encode("cp1252"))
    assert (answer.status_code, answer.location) == (303, path(database))
    checked = team.get(path(database))
    check_page(checked.text)
    assert "nothing has been added yet" in checked.text
    assert "Import the 2 good rows" in checked.text
    assert "Not an email address" in checked.text
    assert team.post(path(database, "/confirmation")).status_code == 303
    done = team.get(path(database))
    check_page(done.text)
    assert "Invite these people" in done.text
    with database.reading() as session:
        assert len(session.scalars(select(Advocate.id)).all()) == 2
    assert team.post(path(database, "/undoing")).status_code == 303
    undone = team.get(path(database))
    check_page(undone.text)
    assert "This import is undone" in undone.text
    with database.reading() as session:
        assert session.scalars(select(Advocate.id)).all() == []
    check_page(team.get("/admin/imports").text)


def test_rejected_rows_come_back_inert_and_can_be_uploaded_again(team: Visitor, database: Database) -> None:
    upload(team, 'Name,Email\n=cmd(),"@SUM(1)"\n+47,\uff1d1\n" -2","\t=3"\n')
    answer = team.get(path(database, "/rejected.csv"))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = answer.get_data().decode("utf-8-sig").splitlines()
    assert rows[0] == "Name,Email,Row in your file,What’s wrong"
    assert rows[1:] == [
        "'=cmd(),'@SUM(1),2,Email: Not an email address",
        "'+47,'\uff1d1,3,Email: Not an email address",
        "'-2,'=3,4,Email: Not an email address",
    ]
    assert list(tables.read(answer.get_data()))[1][1][:2] == ["=cmd()", "@SUM(1)"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "The file is empty"),
        ("a.pdf", b"%PDF-1.7 ...", "This is a PDF"),
        ("a.xlsx", b"PK\x03\x04 not a workbook", "This Excel file is damaged"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old one or has a password"),
        ("wide.csv", ",".join("a" * 300).encode(), "300 columns"),
        ("noise.csv", bytes(range(256)) * 20, "find a table"),
        ("long.csv", b'Name,Email\nAna,"' + b"x" * 200_000, "cell we can’t read to its end"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(
    team: Visitor, database: Database, name: str, content: bytes, words: str
) -> None:
    answer = upload(team, content, name=name)
    assert answer.status_code == 422
    check_page(answer.text)
    assert words in answer.text
    with database.reading() as session:
        assert session.scalars(select(Import.id)).all() == []


def test_no_file_and_no_kind_are_asked_for(team: Visitor) -> None:
    answer = team.post("/admin/imports", {"noun": "contacts"})
    assert answer.status_code == 422
    assert "Choose a file." in answer.text
    assert upload(team, GOOD, noun="people").status_code == 422
    assert upload(team, GOOD, name="").status_code == 422


def test_a_workbook_comes_in_with_the_values_of_its_formulas(team: Visitor, database: Database) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Name", "Email"])
        sheet.write_formula(1, 0, '="Ana "&"Ruiz"', None, "Ana Ruiz")
        sheet.write_string(1, 1, "ana@acme.example")
    upload(team, out.getvalue(), name="people.xlsx")
    team.post(path(database, "/confirmation"))
    with database.reading() as session:
        assert session.scalars(select(Person.name).where(Person.email == "ana@acme.example")).one() == "Ana Ruiz"


def test_columns_are_chosen_on_the_page(team: Visitor, database: Database) -> None:
    upload(team, "Wer,Wo\nAna,ana@acme.example\n")
    page = team.get(path(database))
    check_page(page.text)
    assert "Say what the columns hold" in page.text
    wrong = team.post(path(database, "/columns"), {"column_0": "email", "column_1": "email", "headed": "y"})
    assert wrong.status_code == 422
    check_page(wrong.text)
    assert "Two columns go to the same place" in wrong.text
    assert team.post(path(database, "/columns"), {"column_0": "password", "column_1": "email"}).status_code == 422
    right = team.post(path(database, "/columns"), {"column_0": "name", "column_1": "email", "headed": "y"}, htmx=True)
    assert right.status_code == 200
    assert "Import the good row" in right.text
    assert run_of(database).mapping == ["name", "email"]


def test_a_large_file_is_read_by_a_worker_and_the_page_waits(
    team: Visitor, database: Database, links: Links, monkeypatch: pytest.MonkeyPatch, clock: SetClock
) -> None:
    monkeypatch.setattr(pages, "AT_ONCE", 10)
    upload(team, GOOD)
    waiting = team.get(path(database))
    check_page(waiting.text)
    assert 'hx-trigger="every 5s"' in waiting.text
    with database.writing() as session:
        assert session.scalars(select(Outbox.about_id)).all() == [run_of(database).id]
        imports.store(
            session,
            import_id=run_of(database).id,
            rows=tables.read(GOOD.encode()),
            address_hashes=links.address_hashes,
            now=clock.instant,
        )
    fragment = team.get(path(database), htmx=True)
    assert 'hx-trigger="every 5s"' not in fragment.text
    assert "Import the 2 good rows" in fragment.text


def test_what_no_longer_fits_is_refused_with_how_it_stands(team: Visitor, database: Database, clock: SetClock) -> None:
    upload(team, GOOD)
    assert team.post(path(database, "/undoing")).status_code == 409
    assert team.post(path(database, "/stop")).status_code == 409
    for _ in range(2):
        assert team.post(path(database, "/confirmation")).status_code == 303
    assert team.post(path(database, "/removal")).status_code == 409
    assert team.post(path(database, "/columns"), {"column_0": "name", "column_1": "email"}).status_code in {409, 422}
    clock.instant += timedelta(days=31)
    with database.reading() as session:
        assert run_of(database).state is ImportState.DONE
        assert session.scalars(select(Advocate.id)).all()


def test_a_file_is_forgotten_before_anything_came_in(team: Visitor, database: Database) -> None:
    upload(team, GOOD)
    where = path(database)
    assert team.post(f"{where}/removal").status_code == 303
    assert team.get(where).status_code == 404


def test_many_problems_come_in_pages(team: Visitor, database: Database) -> None:
    upload(team, "Name,Email\n" + "".join(f"P{number},bad{number}\n" for number in range(30)))
    first = team.get(path(database))
    assert "Show more" in first.text
    assert "bad19" in first.text
    assert "bad20" not in first.text
    rest = team.get(path(database, "?after=21"))
    assert "bad29" in rest.text
    assert "Show more" not in rest.text


def test_a_file_up_to_the_limit_is_taken_and_a_larger_one_is_not(team: Visitor, database: Database) -> None:
    line = b"Ana Ruiz,ana@acme.example,Acme\n"
    full = b"Name,Email,Company\n" + line * ((tables.MOST_BYTES - 100) // len(line))
    assert upload_whole(team, full).status_code == 303
    assert run_of(database).state is ImportState.UPLOADED
    answer = upload_whole(team, full + line * 50_000)
    assert answer.status_code == 413
    check_page(answer.text)


def upload_whole(visitor: Visitor, content: bytes) -> TestResponse:
    """Without the test client's own copy on disk."""
    parts = {"csrf_token": visitor.token(), "noun": "contacts"}
    body = b"".join(
        f'--x\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode() for k, v in parts.items()
    )
    body += b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n' + content + b"\r\n--x--\r\n"
    return visitor.client.post(
        "/admin/imports", base_url=BASE_URL, data=body, content_type="multipart/form-data; boundary=x"
    )
