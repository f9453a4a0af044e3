"""`flask import contacts FILE` and `flask import accounts FILE` (SEG-2)."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from portal import tables
from portal.commands import imports
from portal.db import Database
from portal.domain.models import Account, Advocate, Import, Product


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(imports.group, list(arguments))


@pytest.fixture
def contacts(tmp_path: Path) -> Path:
    path = tmp_path / "contacts.csv"
    path.write_text("Name,Email,Company\nAna,ana@acme.example,Acme\nBob,nowhere,Acme\n")
    return path


def count(database: Database, table: type[Advocate] | type[Account] | type[Import] | type[Product]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_people_come_in_and_the_bad_rows_go_to_a_file(
    app: Flask, database: Database, contacts: Path, tmp_path: Path
) -> None:
    rejected = tmp_path / "rejected.csv"
    result = run(app, "contacts", str(contacts), "--rejected", str(rejected))
    assert result.exit_code == 0, result.output
    assert "1 new, 0 already known, 1 with a problem" in result.output
    assert "1 x Not an email address" in result.output
    assert "Came in: 1 new" in result.output
    assert count(database, Advocate) == 1
    assert list(tables.read(rejected.read_bytes()))[1][1] == [
        "Bob",
        "nowhere",
        "Acme",
        "3",
        "Email: Not an email address",
    ]


def test_a_check_adds_nothing_and_leaves_nothing(app: Flask, database: Database, contacts: Path) -> None:
    result = run(app, "contacts", str(contacts), "--check")
    assert result.exit_code == 0, result.output
    assert "Nothing was added." in result.output
    assert (count(database, Advocate), count(database, Import)) == (0, 0)


def test_accounts_come_in(app: Flask, database: Database, tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text("account;sector\nAcme;logistics\nCyco;medical\n")
    assert run(app, "accounts", str(path)).exit_code == 0
    assert count(database, Account) == 2


def test_products_come_in(app: Flask, database: Database, tmp_path: Path) -> None:
    path = tmp_path / "products.csv"
    path.write_text("product,series,sales_price\nGTX Basic,GTX,550\nMG Special,MG,55\n")
    assert run(app, "products", str(path)).exit_code == 0
    assert count(database, Product) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7", "This is a PDF"),
        (b"Wer,Wo\nAna,ana@acme.example\n", "The columns or words are not clear"),
        (b"Name,Email\nAna,nowhere\n", "No row of this file can come in"),
    ],
)
def test_what_can_not_come_in_says_why(app: Flask, tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    result = run(app, "contacts", str(path))
    assert result.exit_code == 1
    assert words in result.output
