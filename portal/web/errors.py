"""What a person reads when a request fails."""

import structlog
from flask import Flask, Response, current_app, request, url_for
from psycopg.errors import IdleInTransactionSessionTimeout as TimedOut
from psycopg.errors import NumericValueOutOfRange
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, SecurityError

from portal.domain.errors import NotFound, Refused
from portal.web import current, responses
from portal.web.access import NotLaunched, SignedOut
from portal.web.security import SAFE, local_path

log = structlog.get_logger()
OWN_PAGES = frozenset({400, 403, 404, 405, 409, 413, 429})
MEBIBYTE = 1 << 20


def join(app: Flask) -> None:
    app.register_error_handler(SignedOut, signed_out)
    app.register_error_handler(NotLaunched, not_launched)
    app.register_error_handler(NotFound, not_found)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(HTTPException, failed)
    app.register_error_handler(DBAPIError, database_failed)
    app.register_error_handler(PoolTimeout, pool_empty)


def signed_out(_error: SignedOut) -> Response:
    """To the sign-in page and, for a page that was to be read, back again."""
    came_from = request.full_path.rstrip("?") if request.method in SAFE else None
    return responses.elsewhere(url_for("sessions.new", next=local_path(came_from)))


def not_launched(_error: NotLaunched) -> Response:
    return responses.page("colleagues/not_yet.html", status=403)


def not_found(_error: NotFound) -> Response:
    return show(404)


def refused(refusal: Refused) -> Response:
    """For a view that has nothing better to show than the sentence."""
    return show(409, sentence=refusal.sentence, back_url=local_path(request.path) or "/")


def failed(error: HTTPException) -> Response:
    status = error.code or 500
    if isinstance(error, SecurityError):
        return Response("This is no address of ours.\n", status=400, mimetype="text/plain")
    if isinstance(error, InternalServerError):
        log.error("failed", request=current.request_id(), exc_info=error.original_exception or error)
        return stand_alone(500)
    if status < 400:
        return Response(status=status, headers={"Location": str(getattr(error, "new_url", "/"))})
    response = show(status, minutes=1, limit=f"{(request.max_content_length or MEBIBYTE) // MEBIBYTE} MB")
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def database_failed(error: DBAPIError) -> Response:
    """503 where trying again later helps: the database is away, or had waited too long for us. What names a row by a
    number that none can have names none.
    """
    if isinstance(error.orig, NumericValueOutOfRange):
        log.warning("database.out_of_range", request=current.request_id())
        return show(404)
    log.error("database.failed", request=current.request_id(), exc_info=error)
    later = isinstance(error, OperationalError | InterfaceError) or isinstance(error.orig, TimedOut)
    return stand_alone(503 if later else 500)


def pool_empty(_error: PoolTimeout) -> Response:
    return stand_alone(503)


def show(status: int, **context: object) -> Response:
    template = f"errors/{status}.html" if status in OWN_PAGES else "errors/405.html"
    return responses.page(template, None, status=status, **context)


def stand_alone(status: int) -> Response:
    """Reads neither the database nor the program's settings, which may be what failed."""
    page = current_app.jinja_env.get_template(f"errors/{status}.html")
    headers = {"Retry-After": "10"} if status == 503 else None
    return Response(page.render(reference=current.request_id()), status=status, mimetype="text/html", headers=headers)
