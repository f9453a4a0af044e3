"""What every template knows: the program, the viewer, today."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from flask import Flask, url_for
from jinja2 import StrictUndefined

from portal import words
from portal.domain.queries.logins import Front
from portal.web import current
from portal.web.agents import browser_name
from portal.web.problems import problems


@dataclass(frozen=True)
class Face(Front):
    """The program as templates see it."""

    logo_url: str | None
    brand_css_url: str


@lru_cache(maxsize=8)
def face(front: Front) -> Face:
    """The same until the settings change."""
    return Face(
        **front.__dict__,
        logo_url=url_for("brand.logo", version=front.version) if front.logo_type else None,
        brand_css_url=url_for("brand.stylesheet", version=front.version),
    )


def given() -> dict[str, Face | object | date]:
    visit = current.visit()
    return {"program": face(visit.program), "viewer": visit.viewer, "today": visit.today}


def join(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(words.FILTERS)
    app.jinja_env.filters.update(problems=problems, browser=browser_name)
    app.context_processor(given)
