"""Departments: who belongs to each, its launch, and what its colleagues contributed (ADV-7, NOM-1)."""

from collections.abc import Callable
from typing import Any

from flask import Response, request, url_for

from admin import presses
from admin.blueprint import blueprint
from admin.forms.departments import CHANNELS, NewDepartment
from portal.domain.errors import Refused
from portal.domain.kinds import Channel, Role
from portal.domain.operations import departments
from portal.domain.queries import departments as queries
from portal.domain.queries.departments import Contribution, Member
from portal.web import access, current, responses

PAGE = "admin/departments/index.html"


@blueprint.get("/departments", endpoint="departments")
@access.team
def index() -> Response:
    return responses.page(PAGE, form=NewDepartment(), **facts())


@blueprint.post("/departments")
@access.team
def create_department() -> Response:
    form = NewDepartment(request.form)
    if not form.validate():
        return responses.again(PAGE, form=form, **facts())
    return changed(
        departments.add,
        name=form.name.data or "",
        channel=Channel(form.channel.data),
        said="The department is there. Its colleagues have no access before its launch",
        form=form,
    )


@blueprint.post("/departments/<int:department_id>/launch")
@access.team
def create_launch(department_id: int) -> Response:
    return changed(
        departments.launch, department_id=department_id, said="Launched. Its colleagues can nominate from now on"
    )


@blueprint.post("/departments/<int:department_id>/closing")
@access.team
def create_closing(department_id: int) -> Response:
    return changed(
        departments.close, department_id=department_id, said="Closed again. What its colleagues nominated stays"
    )


@blueprint.post("/colleagues/<int:person_id>/department")
@access.team
def create_placing(person_id: int) -> Response:
    return changed(
        departments.place,
        person_id=person_id,
        department_id=request.form.get("department", type=int),
        said="The department is changed",
    )


def changed(
    operation: Callable[..., object], *, said: str, form: NewDepartment | None = None, **what: object
) -> Response:
    def refused(refusal: Refused) -> Response:
        return responses.refused(refusal, PAGE, form=form or NewDepartment(), **facts())

    return presses.made(operation, what, said=said, to=url_for("admin.departments"), refused=refused)


def facts() -> dict[str, Any]:
    with current.reading() as session:
        lines, members = queries.everything(session), queries.members(session)
    placed = {line.name.lower() for line in lines}
    groups = [(line, [one for one in members if (one.department or "").lower() == line.name.lower()]) for line in lines]
    return {
        "groups": [(line, people, total(people)) for line, people in groups],
        "unplaced": [
            one for one in members if (one.department or "").lower() not in placed and one.role is Role.COLLEAGUE
        ],
        "departments": lines,
        "channels": CHANNELS,
    }


def total(people: list[Member]) -> Contribution:
    return sum((one.contribution for one in people), Contribution())
