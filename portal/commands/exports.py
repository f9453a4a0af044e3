"""A whole program out as one file, and into an empty database."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from portal import archives
from portal.domain.errors import Refused
from portal.domain.operations import exports
from portal.web import current


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@with_appcontext
def export(file: Path) -> None:
    """Write every row of the program to FILE, a ZIP of CSV files."""
    with current.snapshot() as session:
        made = archives.of_program(session)
    with file.open("wb") as out:
        out.writelines(archives.chunks(made))
    click.echo(f"The program is in {file}. Keep it as safe as the database: it holds all addresses.")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def restore(file: Path) -> None:
    """Take the program of FILE into this database, which must be migrated and empty."""
    try:
        archive = archives.Archive(file)
        _, about = archive.part(archives.ABOUT)
        schema = next(about, [""])[0]
        with current.writing() as session:
            counts = exports.restore(session, schema=schema or "", read=archive.part)
    except (archives.Unreadable, Refused) as problem:
        raise click.ClickException(str(problem)) from problem
    archive.close()
    click.echo(f"{sum(counts.values()):,} rows are in, {counts['advocate']:,} advocates among them.")
    click.echo("Keep the same SECRET_KEY, or links in mail that went out stop working.")


COMMANDS = (export, restore)
