"""One piece of content on its way: to its advocate, out into the world, used, taken down (CON-1, CON-2)."""

from collections.abc import Callable
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from admin.blueprint import blueprint
from admin.forms.contents import NewUse, Plan, Publication, Sending, StepChange
from admin.states import CONTENTS, MESSAGES
from portal.domain.errors import Refused
from portal.domain.kinds import ContentState
from portal.domain.operations import contents
from portal.domain.queries import contents as queries
from portal.domain.queries import works as work_queries
from portal.domain.queries.requests import named
from portal.domain.rules import contents as rules
from portal.web import access, current, responses
from portal.web.contents import ICONS, beside, is_heading, is_web

PAGE, FRAGMENT = "admin/contents/show.html", "admin/contents/_content.html"


@blueprint.get("/contents/<int:content_id>")
@access.publisher
def content(content_id: int) -> Response:
    with current.reading() as session:
        return responses.page(PAGE, FRAGMENT, **facts(session, content_id))


@blueprint.post("/contents/<int:content_id>/sending")
@access.publisher
def send_content(content_id: int) -> Response:
    form = Sending(request.form)
    if not form.validate():
        return again(content_id, sending=form)
    return changed(
        content_id,
        lambda session: contents.send(
            session,
            content_id=content_id,
            version=form.version.number(),
            uses=form.asked(),
            ends_on=form.ends_on.data,
            note=form.note.data or None,
            actor_id=current.signed_in().id,
            now=current.moment(session),
        ),
        said="Sent for approval",
        sending=form,
    )


@blueprint.post("/contents/<int:content_id>/recall")
@access.publisher
def recall_content(content_id: int) -> Response:
    return changed(
        content_id, acting(contents.take_back, content_id), said="A draft again. It can no longer be approved"
    )


@blueprint.post("/contents/<int:content_id>/publication")
@access.publisher
def publish_content(content_id: int) -> Response:
    form = Publication(request.form)
    if not form.validate():
        return again(content_id, publication=form)
    return changed(
        content_id,
        lambda session: contents.publish(
            session,
            content_id=content_id,
            version=form.version.number(),
            where=form.where.data or "",
            actor_id=current.signed_in().id,
            now=current.moment(session),
        ),
        said="Published",
        publication=form,
    )


@blueprint.post("/contents/<int:content_id>/takedown")
@access.publisher
def take_content_down(content_id: int) -> Response:
    return changed(content_id, acting(contents.take_down, content_id), said="Taken down. It is on no list any more")


@blueprint.post("/contents/<int:content_id>/uses")
@access.publisher
def create_content_use(content_id: int) -> Response:
    form = NewUse(request.form)
    with current.reading() as session:
        found = named(session, form.opportunity.data or "")
    if not form.fits(len(found)):
        return again(content_id, new_use=form)
    return changed(
        content_id,
        lambda session: contents.use(
            session,
            content_id=content_id,
            opportunity=form.opportunity.data or "",
            opportunity_id=found[0].id if found else None,
            actor_id=current.signed_in().id,
            now=current.moment(session),
        ),
        said="Noted where it was used",
    )


@blueprint.post("/contents/<int:content_id>/disposal")
@access.publisher
def discard_content(content_id: int) -> Response:
    try:
        with current.writing() as session:
            acting(contents.discard, content_id)(session)
    except Refused as refusal:
        return refused(content_id, refusal)
    return responses.done(url_for("admin.contents"), said="The draft is thrown away")


def acting(change: Callable[..., object], content_id: int) -> Callable[[Session], object]:
    return lambda session: change(
        session, content_id=content_id, actor_id=current.signed_in().id, now=current.moment(session)
    )


def changed(content_id: int, change: Callable[[Session], object], *, said: str, **typed: object) -> Response:
    """One change, then the content as it stands. `typed` are the forms to show again if it is refused."""
    try:
        with current.writing() as session:
            change(session)
            session.flush()
            shown = facts(session, content_id)
    except Refused as refusal:
        return refused(content_id, refusal, **typed)
    return responses.done(url_for("admin.content", content_id=content_id), FRAGMENT, said=said, **shown)


def refused(content_id: int, refusal: Refused, **typed: object) -> Response:
    with current.reading() as session:
        return responses.refused(refusal, PAGE, FRAGMENT, **(facts(session, content_id) | typed))


def again(content_id: int, **typed: object) -> Response:
    with current.reading() as session:
        return responses.again(PAGE, FRAGMENT, **(facts(session, content_id) | typed))


def facts(session: Session, content_id: int) -> dict[str, Any]:
    today = current.today()
    view = queries.one(session, content_id, today)
    one, version = view.facts, str(view.facts.version)
    owners = work_queries.owners(session)
    plan = Plan(data={"starts_on": today, "owner": current.signed_in().id})
    plan.offer(owners)
    steps = [(step, step_form(step, owners)) for step in work_queries.of_content(session, content_id)]
    agreed = [each.use for each in view.agreements if each.revoked_at is None]
    return {
        "view": view,
        "now": current.now(),
        "content": one,
        "sign": CONTENTS[one.state],
        "signs": CONTENTS,
        "messages": MESSAGES,
        "kind": rules.KINDS[one.kind],
        "icon_name": ICONS[one.kind],
        "short": is_heading(one.kind, one.words),
        "agreed": beside(one.kind, agreed, "their"),
        "use_words": rules.USES,
        "step_words": rules.STEPS,
        "places": [(place, is_web(place)) for place in queries.places(session, content_id)],
        "sending": Sending(data={"version": version, "ends_on": one.ends_on or today + rules.USUAL}),
        "publication": Publication(data={"version": version}),
        "new_use": NewUse(),
        "plan": plan,
        "steps": steps,
        "usable": one.state is ContentState.PUBLISHED,
        "zone": current.signed_in().time_zone or current.program().time_zone,
    }


def step_form(step: work_queries.StepLine, owners: list[work_queries.Owner]) -> StepChange:
    form = StepChange(data={"due_on": step.due_on, "owner": step.owner_id}, prefix=f"step-{step.id}-")
    form.offer(owners)
    return form
