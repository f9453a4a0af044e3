"""What became of the people a colleague nominated, and the one short form (NOM-1, ADO-1)."""

from flask import Response, request, url_for

from portal.domain.errors import Refused
from portal.domain.operations import nominations
from portal.domain.queries import departments, programs
from portal.domain.queries import nominations as queries
from portal.domain.queries.nominations import Alike
from portal.forms.nominations import NewNomination
from portal.views.colleagues.blueprint import blueprint
from portal.web import access, current, responses

NEW = "colleagues/nominations/new.html"


@blueprint.get("/nominations", endpoint="nominations")
@access.colleague
def index() -> Response:
    me = current.signed_in().id
    with current.reading() as session:
        return responses.page(
            "colleagues/nominations/index.html",
            lines=queries.mine(session, me),
            contribution=departments.contribution(session, me),
        )


@blueprint.get("/nominations/new")
@access.colleague
def new_nomination() -> Response:
    form = filled()
    form.company.data = request.args.get("company")
    return responses.page(NEW, form=form, alike=())


@blueprint.post("/nominations")
@access.colleague
def create_nomination() -> Response:
    """`sure`: they looked at whom it might be, and it is somebody else."""
    form = filled()
    if not form.validate():
        return responses.again(NEW, form=form, alike=())
    nominee = form.nominee()
    try:
        with current.writing() as session:
            nominations.nominate(
                session,
                nominee=nominee,
                nominator_id=current.signed_in().id,
                sure="sure" in request.form,
                address_hashes=current.links().address_hashes,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, NEW, form=form, alike=alike(refusal, nominee))
    said = f"Thank you. The advocacy team looks at {nominee.name}, and you hear what becomes of it"
    return responses.done(url_for("colleagues.nominations"), said=said)


def alike(refusal: Refused, nominee: nominations.Nominee) -> list[Alike]:
    if refusal.reason != "alike":
        return []
    with current.reading() as session:
        return queries.lookalikes(session, name=nominee.name, email=nominee.email, company=nominee.company)


def filled() -> NewNomination:
    form = NewNomination()
    with current.reading() as session:
        form.activities.choices = [(str(one.id), one.name) for one in programs.activities(session)]
    return form
