"""The texts of messages in the team's own words, for administrators (GEN-2)."""

from typing import Any

from flask import Response, request, url_for

from admin.blueprint import blueprint
from admin.forms.settings import NewWording
from admin.views.settings import tabs
from portal.domain.errors import NotFound, Refused
from portal.domain.operations import wordings
from portal.domain.queries import wordings as queries
from portal.domain.rules.wordings import TEXTS, fill
from portal.web import access, current, responses

LIST, FORM, PREVIEW = (
    "admin/settings/wordings.html",
    "admin/settings/wording.html",
    "admin/settings/_wording_preview.html",
)
EXAMPLES = {"given_name": "Dana", "in_a_row": "3"}


@blueprint.get("/settings/wordings", endpoint="wordings")
@access.administrator
def index() -> Response:
    with current.reading() as session:
        changed = queries.changed(session)
    lines = [(key, text, filled(changed.get(key, text.words)), key in changed) for key, text in TEXTS.items()]
    return responses.page(LIST, lines=lines, tabs=tabs("wordings"))


@blueprint.get("/settings/wordings/<key>")
@access.administrator
def edit_wording(key: str) -> Response:
    """With a text in the address: how that one would read."""
    if key not in TEXTS:
        raise NotFound
    with current.reading() as session:
        form = NewWording(request.args, data={"body": queries.words(session, key)})
    return responses.page(FORM, PREVIEW, **shown(key, form))


@blueprint.post("/settings/wordings/<key>")
@access.administrator
def change_wording(key: str) -> Response:
    """`step`: "preview" only shows it."""
    if key not in TEXTS:
        raise NotFound
    form = NewWording(request.form)
    if not form.validate():
        return responses.again(FORM, **shown(key, form))
    if request.form.get("step") == "preview":
        return responses.page(FORM, **shown(key, form))
    try:
        with current.writing() as session:
            wordings.change(
                session,
                key=key,
                body=form.body.data or "",
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, FORM, **shown(key, form))
    return responses.done(url_for("admin.wordings"), said="The words are saved, for messages from now on")


def shown(key: str, form: NewWording) -> dict[str, Any]:
    text = TEXTS[key]
    return {
        "key": key,
        "text": text,
        "form": form,
        "reads": filled(form.body.data or text.words),
        "tabs": tabs("wordings"),
    }


def filled(words: str) -> str:
    """As an invented reader would get it."""
    program = current.program()
    return fill(words, EXAMPLES | {"company": program.company_name, "program": program.product_name})
