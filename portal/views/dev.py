"""For the demo alone: everybody's door, and the mail that was sent. Never registered elsewhere."""

from pathlib import Path

from flask import Blueprint, Response, url_for

from portal.domain.errors import NotFound
from portal.domain.kinds import Role
from portal.domain.queries import people
from portal.mail import captured
from portal.mail.captured import Letter
from portal.web import access, current, responses, sessions
from portal.web.security import CONTENT_POLICY

blueprint = Blueprint("dev", __name__, url_prefix="/dev")
SHOWN = 100
FRAMING = f"{CONTENT_POLICY}; frame-src 'self'"
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self';"
    " sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)
ROLES = (Role.ADMINISTRATOR, Role.TEAM, Role.COLLEAGUE, Role.ADVOCATE)


@blueprint.get("")
@access.demo
def show() -> Response:
    with current.reading() as session:
        groups = [(role, people.who_can_sign_in(session, role, limit=SHOWN)) for role in ROLES]
    return responses.page("dev/show.html", groups=groups)


@blueprint.post("/people/<int:person_id>/session")
@access.demo
def enter(person_id: int) -> Response:
    with current.writing() as session:
        role = people.role_of(session, person_id)
        if role is None:
            raise NotFound
        secret = sessions.begin(session, person_id=person_id, role=role, method="demo")
    sessions.keep(secret)
    return responses.elsewhere(url_for("sessions.landing"))


@blueprint.get("/mail")
@access.demo
def mail() -> Response:
    return responses.page("dev/mail.html", letters=captured.newest(folder(), limit=SHOWN))


@blueprint.get("/mail/<key>")
@access.demo
def letter(key: str) -> Response:
    response = responses.page("dev/letter.html", letter=found(key))
    response.headers["Content-Security-Policy"] = FRAMING
    return response


@blueprint.get("/mail/<key>/html")
@access.demo
def html(key: str) -> Response:
    """The message's own page, in a frame that runs nothing. Its links open in the whole window."""
    text = found(key).part("html").replace("<head>", '<head><base target="_top">', 1)
    headers = {"Content-Security-Policy": MAIL_POLICY, "X-Frame-Options": "SAMEORIGIN"}
    return Response(text, mimetype="text/html", headers=headers)


def found(key: str) -> Letter:
    read = captured.letter(folder(), key)
    if read is None:
        raise NotFound
    return read


def folder() -> Path:
    chosen = current.settings().mail_dir
    if chosen is None:
        raise NotFound
    return chosen
