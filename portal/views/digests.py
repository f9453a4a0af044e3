"""The daily message of the company's own people: what comes, when, and none by one click in the mail (ADO-1)."""

from flask import Blueprint, Response, request, url_for

from portal.domain.operations import digests
from portal.domain.queries import digests as queries
from portal.domain.queries import mails
from portal.domain.queries.digests import Wish
from portal.domain.queries.mails import Recipient
from portal.forms.digests import Digests, Stopping
from portal.links import Purpose, Token
from portal.views.unsubscriptions import ONE_CLICK, DeadLink
from portal.web import access, current, responses

blueprint = Blueprint("digests", __name__)


@blueprint.get("/digests")
@access.colleague
def show() -> Response:
    viewer = current.signed_in()
    with current.reading() as session:
        wish = queries.wish(session, viewer.id)
    form = Digests(formdata=None, daily=wish.daily, proof=wish.proof, time_zone=viewer.time_zone or "")
    return own_page(form)


@blueprint.post("/digests")
@access.colleague
def create() -> Response:
    form = Digests()
    form.offer(current.now(), usual=current.program().time_zone)
    if not form.validate():
        return own_page(form, status=422)
    with current.writing() as session:
        digests.choose(
            session,
            person_id=current.signed_in().id,
            wish=form.wish(),
            time_zone=form.time_zone.data or None,
            now=current.moment(session),
        )
    return responses.done(url_for("digests.show"), said="Saved. It counts from the next morning on")


@blueprint.get("/d/<token>")
@access.link
def open_link(token: str) -> Response:
    return link_page(opened(token), token, Stopping(formdata=None))


@blueprint.post("/d/<token>")
@access.one_click
def stop(token: str) -> Response:
    """No cookie, no form token, no redirect. Anything but the standard's own word changes nothing."""
    who = opened(token)
    name, value = ONE_CLICK
    if request.form.get(name) != value:
        return link_page(who, token, Stopping(formdata=None), status=422)
    change(who, Wish(daily=False, proof=False))
    return link_page(who, token, Stopping(formdata=None))


@blueprint.post("/d/<token>/choice")
@access.link
def choose(token: str) -> Response:
    who = opened(token)
    form = Stopping()
    if not form.validate():
        return link_page(who, token, form, status=422)
    on = form.mail.data == "go_on"
    change(who, Wish(daily=on, proof=on))
    return responses.elsewhere(url_for("digests.open_link", token=token))


def change(who: Recipient, wish: Wish) -> None:
    with current.writing() as session:
        digests.choose(session, person_id=who.id, wish=wish, time_zone=who.time_zone, now=current.moment(session))


def own_page(form: Digests, *, status: int = 200) -> Response:
    form.offer(current.now(), usual=current.program().time_zone)
    return responses.page("digests/show.html", status=status, form=form, failed=bool(form.errors))


def link_page(who: Recipient, token: str, form: Stopping, *, status: int = 200) -> Response:
    with current.reading() as session:
        wish = queries.wish(session, who.id)
    return responses.page(
        "digests/stopping.html",
        status=status,
        token=token,
        form=form,
        given_name=who.given_name,
        comes=wish.daily or wish.proof,
        failed=bool(form.errors),
    )


def opened(token: str) -> Recipient:
    """Whose link this is. It never expires; it dies with the address it was sent to. Raises DeadLink."""
    links = current.links()
    read = links.read(token)
    with current.reading() as session:
        who = mails.recipient(session, read.id) if read else None
    holds = links.holds(Purpose.DIGEST, read or Token(0, 0, ""), subject=who.email if who else "")
    if who is None or not holds:
        raise DeadLink
    return who
