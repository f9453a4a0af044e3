"""The product's templates outside Flask: the same settings, and plain stand-ins for what a request gives."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import SimpleNamespace

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, select_autoescape

from portal import words
from portal.web.agents import browser_name
from portal.web.problems import problems

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = (ROOT / "portal" / "templates", ROOT / "admin" / "templates")

PROGRAM = SimpleNamespace(
    company_name="Larkfield",
    product_name="Advocates",
    sender_name="Priya Raman",
    help_address="advocates@larkfield.example",
    postal_address="Wijnhaven 3, Rotterdam",
    logo_url=None,
    brand_css_url="/brand.css",
)


@cache
def environment(*more: Path) -> Environment:
    made = Environment(
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in (*FOLDERS, *more)]),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(words.FILTERS)
    made.filters.update(problems=problems, browser=browser_name)
    made.globals.update(
        url_for=lambda endpoint, _anchor="", **_values: f"/{endpoint}{'#' if _anchor else ''}{_anchor}",
        asset=lambda path: f"/static/{path}",
        csrf_token=lambda: "token",
        get_flashed_messages=lambda: ["Preferences saved"],
        program=PROGRAM,
    )
    return made


def viewer(role: str) -> SimpleNamespace:
    return SimpleNamespace(
        id=1,
        name="Dana Okafor",
        given_name="Dana",
        initials="DO",
        role=role,
        is_team=role in {"team", "administrator"},
    )


def sources() -> Iterator[tuple[str, str]]:
    """Name and text of every template."""
    for folder in FOLDERS:
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".html", ".txt"}:
                yield path.relative_to(folder).as_posix(), path.read_text()


def pages() -> Mapping[str, str]:
    """What a browser shows; mail has rules of its own."""
    return {name: text for name, text in sources() if not name.startswith("mail/")}
