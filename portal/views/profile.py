"""An advocate's own details, and who can see what about them (ADV-3, ADV-8)."""

from typing import Any

from flask import Blueprint, Response, url_for

from portal.domain.errors import Refused
from portal.domain.kinds import ConsentKind
from portal.domain.operations import profiles as operations
from portal.domain.queries import freshness, preferences
from portal.domain.queries import profiles as queries
from portal.domain.queries.profiles import Profile
from portal.domain.rules import freshness as rules
from portal.domain.rules.freshness import Known
from portal.forms import profile as forms
from portal.web import access, current, responses

blueprint = Blueprint("profile", __name__)


@blueprint.get("/profile")
@access.advocate
def show() -> Response:
    profile, consents, known = read()
    form = forms.Profile(formdata=None, obj=profile)
    return responses.page("profile/show.html", "profile/_form.html", **context(profile, consents, known, form))


@blueprint.post("/profile")
@access.advocate
def save() -> Response:
    viewer = current.signed_in()
    profile, consents, known = read()
    form = forms.Profile()
    shown = context(profile, consents, known, form)
    if not form.validate():
        return responses.again("profile/show.html", "profile/_form.html", **shown)
    try:
        with current.writing() as session:
            operations.update(
                session,
                advocate_id=viewer.advocate_id or 0,
                details=form.details(),
                actor_id=viewer.id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, "profile/show.html", "profile/_form.html", **shown)
    profile, consents, known = read()
    form = forms.Profile(formdata=None, obj=profile)
    return responses.done(
        url_for("profile.show"),
        "profile/_form.html",
        said="Your details are saved.",
        **context(profile, consents, known, form),
    )


def read() -> tuple[Profile, dict[ConsentKind, object], list[Known]]:
    advocate_id = current.signed_in().advocate_id or 0
    with current.reading() as session:
        return (
            queries.of_advocate(session, advocate_id),
            dict(preferences.consents(session, advocate_id)),
            freshness.known_of(session, advocate_id),
        )


def context(
    profile: Profile, consents: dict[ConsentKind, object], known: list[Known], form: forms.Profile
) -> dict[str, Any]:
    usual = current.program().time_zone
    form.offer(current.now(), usual=usual)
    return {
        "profile": profile,
        "form": form,
        "due": rules.due(known, current.today()) if profile.left_at is None else [],
        "confirmed": {one.item.value: one.confirmed_on for one in known if one.confirmed_on},
        "back": "profile",
        "zone": profile.time_zone or usual,
        "shared_at": consents.get(ConsentKind.SHARE_CONTACT),
        "public_at": consents.get(ConsentKind.PUBLIC_COMPANY),
    }
