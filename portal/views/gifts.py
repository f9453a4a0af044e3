"""What somebody may accept, and turning credits off (RWD-5)."""

from typing import Any

from flask import Blueprint, Response, url_for

from portal.domain.operations import gifts as operations
from portal.domain.queries import gifts as queries
from portal.domain.queries.gifts import Gifts
from portal.domain.value_kinds import GiftPolicy
from portal.forms import gifts as forms
from portal.web import access, current, responses

blueprint = Blueprint("gifts", __name__)
TEMPLATES = ("gifts/show.html", "gifts/_form.html")


@blueprint.get("/rewards/gifts")
@access.advocate
def show() -> Response:
    standing = read()
    return responses.page(*TEMPLATES, **context(standing, untouched(standing)))


@blueprint.post("/rewards/gifts")
@access.advocate
def save() -> Response:
    viewer = current.signed_in()
    form = forms.Gifts()
    if not form.validate():
        return responses.again(*TEMPLATES, **context(read(), form))
    with current.writing() as session:
        operations.say(
            session,
            advocate_id=viewer.advocate_id or 0,
            policy=GiftPolicy(form.policy.data),
            off=bool(form.off.data),
            actor_id=viewer.id,
            now=current.moment(session),
        )
    standing = read()
    return responses.done(
        url_for("gifts.show"), TEMPLATES[1], said="Your gift rules are saved", **context(standing, untouched(standing))
    )


def read() -> Gifts:
    with current.reading() as session:
        return queries.of_advocate(session, current.signed_in().advocate_id or 0)


def untouched(standing: Gifts) -> forms.Gifts:
    """Nothing is chosen before they have said something."""
    said = {"policy": standing.own.value if standing.own else None, "off": standing.off_at is not None}
    return forms.Gifts(formdata=None, data=said)


def context(standing: Gifts, form: forms.Gifts) -> dict[str, Any]:
    return {"gifts": standing, "form": form, "policies": forms.POLICIES}
