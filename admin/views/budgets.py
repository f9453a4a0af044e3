"""Budget lines, and every cent of each (RWD-4)."""

from typing import Any

from flask import Response, request, url_for

from admin.blueprint import blueprint
from admin.forms import budgets as forms
from admin.forms.money import plain
from portal import tables
from portal.domain.errors import Refused
from portal.domain.operations import budgets as operations
from portal.domain.queries import budgets as queries
from portal.domain.queries import ledgers
from portal.domain.queries.ledgers import Exported
from portal.web import access, current, responses

INDEX = "admin/budgets/index.html"
PAGE = "admin/budgets/show.html"
COLUMNS = ("Number", "Time", "Kind", "Unit", "Amount", "From", "To", "Ask", "Redemption", "Reverses", "Reason")


@blueprint.get("/budgets", endpoint="budgets")
@access.team
def index() -> Response:
    return responses.page(INDEX, form=forms.NewLine(data={"currency": "EUR"}), **lines())


@blueprint.post("/budgets")
@access.team
def create_budget() -> Response:
    form = forms.NewLine(request.form)
    if not form.validate():
        return responses.again(INDEX, form=form, **lines())
    try:
        with current.writing() as session:
            operations.add(session, plan=form.plan(), actor_id=current.signed_in().id, now=current.moment(session))
    except Refused as refusal:
        return responses.refused(refusal, INDEX, form=form, **lines())
    return responses.done(url_for("admin.budgets"), said="The line is open")


@blueprint.get("/budgets/<int:line_id>", endpoint="budget")
@access.team
def show(line_id: int) -> Response:
    return responses.page(PAGE, form=forms.Change.fresh(), **facts(line_id))


@blueprint.post("/budgets/<int:line_id>/change")
@access.team
def change_budget(line_id: int) -> Response:
    form = forms.Change(request.form)
    if not form.validate():
        return responses.again(PAGE, form=form, **facts(line_id))
    try:
        with current.writing() as session:
            operations.change(
                session,
                line_id=line_id,
                cents=form.more.cents,
                key=form.key.data or "",
                reason=form.reason.data or "",
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, PAGE, form=form, **facts(line_id))
    return responses.done(url_for("admin.budget", line_id=line_id), said="The plan is changed")


@blueprint.get("/ledger.csv", endpoint="ledger_csv")
@access.team
def export() -> Response:
    """The whole ledger: every sum on these pages can be added up from it."""
    with current.snapshot() as session:
        content = "".join(tables.write([COLUMNS, *(cells(entry) for entry in ledgers.every(session))]))
    return responses.file(content, name="ledger.csv", kind="text/csv; charset=utf-8")


def cells(entry: Exported) -> tuple[str, ...]:
    return (
        str(entry.id),
        entry.at.isoformat(timespec="seconds"),
        entry.kind,
        entry.unit,
        str(entry.amount) if entry.unit == "points" else plain(entry.amount),
        entry.debit,
        entry.credit,
        *(str(value or "") for value in (entry.ask_id, entry.redemption_id, entry.reverses_id)),
        entry.reason or "",
    )


def lines() -> dict[str, Any]:
    with current.reading() as session:
        return {"lines": queries.lines(session), "groups": forms.GROUPS}


def facts(line_id: int) -> dict[str, Any]:
    with current.reading() as session:
        return {
            "line": queries.line(session, line_id),
            "entries": queries.entries(session, line_id),
            "groups": forms.GROUPS,
        }
