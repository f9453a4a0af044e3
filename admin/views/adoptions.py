"""How colleagues come to use the program: the list, one of them, asking in, notes of what was tried (ADO-1)."""

from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from admin.blueprint import blueprint
from admin.forms.adoptions import AdoptionFilters, NewAdoptionNote
from portal.domain.errors import Refused
from portal.domain.operations import adoptions
from portal.domain.queries import adoptions as queries
from portal.domain.queries import departments
from portal.web import access, current, responses

LIST, LINES = "admin/adoptions/index.html", "admin/adoptions/_list.html"
PAGE, NOTES = "admin/adoptions/show.html", "admin/adoptions/_notes.html"


@blueprint.get("/adoption", endpoint="adoption")
@access.team
def index() -> Response:
    form = AdoptionFilters(request.args)
    page = max(request.args.get("page", 0, type=int), 0)
    with current.reading() as session:
        form.offer(departments.everything(session))
        lines = queries.lines(session, form.filters(), form.order(), page=page)
        shares = queries.shares(session)
    return responses.page(
        LIST,
        LINES,
        form=form,
        lines=lines[: queries.PAGE],
        shares=shares,
        chosen=form.chosen(),
        page=page,
        more=len(lines) > queries.PAGE,
    )


@blueprint.get("/adoption/<int:person_id>", endpoint="colleague")
@access.team
def show(person_id: int) -> Response:
    with current.reading() as session:
        return responses.page(PAGE, **facts(session, person_id))


@blueprint.post("/adoption/<int:person_id>/invitation")
@access.team
def create_colleague_invitation(person_id: int) -> Response:
    try:
        with current.writing() as session:
            adoptions.invite(session, person_id=person_id, actor_id=current.signed_in().id, now=current.moment(session))
    except Refused as refusal:
        with current.reading() as session:
            return responses.refused(refusal, PAGE, **facts(session, person_id))
    return responses.done(url_for("admin.colleague", person_id=person_id), said="They get one mail that asks them in")


@blueprint.post("/adoption/<int:person_id>/notes")
@access.team
def create_adoption_note(person_id: int) -> Response:
    form = NewAdoptionNote(request.form)
    if not form.validate():
        with current.reading() as session:
            return responses.again(PAGE, NOTES, **(facts(session, person_id) | {"form": form}))
    with current.writing() as session:
        adoptions.note(
            session,
            person_id=person_id,
            words=form.words.data or "",
            actor_id=current.signed_in().id,
            now=current.moment(session),
        )
        noted = facts(session, person_id)
    return responses.done(
        url_for("admin.colleague", person_id=person_id, _anchor="notes"), NOTES, said="The note is kept", **noted
    )


@blueprint.post("/adoption/notes/<int:note_id>/removal")
@access.team
def create_adoption_note_removal(note_id: int) -> Response:
    with current.writing() as session:
        person_id = adoptions.remove_note(
            session, note_id=note_id, actor_id=current.signed_in().id, now=current.moment(session)
        )
        left = facts(session, person_id)
    return responses.done(
        url_for("admin.colleague", person_id=person_id, _anchor="notes"), NOTES, said="The note is removed", **left
    )


def facts(session: Session, person_id: int) -> dict[str, Any]:
    return {
        "line": queries.one(session, person_id),
        "notes": queries.notes(session, person_id),
        "form": NewAdoptionNote(),
    }
