"""What advocates can be asked to do, for administrators (CAP-1)."""

from flask import Response, request, url_for

from admin.blueprint import blueprint
from admin.forms.settings import ActivityShape
from admin.views.settings import tabs
from admin.wishes import CLASSES
from portal.domain.errors import Refused
from portal.domain.operations import activities
from portal.domain.queries import activities as queries
from portal.web import access, current, responses

LIST, FORM = "admin/settings/activities.html", "admin/settings/activity.html"


@blueprint.get("/settings/activities", endpoint="activities")
@access.administrator
def index() -> Response:
    with current.reading() as session:
        offers = queries.offers(session, archived=True)
    return responses.page(LIST, offers=offers, classes=CLASSES, tabs=tabs("activities"))


@blueprint.get("/settings/activities/new")
@access.administrator
def new_activity() -> Response:
    return responses.page(FORM, form=ActivityShape(), offer=None, tabs=tabs("activities"))


@blueprint.post("/settings/activities")
@access.administrator
def create_activity() -> Response:
    form = ActivityShape(request.form)
    if not form.validate():
        return responses.again(FORM, form=form, offer=None, tabs=tabs("activities"))
    try:
        with current.writing() as session:
            activities.add(session, shape=form.shape(), actor_id=current.signed_in().id, now=current.moment(session))
    except Refused as refusal:
        return responses.refused(refusal, FORM, form=form, offer=None, tabs=tabs("activities"))
    said = "Added. Advocates see it in their preferences; nobody is asked before they choose it"
    return responses.done(url_for("admin.activities"), said=said)


@blueprint.get("/settings/activities/<int:activity_id>")
@access.administrator
def edit_activity(activity_id: int) -> Response:
    with current.reading() as session:
        offer = queries.offer(session, activity_id)
    return responses.page(FORM, form=ActivityShape(obj=offer), offer=offer, tabs=tabs("activities"))


@blueprint.post("/settings/activities/<int:activity_id>")
@access.administrator
def change_activity(activity_id: int) -> Response:
    form = ActivityShape(request.form)
    with current.reading() as session:
        offer = queries.offer(session, activity_id)
    if not form.validate():
        return responses.again(FORM, form=form, offer=offer, tabs=tabs("activities"))
    try:
        with current.writing() as session:
            activities.change(
                session,
                activity_id=activity_id,
                shape=form.shape(),
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, FORM, form=form, offer=offer, tabs=tabs("activities"))
    return responses.done(url_for("admin.activities"), said="The activity is saved. Asks made before keep theirs")


@blueprint.post("/settings/activities/<int:activity_id>/archiving")
@access.administrator
def create_archiving(activity_id: int) -> Response:
    with current.writing() as session:
        activities.archive(
            session, activity_id=activity_id, actor_id=current.signed_in().id, now=current.moment(session)
        )
    return responses.done(url_for("admin.activities"), said="Put away. Nobody can be asked for it")


@blueprint.post("/settings/activities/<int:activity_id>/restoring")
@access.administrator
def create_restoring(activity_id: int) -> Response:
    with current.writing() as session:
        activities.restore(
            session, activity_id=activity_id, actor_id=current.signed_in().id, now=current.moment(session)
        )
    return responses.done(url_for("admin.activities"), said="Offered again")
