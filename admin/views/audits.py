"""Who changed what, and when, for administrators (GEN-5)."""

from flask import Response, request
from wtforms import Form

from admin.blueprint import blueprint
from admin.forms.fields import FacetField
from portal.domain.queries import audits
from portal.web import access, current, responses


class AuditFilters(Form):
    kind = FacetField("What was changed", "Anything")


@blueprint.get("/log", endpoint="audits")
@access.administrator
def index() -> Response:
    form = AuditFilters(request.args)
    object_id = request.args.get("id", type=int)
    with current.reading() as session:
        form.kind.offer({kind: kind.replace("_", " ").capitalize() for kind in audits.kinds(session)})
        page = audits.page(
            session,
            object_kind=form.kind.chosen,
            object_id=object_id,
            before=request.args.get("before", type=int),
        )
    chosen: dict[str, object] = {"kind": form.kind.chosen or None, "id": object_id}
    return responses.page("admin/audits/index.html", "admin/audits/_list.html", form=form, page=page, chosen=chosen)
