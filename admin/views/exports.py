"""Lists as CSV and XLSX, and a whole program as one file (SEG-2)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask import Response, request
from sqlalchemy.orm import Session

from admin import finding
from admin.blueprint import blueprint
from admin.cards import up_to
from admin.forms.exports import ACCOUNTS, ADVOCATES, NewExport
from admin.forms.searches import words_of
from portal import archives, tables
from portal.domain.operations import exports
from portal.domain.queries import exports as queries
from portal.domain.queries import grounds, searches
from portal.domain.queries.exports import Cell
from portal.domain.rules.searches import Criteria, Unreadable
from portal.web import access, current, responses

PAGE = "admin/exports/index.html"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/exports", endpoint="exports")
@access.team
def index() -> Response:
    try:
        criteria = finding.asked()
    except Unreadable as problem:
        return responses.again(PAGE, form=NewExport(), unreadable=str(problem), **described(Criteria()))
    return responses.page(PAGE, form=NewExport(), unreadable="", **described(criteria))


@blueprint.post("/exports")
@access.team
def create_export() -> Response:
    """Who took what is in the log before the file leaves."""
    form = NewExport(request.form)
    try:
        criteria = finding.unpacked(request.form.get("search", ""))
    except (Unreadable, ValueError) as problem:
        return responses.again(PAGE, form=form, unreadable=str(problem), **described(Criteria()))
    if not form.validate():
        return responses.again(PAGE, form=form, unreadable="", **described(criteria))
    looks = form.contact.data and form.what.data == ADVOCATES
    with current.writing() as session:
        now, actor = current.moment(session), current.signed_in().id
        exports.note(
            session, what=f"{form.what.data}, {'with' if looks else 'without'} contact details", actor_id=actor, now=now
        )
        if looks:
            ground = grounds.ground(session, now)
            exports.note_looks(session, criteria, ground, viewer_id=actor, now=now)
    with current.snapshot() as session:
        return filed(form, listed(session, form, criteria))


@blueprint.post("/exports/program")
@access.administrator
def create_program_export() -> Response:
    """Every row, for another portal to take in; with all addresses, so for administrators."""
    with current.writing() as session:
        exports.note(session, what="the whole program", actor_id=current.signed_in().id, now=current.moment(session))
    with current.snapshot() as session:
        made = archives.of_program(session)
    return responses.file(archives.chunks(made), name="program.zip", kind="application/zip")


def listed(session: Session, form: NewExport, criteria: Criteria) -> Iterator[Sequence[Cell]]:
    if form.what.data == ADVOCATES:
        ground = grounds.ground(session, current.now())
        zone = current.program().time_zone
        return queries.advocates(session, criteria, ground, zone=zone, contact=bool(form.contact.data))
    return queries.accounts(session) if form.what.data == ACCOUNTS else queries.contents(session, current.today())


def filed(form: NewExport, rows: Iterable[Sequence[Cell]]) -> Response:
    """The rows are read before the session closes."""
    name = f"{form.what.data}-{current.today().isoformat()}.{form.format.data}"
    if form.format.data == "xlsx":
        return responses.file(archives.chunks(tables.sheet(rows)), name=name, kind=XLSX)
    content = "".join(tables.write(tables.texts(row) for row in rows))
    return responses.file(content, name=name, kind="text/csv; charset=utf-8")


def described(criteria: Criteria) -> dict[str, Any]:
    with current.reading() as session:
        ground = grounds.ground(session, current.now())
        words = words_of(searches.choices(session), ground.activities)
        number = up_to(searches.how_many(session, criteria, ground))
    return {
        "search": finding.packed(criteria),
        "summary": "" if criteria == Criteria() else finding.summary(criteria, words),
        "number": number,
        "everyone": finding.address(criteria),
    }
