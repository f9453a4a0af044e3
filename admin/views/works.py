"""The steps of long-lead work on a piece of content: who, by when, done (ASK-8)."""

from collections.abc import Callable

from flask import Response, request
from sqlalchemy.orm import Session

from admin.blueprint import blueprint
from admin.forms.contents import Plan, StepChange
from admin.views import publications
from portal.domain.errors import NotFound
from portal.domain.operations import works
from portal.domain.queries import works as queries
from portal.web import access, current, responses


@blueprint.post("/contents/<int:content_id>/works")
@access.publisher
def create_works(content_id: int) -> Response:
    form = Plan(request.form)
    with current.reading() as session:
        form.offer(queries.owners(session))
    if not form.validate() or form.starts_on.data is None:
        return publications.again(content_id, plan=form)
    starts_on = form.starts_on.data
    return publications.changed(
        content_id,
        lambda session: works.plan(
            session,
            content_id=content_id,
            starts_on=starts_on,
            owner_id=form.owner.data,
            actor_id=current.signed_in().id,
            now=current.moment(session),
        ),
        said="The steps are planned",
        plan=form,
    )


@blueprint.post("/works/<int:work_id>/plan")
@access.publisher
def change_work(work_id: int) -> Response:
    content_id = content_of(work_id)
    form = StepChange(request.form, prefix=f"step-{work_id}-")
    with current.reading() as session:
        form.offer(queries.owners(session))
        shown = publications.facts(session, content_id)
    if not form.validate() or form.due_on.data is None:
        shown["steps"] = [(step, form if step.id == work_id else own) for step, own in shown["steps"]]
        return responses.again(publications.PAGE, publications.FRAGMENT, **shown)
    due_on = form.due_on.data
    return publications.changed(
        content_id,
        lambda session: works.change(
            session,
            work_id=work_id,
            owner_id=form.owner.data,
            due_on=due_on,
            actor_id=current.signed_in().id,
            now=current.moment(session),
        ),
        said="The step is changed",
    )


@blueprint.post("/works/<int:work_id>/completion")
@access.publisher
def finish_work(work_id: int) -> Response:
    return _do(works.finish, work_id, said="Noted as done")


@blueprint.post("/works/<int:work_id>/reopening")
@access.publisher
def reopen_work(work_id: int) -> Response:
    return _do(works.reopen, work_id, said="The step is open again")


def content_of(work_id: int) -> int:
    with current.reading() as session:
        found = queries.content_of(session, work_id)
    if found is None:
        raise NotFound
    return found


def _do(change: Callable[..., object], work_id: int, *, said: str) -> Response:
    def work(session: Session) -> object:
        return change(session, work_id=work_id, actor_id=current.signed_in().id, now=current.moment(session))

    return publications.changed(content_of(work_id), work, said=said)
