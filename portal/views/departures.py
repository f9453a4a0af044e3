"""Leaving the program, and coming back (ADV-10)."""

from flask import Blueprint, Response, url_for

from portal.domain.operations import advocates as operations
from portal.domain.queries import home
from portal.domain.queries.home import Home
from portal.forms import departures as forms
from portal.web import access, current, responses

blueprint = Blueprint("departures", __name__)


@blueprint.get("/leave")
@access.advocate
def show() -> Response:
    return responses.page("departures/show.html", form=forms.Departure(formdata=None), home=read())


@blueprint.post("/leave")
@access.advocate
def create() -> Response:
    form = forms.Departure()
    if not form.validate():
        return responses.again("departures/show.html", form=form, home=read())
    if form.choice.data == "stay":
        return responses.done(url_for("home.show"), said="You’re still in. Nothing has changed.")
    viewer = current.signed_in()
    with current.writing() as session:
        operations.leave(session, advocate_id=viewer.advocate_id or 0, actor_id=viewer.id, now=current.moment(session))
    return responses.done(url_for("home.show"), said="You’ve left the program. Thank you for your time.")


@blueprint.post("/leave/end")
@access.advocate
def end() -> Response:
    viewer = current.signed_in()
    with current.writing() as session:
        is_in = operations.come_back(
            session, advocate_id=viewer.advocate_id or 0, actor_id=viewer.id, now=current.moment(session)
        )
    if not is_in:
        return responses.elsewhere(url_for("home.show"))
    return responses.done(url_for("preferences.show"), said="Welcome back. Look through what you’d be happy to do.")


def read() -> Home:
    with current.reading() as session:
        return home.of_advocate(session, current.signed_in().advocate_id or 0)
