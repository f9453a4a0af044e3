"""People and roles, for administrators (ID-4)."""

from collections.abc import Callable
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from admin.blueprint import blueprint
from admin.forms.people import ROLES, NewPerson, NewRole
from portal.domain.errors import Refused
from portal.domain.kinds import Role
from portal.domain.operations import people
from portal.domain.queries import staff
from portal.web import access, current, responses

PAGE = "admin/people/index.html"


@blueprint.get("/people", endpoint="people")
@access.administrator
def index() -> Response:
    return responses.page(PAGE, form=NewPerson(), **facts())


@blueprint.post("/people")
@access.administrator
def create_person() -> Response:
    form = NewPerson(request.form)
    if not form.validate():
        return responses.again(PAGE, form=form, **facts())
    try:
        with current.writing() as session:
            people.add(
                session,
                email=form.email.data or "",
                name=form.name.data or "",
                role=Role(form.role.data),
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, PAGE, form=form, **facts())
    return responses.done(url_for("admin.people"), said=f"{form.name.data} can sign in now")


@blueprint.post("/people/<int:person_id>/role")
@access.administrator
def create_role(person_id: int) -> Response:
    form = NewRole(request.form)
    if not form.validate():
        return responses.again(PAGE, form=NewPerson(), **facts())
    return changed(
        lambda session: people.change_role(
            session,
            person_id=person_id,
            role=Role(form.role.data),
            actor_id=current.signed_in().id,
            now=current.moment(session),
        ),
        said="The role is changed. They sign in again to use it",
    )


@blueprint.post("/people/<int:person_id>/publishing", endpoint="create_publishing", defaults={"wish": "publish"})
@blueprint.post("/people/<int:person_id>/publishing/end", endpoint="end_publishing", defaults={"wish": "stop"})
@access.administrator
def let_publish(person_id: int, wish: str) -> Response:
    may = wish == "publish"
    return changed(
        lambda session: people.let_publish(
            session, person_id=person_id, may=may, actor_id=current.signed_in().id, now=current.moment(session)
        ),
        said="They can package and publish content" if may else "They can no longer publish",
    )


@blueprint.post("/people/<int:person_id>/disabling")
@access.administrator
def create_disabling(person_id: int) -> Response:
    return changed(
        lambda session: people.disable(
            session, person_id=person_id, actor_id=current.signed_in().id, now=current.moment(session)
        ),
        said="They are signed out everywhere and can’t sign in",
    )


@blueprint.post("/people/<int:person_id>/enabling")
@access.administrator
def create_enabling(person_id: int) -> Response:
    return changed(
        lambda session: people.enable(
            session, person_id=person_id, actor_id=current.signed_in().id, now=current.moment(session)
        ),
        said="They can sign in again",
    )


def changed(change: Callable[[Session], object], *, said: str) -> Response:
    try:
        with current.writing() as session:
            change(session)
    except Refused as refusal:
        return responses.refused(refusal, PAGE, form=NewPerson(), **facts())
    return responses.done(url_for("admin.people"), said=said)


def facts() -> dict[str, Any]:
    with current.reading() as session:
        return {"people": staff.everyone(session), "roles": ROLES}
