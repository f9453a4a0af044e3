"""How an advocate came in, their executive sponsor, and who owns their account (ADV-4, ADV-9)."""

from typing import Any

from flask import Response, request, url_for

from admin.blueprint import blueprint
from admin.forms.owners import Ownership
from portal.domain.errors import Refused
from portal.domain.operations import owners
from portal.domain.queries import advocates, staff
from portal.web import access, current, responses

PAGE = "admin/owners/edit.html"


@blueprint.get("/advocates/<int:advocate_id>/owners")
@access.team
def edit_owners(advocate_id: int) -> Response:
    return responses.page(PAGE, **shown(advocate_id, None))


@blueprint.post("/advocates/<int:advocate_id>/owners")
@access.team
def change_owners(advocate_id: int) -> Response:
    form = Ownership(request.form)
    facts = shown(advocate_id, form)
    if not form.validate():
        return responses.again(PAGE, **facts)
    try:
        with current.writing() as session:
            changed = owners.change(
                session,
                advocate_id=advocate_id,
                owners=form.owners(),
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, PAGE, **facts)
    said = "The relationship is saved" if changed else "Nothing was different"
    return responses.done(url_for("admin.advocate", advocate_id=advocate_id, _anchor="about"), said=said)


def shown(advocate_id: int, form: Ownership | None) -> dict[str, Any]:
    with current.reading() as session:
        profile = advocates.one(session, advocate_id).profile
        filled = form if form is not None else Ownership(obj=profile)
        filled.offer(staff.active(session))
    return {"profile": profile, "form": filled}
