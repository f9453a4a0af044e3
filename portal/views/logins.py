"""Where a person is signed in, and ending it (ID-6)."""

from flask import Blueprint, Response, url_for

from portal.domain.operations import logins
from portal.domain.queries import identities
from portal.domain.queries import logins as living
from portal.web import access, current, responses, sessions

blueprint = Blueprint("logins", __name__)


@blueprint.get("/sessions")
@access.signed_in
def index() -> Response:
    viewer = current.signed_in()
    with current.reading() as session:
        found = living.of_person(session, person_id=viewer.id, now=current.now())
        linked = identities.providers_of(session, viewer.id)
    return responses.page(
        "logins/index.html",
        logins=found,
        own_id=viewer.login_id,
        providers=[(provider, provider.name in linked) for provider in current.settings().providers],
    )


@blueprint.post("/sessions/<int:login_id>/ending")
@access.signed_in
def end(login_id: int) -> Response:
    viewer = current.signed_in()
    with current.writing() as session:
        logins.end(session, login_id=login_id, person_id=viewer.id, now=current.moment(session))
    if login_id == viewer.login_id:
        return sessions.drop(responses.elsewhere(url_for("sessions.new")))
    return responses.done(url_for("logins.index"), said="That browser is signed out.")


@blueprint.post("/sessions/others/ending")
@access.signed_in
def end_others() -> Response:
    viewer = current.signed_in()
    with current.writing() as session:
        logins.end_others(session, login_id=viewer.login_id, person_id=viewer.id, now=current.moment(session))
    return responses.done(url_for("logins.index"), said="You’re signed out everywhere else.")
