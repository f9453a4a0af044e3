from flask import Blueprint, Response, current_app, send_from_directory

from portal.web import access
from portal.web.assets import FOLDER

blueprint = Blueprint("assets", __name__)
YEAR = 365 * 24 * 3600


@blueprint.get("/static/<build>/<path:path>")
@access.anyone
def show(build: str, path: str) -> Response:
    """For good under the current address; an older page's address still finds the file, but asks again."""
    response = send_from_directory(FOLDER, path)
    response.cache_control.no_cache = None
    if build == current_app.config["STATIC_BUILD"]:
        response.cache_control.max_age = YEAR
        response.cache_control.immutable = True
        response.cache_control.public = True
    else:
        response.cache_control.no_cache = True
    return response
