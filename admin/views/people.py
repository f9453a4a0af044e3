"""People and roles, for administrators (ID-4)."""

from collections.abc import Callable
from typing import Any

from flask import Response, request, url_for

from admin import presses
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
    return changed(
        people.add,
        email=form.email.data or "",
        name=form.name.data or "",
        role=Role(form.role.data),
        said=f"{form.name.data} can sign in now",
        form=form,
    )


@blueprint.post("/people/<int:person_id>/role")
@access.administrator
def create_role(person_id: int) -> Response:
    form = NewRole(request.form)
    if not form.validate():
        return responses.again(PAGE, form=NewPerson(), **facts())
    return changed(
        people.change_role,
        person_id=person_id,
        role=Role(form.role.data),
        said="The role is changed. They sign in again to use it",
    )


@blueprint.post("/people/<int:person_id>/publishing", endpoint="create_publishing", defaults={"wish": "publish"})
@blueprint.post("/people/<int:person_id>/publishing/end", endpoint="end_publishing", defaults={"wish": "stop"})
@access.administrator
def let_publish(person_id: int, wish: str) -> Response:
    may = wish == "publish"
    said = "They can package and publish content" if may else "They can no longer publish"
    return changed(people.let_publish, person_id=person_id, may=may, said=said)


@blueprint.post("/people/<int:person_id>/disabling")
@access.administrator
def create_disabling(person_id: int) -> Response:
    return changed(people.disable, person_id=person_id, said="They are signed out everywhere and can’t sign in")


@blueprint.post("/people/<int:person_id>/enabling")
@access.administrator
def create_enabling(person_id: int) -> Response:
    return changed(people.enable, person_id=person_id, said="They can sign in again")


def changed(operation: Callable[..., object], *, said: str, form: NewPerson | None = None, **what: object) -> Response:
    def refused(refusal: Refused) -> Response:
        return responses.refused(refusal, PAGE, form=form or NewPerson(), **facts())

    return presses.made(operation, what, said=said, to=url_for("admin.people"), refused=refused)


def facts() -> dict[str, Any]:
    with current.reading() as session:
        return {"people": staff.everyone(session), "roles": ROLES}
