"""`flask people make-admin ADDRESS` (ID-4)."""

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from portal.commands import people
from portal.db import Database
from portal.domain.kinds import Role
from portal.domain.models import Person


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(people.group, ["make-admin", *arguments])


def administrators(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Person.email).where(Person.role == Role.ADMINISTRATOR)))


def test_the_first_administrator_is_told_where_to_sign_in(app: Flask, database: Database) -> None:
    result = run(app, "Ada@Company.example", "--name", "Ada Lovelace")
    assert result.exit_code == 0, result.output
    assert "ada@company.example is an administrator" in result.output
    assert "/sign-in" in result.output
    assert administrators(database) == ["ada@company.example"]


@pytest.mark.parametrize(
    "address", ["Ada <ada@company.example>", "ada lovelace@company", "a@company.example,b@company.example", "@"]
)
def test_nobody_becomes_administrator_who_could_never_sign_in(app: Flask, database: Database, address: str) -> None:
    result = run(app, address)
    assert result.exit_code == 1
    assert "isn’t an email address" in result.output
    assert administrators(database) == []
