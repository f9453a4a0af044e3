"""All that is kept about an advocate, as one file; and what we keep at all (ADV-10)."""

import json
from datetime import date, datetime, time

from flask import Blueprint, Response

from portal.domain.queries import data
from portal.web import access, current, responses

blueprint = Blueprint("data", __name__)


@blueprint.get("/data")
@access.advocate
def show() -> Response:
    return responses.page("data/show.html")


@blueprint.get("/data/everything.json")
@access.advocate
def download() -> Response:
    viewer = current.signed_in()
    with current.snapshot() as session:
        found = data.everything(session, viewer.advocate_id or 0)
    day = current.today().isoformat()
    written = {"program": current.program().company_name, "as_of": current.now(), **found}
    return responses.file(
        json.dumps(written, ensure_ascii=False, indent=2, default=plain),
        name=f"my-data-{day}.json",
        kind="application/json; charset=utf-8",
    )


@blueprint.get("/privacy")
@access.anyone
def privacy() -> Response:
    return responses.page("data/privacy.html")


def plain(value: object) -> str:
    """Instants and days as ISO 8601 text."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    raise TypeError(type(value).__name__)
