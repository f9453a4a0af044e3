"""What the company brings to the look: one colour and a logo (DESIGN 10). Addresses change with the settings."""

from flask import Blueprint, Response

from portal import brand
from portal.domain.errors import NotFound
from portal.domain.queries import logos
from portal.web import access, current

blueprint = Blueprint("brand", __name__)
KEEP = {"Cache-Control": "public, max-age=31536000, immutable"}
INERT = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
"""A logo can be an SVG; opened by itself it must stay a picture."""


@blueprint.get("/brand/<version>.css")
@access.anyone
def stylesheet(version: str) -> Response:  # noqa: ARG001 - only makes the address new
    return Response(brand.stylesheet(current.program().accent), mimetype="text/css", headers=KEEP)


@blueprint.get("/brand/<version>/logo")
@access.anyone
def logo(version: str) -> Response:  # noqa: ARG001
    with current.reading() as session:
        found = logos.current(session)
    if found is None:
        raise NotFound
    return Response(found.content, mimetype=found.kind, headers=KEEP | INERT)
