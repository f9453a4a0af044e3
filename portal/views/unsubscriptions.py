"""Out of the program's mail, and back. A mail provider's one click acts at once (RFC 8058); a person chooses."""

from flask import Blueprint, Response, request, url_for

from portal.domain.kinds import SuppressionReason
from portal.domain.operations import suppressions as operations
from portal.domain.queries import mails, suppressions
from portal.domain.queries.mails import Recipient
from portal.forms import unsubscriptions as forms
from portal.links import Purpose, Token
from portal.web import access, current, responses

blueprint = Blueprint("unsubscriptions", __name__)
ONE_CLICK = ("List-Unsubscribe", "One-Click")


class DeadLink(Exception):
    """No such person, or the link was not made for their address."""


@blueprint.get("/u/<token>")
@access.link
def show(token: str) -> Response:
    return page(opened(token), token, forms.Unsubscription())


@blueprint.post("/u/<token>")
@access.one_click
def create(token: str) -> Response:
    """No cookie, no form token, no redirect. Anything but the standard's own word changes nothing."""
    who = opened(token)
    name, value = ONE_CLICK
    if request.form.get(name) != value:
        return page(who, token, forms.Unsubscription(formdata=None), status=422)
    stop(who)
    return page(who, token, forms.Unsubscription(formdata=None))


@blueprint.post("/u/<token>/choice")
@access.link
def choose(token: str) -> Response:
    who = opened(token)
    form = forms.Unsubscription()
    if not form.validate():
        return page(who, token, form, status=422)
    if form.mail.data == "stop":
        stop(who)
    else:
        with current.writing() as session:
            operations.lift(
                session,
                person_id=who.id,
                address_hashes=current.links().address_hashes(who.email),
                now=current.moment(session),
            )
    return responses.elsewhere(url_for("unsubscriptions.show", token=token))


def stop(who: Recipient) -> None:
    with current.writing() as session:
        operations.suppress(
            session,
            person_id=who.id,
            address_hash=current.links().hash_address(who.email),
            reason=SuppressionReason.UNSUBSCRIBED,
            now=current.moment(session),
        )


def page(who: Recipient, token: str, form: forms.Unsubscription, *, status: int = 200) -> Response:
    with current.reading() as session:
        reason = suppressions.reason(session, current.links().address_hashes(who.email))
    return responses.page(
        "unsubscriptions/show.html",
        status=status,
        token=token,
        form=form,
        given_name=who.given_name,
        reason=reason,
        failed=bool(form.errors),
    )


def opened(token: str) -> Recipient:
    """Whose link this is. It never expires; it dies with the address it was sent to. Raises DeadLink."""
    links = current.links()
    read = links.read(token)
    with current.reading() as session:
        who = mails.recipient(session, read.id) if read else None
    holds = links.holds(Purpose.UNSUBSCRIBE, read or Token(0, 0, ""), subject=who.email if who else "")
    if who is None or not holds:
        raise DeadLink
    return who


@blueprint.app_errorhandler(DeadLink)
def dead(_error: DeadLink) -> Response:
    return responses.page("errors/link.html", status=404, purpose="unsubscribe", reason="unknown", fresh=None)
