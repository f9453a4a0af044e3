"""Builds the web application from its parts."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from click import Command
from flask import Blueprint, Flask, request
from flask.typing import ResponseReturnValue
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter, IntegerConverter

from portal.db import Database, retrying
from portal.links import Links
from portal.settings import Settings
from portal.wake import Wake
from portal.web import access, assets, context, current, errors, limits, logs, security, sessions, sso, templates

MEBIBYTE = 1 << 20


class RowId(IntegerConverter):
    """A number that the database can hold; a larger one is no address of ours."""

    def __init__(self, url_map: object) -> None:
        super().__init__(url_map, max=2**63 - 1)  # type: ignore[arg-type]


class Slug(BaseConverter):
    """Small letters and digits with hyphens: never one of our signed tokens, which have dots."""

    regex = "[a-z0-9]+(?:-[a-z0-9]+)*"
    weight = 90


class Portal(Flask):
    def log_exception(self, exc_info: object) -> None:
        """`errors` tells it, without the address: that may hold a token."""

    def dispatch_request(self) -> ResponseReturnValue:
        """A changing view is one transaction, run again where another one was in its way."""
        view = super().dispatch_request
        if request.method in security.SAFE:
            return view()

        uploads = list(request.files.values())

        def attempt() -> ResponseReturnValue:
            for upload in uploads:
                upload.seek(0)
            return view()

        try:
            return retrying(attempt)
        finally:
            for upload in uploads:
                upload.close()


def build(
    settings: Settings,
    database: Database,
    blueprints: Sequence[Blueprint],
    *,
    commands: Sequence[Command] = (),
) -> Flask:
    """Raises `access.Unguarded` if a view declares no policy."""
    app = Portal("portal", static_folder=None)
    app.config.update(configuration(settings))
    app.url_map.converters["int"] = RowId
    app.url_map.converters["slug"] = Slug
    app.extensions[current.EXTENSION] = current.Parts(
        settings=settings,
        database=database,
        links=Links(settings.secret_key, settings.secret_key_fallbacks),
        wake=Wake(settings.redis_url),
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    logs.join(app)
    limits.join(app, settings)
    sessions.join(app)
    sso.join(app, settings)
    security.join(app)
    errors.join(app)
    assets.join(app)
    context.join(app)
    templates.join(app)
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    for command in commands:
        app.cli.add_command(command)
    access.require_policies(app)
    return app


def configuration(settings: Settings) -> dict[str, object]:
    """Flask's own settings and those of its extensions."""
    own = [urlsplit(settings.base_url).hostname]
    return {
        "SECRET_KEY": settings.secret_key,
        "SECRET_KEY_FALLBACKS": list(settings.secret_key_fallbacks),
        "TRUSTED_HOSTS": [*own, "localhost", "127.0.0.1", "[::1]"],
        "PROVIDE_AUTOMATIC_OPTIONS": False,
        "MAX_CONTENT_LENGTH": MEBIBYTE,
        "MAX_FORM_MEMORY_SIZE": MEBIBYTE,
        "SESSION_COOKIE_NAME": "__Host-portal" if settings.secure else "portal",
        "SESSION_COOKIE_SECURE": settings.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": sessions.LONGEST,
        # The newest comes last: it signs, and what an earlier one signed still holds.
        "WTF_CSRF_SECRET_KEY": [*reversed(settings.secret_key_fallbacks), settings.secret_key],
        "WTF_CSRF_CHECK_DEFAULT": False,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
    }
