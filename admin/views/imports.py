"""Imports of people, accounts, deals and more: upload, check, bring in, take back (SEG-2)."""

from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from admin.blueprint import blueprint
from admin.forms.imports import Columns, NewImport, columns, words
from portal import tables
from portal.domain.errors import Refused
from portal.domain.import_kinds import ImportState, RowState
from portal.domain.operations import imports
from portal.domain.queries import imports as queries
from portal.domain.rules import imports as rules
from portal.domain.rules.imports import Noun
from portal.web import access, current, responses

INDEX, PAGE, FRAGMENT = "admin/imports/index.html", "admin/imports/show.html", "admin/imports/_run.html"
AT_ONCE = 256 << 10
"""A file up to this size is read in the request; a worker reads a larger one."""
LISTED = 20
NAMED = {
    Noun.CONTENT: ("title",),
    Noun.OPPORTUNITIES: ("external_id", "name", "account", "product"),
    Noun.TEAMS: ("owner",),
    Noun.APPEARANCES: ("title",),
    Noun.PRODUCTS: ("name",),
}
UNDER_WAY = frozenset({ImportState.UPLOADED, ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING})


@blueprint.get("/imports", endpoint="imports")
@access.team
def index() -> Response:
    noun = request.args.get("noun", "")
    form = NewImport(data={"noun": noun} if noun in set(Noun) else None)
    with current.reading() as session:
        return responses.page(INDEX, form=form, lines=queries.newest(session))


@blueprint.post("/imports")
@access.team
@access.upload(tables.MOST_BYTES + (1 << 20))
def create_import() -> Response:
    form = NewImport(request.form)
    sent = request.files.get("file")
    content = sent.read() if sent else b""
    name = PurePath((sent.filename or "") if sent else "").name[:200]
    if not form.validate() or not name:
        return upload_again(form, "" if name else "Choose a file.")
    try:
        rows = list(tables.read(content)) if len(content) <= AT_ONCE else None
    except tables.Unreadable as unreadable:
        return upload_again(form, str(unreadable))
    run_id = take(Noun(form.noun.data), name, content, rows)
    return responses.done(url_for("admin.import", import_id=run_id))


@blueprint.get("/imports/<int:import_id>", endpoint="import")
@access.team
def show(import_id: int) -> Response:
    with current.reading() as session:
        return responses.page(PAGE, FRAGMENT, **facts(session, import_id))


@blueprint.post("/imports/<int:import_id>/columns")
@access.team
def create_columns(import_id: int) -> Response:
    with current.reading() as session:
        form = columns_of(session, import_id, typed=request.form)
        noun = Noun(queries.one(session, import_id).noun)
        missing = rules.incomplete(form.mapping(), noun)
        if not form.validate() or missing:
            form.form_errors = [missing] if missing else form.form_errors
            return responses.again(PAGE, FRAGMENT, **(facts(session, import_id) | {"form": form}))
    return changed(
        import_id,
        imports.map_columns,
        mapping=form.mapping(),
        headed=form.headed.data,
        address_hashes=current.links().address_hashes,
    )


@blueprint.post("/imports/<int:import_id>/words")
@access.team
def create_words(import_id: int) -> Response:
    with current.reading() as session:
        asked = queries.asked(session, queries.one(session, import_id))
        form = words(asked, request.form)
        if not form.validate():
            return responses.again(PAGE, FRAGMENT, **(facts(session, import_id) | {"placing": form}))
    return changed(import_id, imports.place, answers=form.answers(asked), address_hashes=current.links().address_hashes)


@blueprint.post("/imports/<int:import_id>/confirmation")
@access.team
def create_confirmation(import_id: int) -> Response:
    """A page that offered new accounts says whether they are wanted."""
    return changed(
        import_id,
        imports.confirm,
        address_hashes=current.links().address_hashes,
        makes_accounts="offered" not in request.form or "new_accounts" in request.form,
    )


@blueprint.post("/imports/<int:import_id>/stop")
@access.team
def create_stop(import_id: int) -> Response:
    return changed(import_id, imports.stop)


@blueprint.post("/imports/<int:import_id>/undoing")
@access.team
def create_undoing(import_id: int) -> Response:
    return changed(import_id, imports.undo, address_hashes=current.links().address_hashes)


@blueprint.post("/imports/<int:import_id>/removal")
@access.team
def create_import_removal(import_id: int) -> Response:
    """Of a file of which nothing came in."""
    try:
        with current.writing() as session:
            imports.discard(session, import_id=import_id, actor_id=current.signed_in().id, now=current.moment(session))
    except Refused as refusal:
        return as_it_stands(import_id, refusal)
    return responses.done(url_for("admin.imports"), said="The file is forgotten. Nothing of it came in")


@blueprint.get("/imports/<int:import_id>/rejected.csv")
@access.team
def rejected(import_id: int) -> Response:
    """Rows with a problem as they came, each with its reasons; corrected, it can be uploaded again."""
    with current.reading() as session:
        content = "".join(tables.write(queries.rejected_rows(session, import_id)))
    return responses.file(content, name=f"rejected-{import_id}.csv", kind="text/csv; charset=utf-8")


def take(noun: Noun, name: str, content: bytes, rows: list[tables.Row] | None) -> int:
    with current.writing() as session:
        now, actor = current.moment(session), current.signed_in().id
        if rows is None:
            return imports.upload(session, noun=noun, file_name=name, content=content, by_id=actor, now=now).id
        return imports.take_in(
            session,
            noun=noun,
            file_name=name,
            rows=rows,
            by_id=actor,
            address_hashes=current.links().address_hashes,
            now=now,
        ).id


def upload_again(form: NewImport, problem: str) -> Response:
    if problem:
        form.file.errors = [problem]
    with current.reading() as session:
        return responses.again(INDEX, form=form, lines=queries.newest(session))


def changed(import_id: int, operation: Callable[..., object], **more: object) -> Response:
    try:
        with current.writing() as session:
            operation(
                session,
                import_id=import_id,
                actor_id=current.signed_in().id,
                now=current.moment(session),
                **more,
            )
    except Refused as refusal:
        return as_it_stands(import_id, refusal)
    with current.reading() as session:
        shown = facts(session, import_id)
    return responses.done(url_for("admin.import", import_id=import_id), FRAGMENT, **shown)


def as_it_stands(import_id: int, refusal: Refused) -> Response:
    with current.reading() as session:
        return responses.refused(refusal, PAGE, FRAGMENT, **facts(session, import_id))


def columns_of(session: Session, import_id: int, *, typed: MultiDict[str, str] | None = None) -> Columns:
    run = queries.one(session, import_id)
    return columns(Noun(run.noun), run.columns, mapping=run.mapping, headed=run.headed, typed=typed)


def facts(session: Session, import_id: int) -> dict[str, Any]:
    run = queries.one(session, import_id)
    listed = RowState.KEPT if run.state is ImportState.UNDONE else RowState.REJECTED
    after = request.args.get("after", default=-1, type=int)
    lines = queries.lines(session, import_id, state=listed, after=after, limit=LISTED + 1)
    waits = run.state in {ImportState.MAPPED, ImportState.CHECKED}
    asked = queries.asked(session, run) if waits else []
    return {
        "run": run,
        "asked": asked,
        "placing": words(asked),
        "changes": queries.reasons(session, import_id, state=RowState.DUPLICATE) if waits else [],
        "under_way": run.state in UNDER_WAY,
        "tally": queries.tally(session, import_id),
        "form": columns_of(session, import_id),
        "samples": queries.samples(session, import_id),
        "new_accounts": queries.new_accounts(session, run) if run.state is ImportState.CHECKED else None,
        "without_account": queries.without_account(session, run) if run.state is ImportState.CHECKED else 0,
        "reasons": queries.reasons(session, import_id, state=listed),
        "problems_listed": [shown(run, line) for line in lines[:LISTED]],
        "more_after": lines[LISTED - 1].number if len(lines) > LISTED else None,
        "undo_until": run.finished_at and run.finished_at + imports.UNDO_FOR,
        "now": current.now(),
    }


def shown(run: queries.Run, line: queries.RowLine) -> dict[str, Any]:
    """A row with a problem: who it is, and each problem with the cell it is about."""
    labels = {target.key: target.label for target in rules.targets(Noun(run.noun))}
    cells = {key: cell for key, cell in zip(run.mapping, line.cells, strict=False) if key}
    named = NAMED.get(Noun(run.noun), ("name", "first_name", "last_name"))
    parts = [cells.get(key, "") for key in named]
    return {
        "number": line.number,
        "who": (" ".join(part for part in parts if part) or cells.get("email", ""))[:80] or "Not given",
        "problems": [
            {
                "column": labels.get(reason["target"], "The row"),
                "cell": cells.get(reason["target"], "")[:80],
                "why": reason["why"],
            }
            for reason in line.reasons
        ],
    }
