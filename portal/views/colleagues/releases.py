"""Who said yes to a request, and how to reach them (REQ-4)."""

from flask import Response

from portal.domain.operations import lines
from portal.views.colleagues.blueprint import blueprint
from portal.web import access, current, responses


@blueprint.post("/requests/<int:request_id>/contact-views")
@access.colleague
def create_release_view(request_id: int) -> Response:
    """The details are only in the answer to this: each look is a change that is written down."""
    with current.writing() as session:
        contact = lines.show_contact(
            session, request_id=request_id, viewer_id=current.signed_in().id, now=current.moment(session)
        )
    return responses.page("colleagues/releases/show.html", request_id=request_id, contact=contact)
