"""Changing the address one signs in with (ID-6). The links open a page; only a choice on it acts."""

from flask import Blueprint, Response, url_for

from portal.domain.errors import Refused
from portal.domain.operations import address_changes
from portal.domain.queries import address_changes as changes
from portal.domain.queries.address_changes import Change, Side
from portal.forms import address_changes as forms
from portal.links import Purpose
from portal.web import access, current, responses

blueprint = Blueprint("address_changes", __name__)
PURPOSES = {Side.OLD: Purpose.ADDRESS_OLD, Side.NEW: Purpose.ADDRESS_NEW}


@blueprint.get("/email")
@access.signed_in
def new() -> Response:
    return responses.page("address_changes/new.html", form=forms.AddressChange())


@blueprint.post("/email")
@access.signed_in
def create() -> Response:
    form = forms.AddressChange()
    if not form.validate():
        return responses.again("address_changes/new.html", form=form)
    try:
        with current.writing() as session:
            address_changes.ask(
                session,
                person_id=current.signed_in().id,
                new_email=form.email.data or "",
                now=current.moment(session),
            )
    except Refused as refusal:
        form.email.errors = [refusal.sentence]
        return responses.again("address_changes/new.html", form=form)
    said = "Look in both mailboxes. Each has a message with a link that works for 10 minutes."
    return responses.done(url_for("logins.index"), said=said)


@blueprint.get("/address/<token>")
@access.link
def show(token: str) -> Response:
    found, side = found_by(token)
    if found is None or side is None:
        return dead("unknown")
    if found.done_at is not None or found.confirmed(side):
        return dead("used")
    if found.replaced:
        return dead("unknown")
    if found.expires_at <= current.now():
        return dead("expired")
    return page_of(forms.Confirmation(), found, token)


@blueprint.post("/address/<token>")
@access.link
def answer(token: str) -> Response:
    found, side = found_by(token)
    form = forms.Confirmation()
    if found is None or side is None:
        return dead("unknown")
    if not form.validate():
        return page_of(form, found, token, status=422)
    try:
        with current.writing() as session:
            now = current.moment(session)
            if form.answer.data == "yes":
                made = address_changes.confirm(
                    session,
                    change_id=found.id,
                    version=found.version,
                    side=side,
                    address_hashes=current.links().address_hashes,
                    now=now,
                )
                outcome = "made" if made else "half"
            else:
                address_changes.stop(session, change_id=found.id, version=found.version, now=now)
                outcome = "stopped"
    except Refused as refusal:
        if refusal.reason == "taken":
            raise
        return show(token)
    return responses.page("address_changes/answered.html", change=found, outcome=outcome)


def found_by(token: str) -> tuple[Change | None, Side | None]:
    """What the link names, and which of the two addresses it was sent to."""
    links = current.links()
    read = links.read(token)
    if read is None:
        return None, None
    with current.reading() as session:
        found = changes.change(session, read.id)
    for side, purpose in PURPOSES.items():
        if found and found.version == read.version and links.holds(purpose, read, subject=found.address(side)):
            return found, side
    return None, None


def page_of(form: forms.Confirmation, change: Change, token: str, *, status: int = 200) -> Response:
    return responses.page(
        "address_changes/show.html", status=status, form=form, failed=bool(form.errors), change=change, token=token
    )


def dead(reason: str) -> Response:
    return responses.page("errors/link.html", status=410, purpose="address", reason=reason, fresh=None)
