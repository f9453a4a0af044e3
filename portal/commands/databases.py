"""Bring the database up, and prove it sound."""

import click
from flask.cli import with_appcontext

from portal.domain.operations import programs
from portal.web import current


@click.command("migrate")
@with_appcontext
def migrate() -> None:
    """Bring the database to the current schema and make the program's row."""
    from portal.migrations import upgrade  # noqa: PLC0415 - Alembic stays out of the web workers' memory

    with current.engine().begin() as connection:
        upgrade(connection)
    with current.writing() as session:
        programs.ensure(session, now=current.moment(session))
    click.echo("The database is up to date.")


COMMANDS = (migrate,)
