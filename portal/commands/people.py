"""People and their roles."""

import click
from flask.cli import AppGroup

from portal.domain.errors import Refused
from portal.domain.operations import people
from portal.web import current
from portal.web.forms import is_address

group = AppGroup("people", help="People and their roles.")


@group.command("make-admin")
@click.argument("address")
@click.option("--name", default="", help="Their name, if they are not known yet.")
def make_admin(address: str, name: str) -> None:
    """Make the person with this ADDRESS an administrator, known or new."""
    if not is_address(address):
        raise click.ClickException(f"{address} isn’t an email address alone, such as you@company.com.")
    try:
        with current.writing() as session:
            person = people.make_administrator(session, email=address, name=name, now=current.moment(session))
    except Refused as refusal:
        raise click.ClickException(refusal.sentence) from refusal
    click.echo(f"{person.email} is an administrator. They sign in at {current.settings().base_url}/sign-in")
