"""Bring a file in from a terminal: the same steps as the team's page, with the same outcome."""

from pathlib import Path

import click
from flask.cli import AppGroup

from portal import tables
from portal.domain.errors import Refused
from portal.domain.import_kinds import ImportState, RowState
from portal.domain.operations import imports
from portal.domain.queries import imports as queries
from portal.domain.rules.imports import Noun
from portal.web import current

group = AppGroup("import", help="Bring in people, accounts or deals from a CSV or XLSX file.")
source = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
dry = click.option("--check", is_flag=True, help="Say what would happen and add nothing.")
bad = click.option(
    "--rejected",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the rows with a problem to this CSV file, with reasons.",
)


@group.command("contacts")
@source
@dry
@bad
def contacts(file: Path, *, check: bool, rejected: Path | None) -> None:
    """Bring in the people of FILE as candidates. Nobody gets mail from it."""
    bring_in(Noun.CONTACTS, file, check=check, rejected=rejected)


@group.command("accounts")
@source
@dry
@bad
def accounts(file: Path, *, check: bool, rejected: Path | None) -> None:
    """Bring in the customer companies of FILE."""
    bring_in(Noun.ACCOUNTS, file, check=check, rejected=rejected)


@group.command("opportunities")
@source
@dry
@bad
def opportunities(file: Path, *, check: bool, rejected: Path | None) -> None:
    """Bring in the deals of FILE. What its words mean is said once on the import's page."""
    bring_in(Noun.OPPORTUNITIES, file, check=check, rejected=rejected)


@group.command("teams")
@source
@dry
@bad
def teams(file: Path, *, check: bool, rejected: Path | None) -> None:
    """Bring in who of the sellers is in which team."""
    bring_in(Noun.TEAMS, file, check=check, rejected=rejected)


@group.command("products")
@source
@dry
@bad
def products(file: Path, *, check: bool, rejected: Path | None) -> None:
    """Bring in the products of FILE. Deals that come in later are read by their names."""
    bring_in(Noun.PRODUCTS, file, check=check, rejected=rejected)


def bring_in(noun: Noun, file: Path, *, check: bool, rejected: Path | None) -> None:
    import_id = store(noun, file)
    carry_on(import_id)
    with current.reading() as session:
        run, tally = queries.one(session, import_id), queries.tally(session, import_id)
    if run.state is ImportState.MAPPED:
        unclear(import_id)
    click.echo(
        f"{run.file_name}: {tally.ready:,} new, {tally.duplicate:,} already known, {tally.rejected:,} with a problem."
    )
    tell_problems(import_id, rejected)
    if check:
        forget(import_id)
        return
    confirm(import_id)
    with current.reading() as session:
        tally = queries.tally(session, import_id)
    click.echo(f"Came in: {tally.imported:,} new, {tally.merged:,} added to. It can be undone on the import’s page.")


def store(noun: Noun, file: Path) -> int:
    try:
        rows = list(tables.read(file.read_bytes()))
    except tables.Unreadable as unreadable:
        raise click.ClickException(str(unreadable)) from unreadable
    with current.writing() as session:
        return imports.take_in(
            session,
            noun=noun,
            file_name=file.name,
            rows=rows,
            by_id=None,
            address_hashes=current.links().address_hashes,
            now=current.moment(session),
        ).id


def carry_on(import_id: int) -> None:
    """Beside a worker that does the same, each slice is done once."""
    more = True
    while more:
        with current.writing() as session:
            more = imports.run_slice(
                session,
                import_id=import_id,
                address_hashes=current.links().address_hashes,
                now=current.moment(session),
            )


def confirm(import_id: int) -> None:
    try:
        with current.writing() as session:
            imports.confirm(
                session,
                import_id=import_id,
                actor_id=None,
                address_hashes=current.links().address_hashes,
                now=current.moment(session),
            )
    except Refused as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    carry_on(import_id)


def forget(import_id: int) -> None:
    with current.writing() as session:
        imports.discard(session, import_id=import_id, actor_id=None, now=current.moment(session))
    click.echo("Nothing was added.")


def unclear(import_id: int) -> None:
    url = f"{current.settings().base_url}/admin/imports/{import_id}"
    raise click.ClickException(f"The columns or words are not clear. Say what they hold: {url}")


def tell_problems(import_id: int, rejected: Path | None) -> None:
    with current.reading() as session:
        for reason in queries.reasons(session, import_id, state=RowState.REJECTED):
            click.echo(f"  {reason.count:,} x {reason.why}")
        if rejected:
            rows = queries.rejected_rows(session, import_id)
            rejected.write_text("".join(tables.write(rows)), encoding="utf-8", newline="")
            click.echo(f"Rows with a problem: {rejected}")
