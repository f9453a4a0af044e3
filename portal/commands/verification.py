"""Prove that the books are in order."""

import click
from flask.cli import with_appcontext

from portal.domain.operations import audits, ledgers, verification
from portal.web import current


@click.command("verify")
@with_appcontext
def verify() -> None:
    """Seal the audit trail and the ledger, recompute what can be recomputed, and name all that differs."""
    keys = current.links().seal_keys()
    with current.writing() as session:
        now = current.moment(session)
        audits.seal(session, key=keys[0], now=now)
        ledgers.seal(session, key=keys[0], now=now)
    with current.snapshot() as session:
        found = list(verification.findings(session, seal_keys=keys))
    for finding in found:
        click.echo(f"{finding.check}: {finding.sentence}.")
    if found:
        raise click.ClickException(f"{len(found)} {'thing is' if len(found) == 1 else 'things are'} out of order.")
    click.echo("The books are in order.")


COMMANDS = (verify,)
