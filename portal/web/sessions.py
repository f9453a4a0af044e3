"""The signed-in browser: a random id in the cookie, the rest in the `login` table (RELIABILITY 3.7)."""

import secrets
from datetime import timedelta

from flask import Flask, Response, request
from flask import session as cookie
from flask.sessions import SecureCookieSessionInterface
from flask_login import LoginManager, UserMixin, login_user
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session

from portal.domain.kinds import TEAM_ROLES, Role
from portal.domain.operations import logins
from portal.domain.queries.logins import Viewer
from portal.web import current

SEEN_EVERY = timedelta(minutes=5)
LONGEST = timedelta(days=60)


class Holder(UserMixin):  # type: ignore[misc]
    """Flask-Login's user. Its id is the cookie's secret, so that a login that ended loads nobody."""

    def __init__(self, secret: str, viewer: Viewer) -> None:
        self.secret = secret
        self.viewer = viewer

    def get_id(self) -> str:
        return self.secret


class Cookies(SecureCookieSessionInterface):
    """Flask makes its signer anew at each reading and writing. Its keys stand from the start, so ours is made once."""

    signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        self.signer = self.signer or super().get_signing_serializer(app)
        return self.signer


def join(app: Flask) -> None:
    app.session_interface = Cookies()
    manager = LoginManager()
    manager.session_protection = None
    manager.user_loader(load)
    manager.init_app(app, add_context_processor=False)
    app.after_request(note_seen)


def load(secret: str) -> Holder | None:
    viewer = current.viewer()
    return Holder(secret, viewer) if viewer else None


def begin(session: Session, *, person_id: int, role: Role, method: str) -> str:
    """The login's row, in the caller's transaction, in place of this browser's own. Give its secret to `keep` after
    the commit.
    """
    before = current.viewer()
    if before is not None:
        logins.end(session, login_id=before.login_id, person_id=before.id, now=current.moment(session))
    secret = secrets.token_urlsafe(32)
    logins.begin(
        session,
        token_hash=current.hash_of(secret),
        person_id=person_id,
        role=role,
        method=method,
        user_agent=request.user_agent.string[:300],
        now=current.moment(session),
    )
    return secret


def keep(secret: str) -> None:
    """Signs this browser in under a new id; of the cookie from before only an account to be linked stays."""
    waiting = cookie.get("linking")
    cookie.clear()
    current.forget_visit()
    cookie["_user_id"] = secret
    if waiting:
        cookie["linking"] = waiting
    viewer = current.viewer()
    if viewer is None:
        cookie.clear()
        return
    login_user(Holder(secret, viewer))
    cookie["known"] = current.links().hash_address(viewer.email).hex()
    for unused in ("_id", "_fresh"):
        cookie.pop(unused, None)
    cookie.permanent = viewer.role not in TEAM_ROLES


def drop(response: Response) -> Response:
    """After the login's row has ended: nothing of it stays in the browser."""
    cookie.clear()
    current.forget_visit()
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def note_seen(response: Response) -> Response:
    """The one write that a GET may cause: at most every five minutes, in its own statement."""
    viewer = current.seen_viewer()
    if viewer is not None and current.now() - viewer.last_seen_at >= SEEN_EVERY:
        with current.writing() as session:
            logins.note_seen(session, login_id=viewer.login_id, now=current.now())
    return response


def browser_secret() -> str:
    """Kept in the cookie from the moment a sign-in is asked, so that its link works in this browser only."""
    if "asked" not in cookie:
        cookie["asked"] = secrets.token_urlsafe(32)
        cookie.permanent = True
    return str(cookie["asked"])


def browser_hash() -> bytes | None:
    """None where no sign-in was asked from this browser."""
    secret = cookie.get("asked")
    return current.hash_of(secret) if secret else None


def knows(address_key: str) -> bool:
    """Whether this browser has signed in with the address before."""
    return bool(cookie.get("known") == address_key)
