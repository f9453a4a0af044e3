"""One line a request. Tokens in paths are not in it."""

import re
import secrets
import time

import structlog
from flask import Flask, Response, g, request

from portal.web import current

log = structlog.get_logger()
TOKEN_LIKE = re.compile(r"[A-Za-z0-9_.\-]{24,}")


def join(app: Flask) -> None:
    app.before_request(begin)
    app.after_request(write)


def begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.began = time.perf_counter()


def write(response: Response) -> Response:
    viewer = current.seen_viewer()
    log.info(
        "request",
        method=request.method,
        path=redacted_path(),
        status=response.status_code,
        milliseconds=round(1000 * (time.perf_counter() - g.began), 1) if "began" in g else None,
        person=viewer.id if viewer else None,
        request=current.request_id(),
    )
    response.headers["X-Request-Id"] = current.request_id()
    return response


def redacted_path() -> str:
    path = request.path
    token = (request.view_args or {}).get("token")
    if token:
        path = path.replace(token, "…")
    return TOKEN_LIKE.sub("…", path)
