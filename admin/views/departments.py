"""Departments: who belongs to each, its launch, and what its colleagues contributed (ADV-7, NOM-1)."""

from collections.abc import Callable
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

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
        lambda session: departments.add(
            session,
            name=form.name.data or "",
            channel=Channel(form.channel.data),
            actor_id=current.signed_in().id,
            now=current.moment(session),
        ),
        said="The department is there. Its colleagues have no access before its launch",
        form=form,
    )


@blueprint.post("/departments/<int:department_id>/launch")
@access.team
def create_launch(department_id: int) -> Response:
    return changed(
        lambda session: departments.launch(
            session, department_id=department_id, actor_id=current.signed_in().id, now=current.moment(session)
        ),
        said="Launched. Its colleagues can nominate from now on",
    )


@blueprint.post("/departments/<int:department_id>/closing")
@access.team
def create_closing(department_id: int) -> Response:
    return changed(
        lambda session: departments.close(
            session, department_id=department_id, actor_id=current.signed_in().id, now=current.moment(session)
        ),
        said="Closed again. What its colleagues nominated stays",
    )


@blueprint.post("/colleagues/<int:person_id>/department")
@access.team
def create_placing(person_id: int) -> Response:
    return changed(
        lambda session: departments.place(
            session,
            person_id=person_id,
            department_id=request.form.get("department", type=int),
            actor_id=current.signed_in().id,
            now=current.moment(session),
        ),
        said="The department is changed",
    )


def changed(change: Callable[[Session], object], *, said: str, form: NewDepartment | None = None) -> Response:
    try:
        with current.writing() as session:
            change(session)
    except Refused as refusal:
        return responses.refused(refusal, PAGE, form=form or NewDepartment(), **facts())
    return responses.done(url_for("admin.departments"), said=said)


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
