"""What every request must pass and every response must carry (RELIABILITY 3.7, 3.8)."""

from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request
from flask_wtf import CSRFProtect
from werkzeug.exceptions import BadRequest, Forbidden

from portal.web import access, current

SAFE = frozenset({"GET", "HEAD"})
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        *(
            f"{kind} 'self'"
            for kind in ("script-src", "style-src", "font-src", "img-src", "connect-src", "form-action")
        ),
        *(f"{kind} 'none'" for kind in ("base-uri", "object-src", "frame-ancestors")),
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HSTS = "max-age=31536000; includeSubDomains"


def join(app: Flask) -> None:
    CSRFProtect(app)
    app.before_request(guard)
    app.after_request(headers)


def guard() -> None:
    policy = access.policy()
    if policy is None:
        return
    if b"%00" in request.query_string or "\0" in request.path:
        raise BadRequest
    if request.method not in SAFE:
        _guard_change(policy)
    access.check(policy)


def _guard_change(policy: access.Policy) -> None:
    limit = current_app.view_functions[request.endpoint or ""].__dict__.get("upload_limit")
    if limit:
        request.max_content_length = limit
    if policy.form_token:
        refuse_other_sites()
        current_app.extensions["csrf"].protect()
    uploads = (upload.filename or "" for upload in request.files.values())
    if any("\0" in value for values in (*request.form.listvalues(), uploads) for value in values):
        raise BadRequest  # PostgreSQL stores no NUL, and nothing that a person types holds one


def refuse_other_sites() -> None:
    """A browser that says where a form came from must say: from here."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if site not in ("same-origin", "none"):
        raise Forbidden
    origin = request.headers.get("Origin")
    if origin is not None and origin not in own_origins():
        raise Forbidden


def own_origins() -> set[str]:
    settings = current.settings()
    configured = urlsplit(settings.base_url)
    origins = {f"{configured.scheme}://{configured.netloc}"}
    return origins | {request.host_url.rstrip("/")} if settings.demo else origins


def headers(response: Response) -> Response:
    """A view's own header stays."""
    own = {name.lower() for name, _ in response.headers}
    response.headers.extend((name, value) for name, value in HEADERS.items() if name.lower() not in own)
    if current.settings().secure:
        response.headers.add("Strict-Transport-Security", HSTS)
    if "cache-control" not in own:
        response.headers.add("Cache-Control", "no-store")
        response.headers["Vary"] = "Cookie, HX-Request"
    return response


def local_path(address: str | None) -> str | None:
    """`address` if it is a path of this site that no browser reads as another site's; otherwise None."""
    if not address or not address.startswith("/") or len(address) > 500:
        return None
    if address.startswith(("//", "/\\")) or not address.isascii() or not address.isprintable() or "\\" in address:
        return None
    parts = urlsplit(address)
    return address if not parts.scheme and not parts.netloc and " " not in address else None
