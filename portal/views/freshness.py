"""Is what we know about an advocate still right? From the link in a message, or in one press signed in (ADV-6)."""

from typing import Any

from flask import Blueprint, Response, request, url_for
from sqlalchemy.orm import Session

from portal.domain.errors import Refused
from portal.domain.operations import freshness as operations
from portal.domain.queries import freshness as queries
from portal.domain.queries.freshness import Letter
from portal.domain.rules import freshness as rules
from portal.domain.rules.freshness import Item, Known, State
from portal.forms import freshness as forms
from portal.links import Purpose, Token
from portal.web import access, current, responses

blueprint = Blueprint("freshness", __name__)

PAGE, FRAGMENT, PRESSES = "freshness/show.html", "freshness/_show.html", "freshness/_due.html"


class DeadLink(Exception):
    """`reason` is one of errors/link.html."""

    def __init__(self, reason: str, token: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.token = token


@blueprint.get("/confirm/<token>")
@access.link
def open_link(token: str) -> Response:
    with current.reading() as session:
        letter = of_token(session, token)
        due = due_of(session, letter.advocate_id)
    viewer = current.viewer()
    if viewer and viewer.advocate_id == letter.advocate_id:
        return responses.elsewhere(url_for("profile.show"))
    return responses.page(PAGE, FRAGMENT, **context(letter, token, due))


@blueprint.post("/confirm/<token>")
@access.link
def answer_by_link(token: str) -> Response:
    try:
        with current.writing() as session:
            letter = of_token(session, token)
            due = due_of(session, letter.advocate_id)
            form = forms.fields_for(open_ones(due))()
            fits = form.fits()
            if fits:
                operations.answer(
                    session,
                    advocate_id=letter.advocate_id,
                    right=form.right(),
                    wrong=form.answered("wrong"),
                    actor_id=None,
                    now=current.moment(session),
                )
    except Refused as refusal:
        with current.reading() as session:
            due = due_of(session, letter.advocate_id)
        return responses.refused(refusal, PAGE, FRAGMENT, **context(letter, token, due))
    if not fits:
        return responses.again(PAGE, FRAGMENT, **context(letter, token, due, form))
    return responses.elsewhere(url_for("freshness.open_link", token=token, done="yes", change=changing(form)))


@blueprint.post("/confirmations")
@access.advocate
def create() -> Response:
    viewer = current.signed_in()
    form = forms.Confirmation()
    back = url_for("profile.show" if form.back.data == "profile" else "home.show")
    read = form.read()
    if not form.validate() or not read:
        return responses.elsewhere(back)
    right = form.answer.data == "right"
    try:
        with current.writing() as session:
            operations.answer(
                session,
                advocate_id=viewer.advocate_id or 0,
                right=read if right else {},
                wrong=[] if right else list(read),
                actor_id=viewer.id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, "freshness/alone.html", PRESSES, **presses(form.back.data))
    if not right:
        return responses.elsewhere(where_to_change(next(iter(read))))
    said = "Thank you. That’s confirmed."
    return responses.done(back, PRESSES, said=said, **presses(form.back.data))


@blueprint.app_errorhandler(DeadLink)
def dead(error: DeadLink) -> Response:
    if responses.wants_fragment():
        return responses.elsewhere(url_for("freshness.open_link", token=error.token))
    status = 404 if error.reason == "unknown" else 410
    return responses.page("errors/link.html", status=status, purpose="freshness", reason=error.reason, fresh=None)


def of_token(session: Session, token: str) -> Letter:
    """Raises DeadLink."""
    links = current.links()
    read = links.read(token)
    found = queries.of_link(session, read.id) if read else None
    letter, address = found or (None, "")
    holds = links.holds(Purpose.RECONFIRMATION, read or Token(0, 0, ""), subject=address)
    if letter is None or read is None or not holds or read.version != letter.version:
        raise DeadLink("unknown", token)
    if letter.over or letter.expires_at <= current.now():
        raise DeadLink("expired", token)
    return letter


def due_of(session: Session, advocate_id: int) -> list[Known]:
    return rules.due(queries.known_of(session, advocate_id), current.today())


def open_ones(due: list[Known]) -> list[Known]:
    """Those that a word settles; what was called wrong waits to be changed."""
    return [one for one in due if one.state(current.today()) is not State.WRONG]


def changing(form: forms.Confirmations) -> str | None:
    """What they want to change themselves, of what nothing is written down about."""
    return Item.WILLINGNESS.value if Item.WILLINGNESS in form.answered("wrong") else None


def where_to_change(item: Item) -> str:
    if item is Item.WILLINGNESS:
        return url_for("preferences.show")
    return url_for("profile.show", _anchor="products" if item is Item.DEPLOYMENTS else item.value)


def context(letter: Letter, token: str, due: list[Known], form: forms.Confirmations | None = None) -> dict[str, Any]:
    wanted = request.args.get("change")
    asked = [one for one in open_ones(due) if one.item != wanted]
    return {
        "letter": letter,
        "token": token,
        "form": form if form is not None else forms.fields_for(asked)(formdata=None),
        "items": [one.item.value for one in (open_ones(due) if form is not None else asked)],
        "to_change": [(one, where_to_change(one.item)) for one in due if one not in asked],
        "answered": "done" in request.args,
    }


def presses(back: str | None) -> dict[str, Any]:
    with current.reading() as session:
        due = due_of(session, current.signed_in().advocate_id or 0)
    return {"due": due, "back": "profile" if back == "profile" else "home", "swapped": True}
