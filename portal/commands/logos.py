"""The company's logo."""

from pathlib import Path

import click
from flask.cli import AppGroup

from portal.domain.operations import settings
from portal.web import current

LARGEST = 200_000
KINDS = {".svg": "image/svg+xml", ".png": "image/png"}
group = AppGroup("logo", help="The company's logo.")


@group.command("set")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def set_logo(file: Path) -> None:
    """Show this SVG or PNG FILE on every page."""
    kind = KINDS.get(file.suffix.lower())
    content = file.read_bytes()
    if kind is None or not _looks_like(kind, content):
        raise click.ClickException("A logo is an SVG or a PNG file.")
    if len(content) > LARGEST:
        raise click.ClickException(f"A logo may have {LARGEST // 1000} kB at most.")
    with current.writing() as session:
        settings.set_logo(session, content=content, kind=kind, now=current.moment(session))
    click.echo("The logo is in place.")


def _looks_like(kind: str, content: bytes) -> bool:
    return content.startswith(b"\x89PNG\r\n") if kind == "image/png" else b"<svg" in content[:2000]
