"""Mail that came back."""

from typing import IO

import click
from flask.cli import AppGroup

from portal.mail import returns
from portal.mail.returns import Received
from portal.web import current

SAID = {
    Received.TAKEN: "Taken: the message and its address are marked.",
    Received.NOT_A_BOUNCE: "This is no report about a returned message. Nothing was changed.",
    Received.UNKNOWN: "It is not about a message of ours. Nothing was changed.",
    Received.FORGED: "It says it is about a message of ours, but does not carry our mark. Nothing was changed.",
}

group = AppGroup("mail", help="Mail that came back.")


@group.command("bounce")
@click.argument("file", type=click.File("rb"))
def bounce(file: IO[bytes]) -> None:
    """Read one returned message from FILE, or from standard input with -."""
    received = returns.take(current.database(), current.links(), file.read())
    click.echo(SAID[received])
    if received is not Received.TAKEN:
        raise click.exceptions.Exit(1)
