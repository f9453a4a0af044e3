"""The program's settings, for administrators (GEN-2, CAP-3)."""

from types import MappingProxyType
from typing import Any

from flask import Response, request, url_for
from werkzeug.exceptions import NotFound
from wtforms import Form

from admin.blueprint import blueprint
from admin.forms.fields import ItemsField
from admin.forms.settings import FaceSettings, FreshnessSettings, PolicySettings, SenderSettings
from portal import brand
from portal.domain.errors import Refused
from portal.domain.operations import settings
from portal.domain.queries import activities, programs
from portal.web import access, current, responses

GROUPS: MappingProxyType[str, tuple[type[Form], str]] = MappingProxyType(
    {
        "policy": (PolicySettings, "How often people are asked"),
        "freshness": (FreshnessSettings, "How long details hold"),
        "face": (FaceSettings, "Name and colour"),
        "sender": (SenderSettings, "Messages"),
    }
)


@blueprint.get("/settings", endpoint="settings")
@access.administrator
def index() -> Response:
    with current.reading() as session:
        return responses.page(
            "admin/settings/index.html",
            settings=programs.current(session),
            activities=activities.offers(session, archived=True),
            tabs=tabs(""),
        )


@blueprint.get("/settings/<group>")
@access.administrator
def edit_settings(group: str) -> Response:
    kind = form_of(group)
    with current.reading() as session:
        form = kind(obj=programs.current(session))
    return responses.page(f"admin/settings/{group}.html", form=form, group=group, tabs=tabs(group))


@blueprint.post("/settings/<group>")
@access.administrator
def change_settings(group: str) -> Response:
    form = form_of(group)(request.form)
    if not form.validate():
        return responses.again(f"admin/settings/{group}.html", form=form, group=group, tabs=tabs(group))
    if request.form.get("step") == "preview":
        return responses.page(f"admin/settings/{group}.html", form=form, group=group, tabs=tabs(group))
    try:
        with current.writing() as session:
            settings.change(session, values=values(form), actor_id=current.signed_in().id, now=current.moment(session))
    except Refused as refusal:
        return responses.refused(refusal, f"admin/settings/{group}.html", form=form, group=group, tabs=tabs(group))
    return responses.done(url_for("admin.edit_settings", group=group), said="The settings are saved")


@blueprint.get("/settings/face/colour")
@access.administrator
def preview_colour() -> Response:
    """What a colour would look like, before it is saved."""
    form = FaceSettings(request.args)
    form.accent.validate(form)
    return responses.page(
        "admin/settings/face.html", "admin/settings/_colour.html", form=form, group="face", tabs=tabs("face")
    )


@blueprint.get("/settings/colours/<colour>.css")
@access.administrator
def colour(colour: str) -> Response:
    """The colour as a scope of its own, for the preview."""
    try:
        sheet = brand.stylesheet(f"#{colour}", scope='[data-brand="preview"]')
    except brand.NotAColour as wrong:
        raise NotFound from wrong
    return Response(sheet, mimetype="text/css")


def form_of(group: str) -> type[Form]:
    if group not in GROUPS:
        raise NotFound
    return GROUPS[group][0]


def values(form: Form) -> dict[str, Any]:
    return {
        field.short_name: [name.lower() for name in field.items()] if isinstance(field, ItemsField) else field.data
        for field in form
    }


def tabs(here: str) -> list[tuple[str, str, bool, None]]:
    """The settings' own navigation."""
    return [
        ("Overview", url_for("admin.settings"), here == "", None),
        *(
            (words, url_for("admin.edit_settings", group=group), here == group, None)
            for group, (_, words) in GROUPS.items()
        ),
        ("Wording", url_for("admin.wordings"), here == "wordings", None),
        ("Activities", url_for("admin.activities"), here == "activities", None),
        ("Log", url_for("admin.audits"), here == "log", None),
    ]
