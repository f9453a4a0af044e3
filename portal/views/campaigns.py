"""Where the links of a campaign’s test mail lead (REQ-9)."""

from flask import Blueprint, Response

from portal.web import access, responses

blueprint = Blueprint("campaigns", __name__)


@blueprint.get("/test-mail")
@access.anyone
def test_mail() -> Response:
    return responses.page("campaigns/test_mail.html")
