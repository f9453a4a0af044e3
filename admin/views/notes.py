"""Notes about an advocate, and looking at their contact details, which is written down."""

from flask import Response, request, url_for

from admin.blueprint import blueprint
from admin.forms.notes import NewNote
from admin.views import profiles
from portal.domain.operations import contact_views, notes
from portal.domain.queries import advocates
from portal.web import access, current, responses

PAGE = "admin/profiles/show.html"


@blueprint.post("/advocates/<int:advocate_id>/notes")
@access.team
def create_note(advocate_id: int) -> Response:
    form = NewNote(request.form)
    if not form.validate():
        with current.reading() as session:
            shown = profiles.facts(session, advocate_id) | {"note": form}
        return responses.again(PAGE, "admin/profiles/_notes.html", **shown)
    with current.writing() as session:
        notes.add(
            session,
            advocate_id=advocate_id,
            body=form.body.data or "",
            author_id=current.signed_in().id,
            now=current.moment(session),
        )
        view = advocates.one(session, advocate_id)
    return responses.done(
        url_for("admin.advocate", advocate_id=advocate_id, _anchor="notes"),
        "admin/profiles/_notes.html",
        said="The note is kept",
        view=view,
        profile=view.profile,
        note=NewNote(),
    )


@blueprint.post("/advocates/<int:advocate_id>/contact-views")
@access.team
def create_contact_view(advocate_id: int) -> Response:
    """Answers with the page itself, not the way to it: the details are shown this once."""
    with current.writing() as session:
        contact = contact_views.record(
            session,
            advocate_id=advocate_id,
            viewer_id=current.signed_in().id,
            now=current.moment(session),
        )
        session.flush()
        shown = profiles.facts(session, advocate_id) | {"contact": contact}
    return responses.page(PAGE, "admin/profiles/_contact.html", **shown)
