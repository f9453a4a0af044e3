"""What people chose and the team fulfils (RWD-3), beside the budget that pays for it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Response, request, url_for

from admin.blueprint import blueprint
from admin.forms.budgets import GROUPS
from admin.forms.redemptions import Reason
from portal import tables
from portal.domain.errors import Refused
from portal.domain.operations import redemptions as operations
from portal.domain.queries import budgets
from portal.domain.queries import redemptions as queries
from portal.domain.value_kinds import Fulfilment
from portal.web import access, current, responses

PAGE = "admin/redemptions/show.html"
A_YEAR = timedelta(days=365)
DOES = {
    Fulfilment.TEAM: "Mark done",
    Fulfilment.OWNER: "Mark held",
    Fulfilment.CODE: "Hand out a code",
    Fulfilment.POST: "Mark delivered",
    Fulfilment.DONATION: "Mark donated",
}
COLUMNS = (
    "Number",
    "Advocate",
    "Account",
    "Reward",
    "State",
    "Points",
    "Cost",
    "Currency",
    "Chosen",
    "Due",
    "Ended",
    "Paid from",
)


@blueprint.get("/rewards", endpoint="rewards")
@access.team
def index() -> Response:
    with current.reading() as session:
        lines = budgets.lines(session)
        shares = queries.shares(session, since=current.now() - A_YEAR)
        return responses.page(
            "admin/redemptions/index.html",
            totals=budgets.totals(lines, current.today()),
            waiting=queries.to_fulfil(session),
            ended=queries.ended(session),
            shares=[(GROUPS[group], number) for group, number in shares],
            chosen=sum(number for _, number in shares),
            does=DOES,
        )


@blueprint.get("/redemptions/<int:redemption_id>", endpoint="redemption")
@access.team
def show(redemption_id: int) -> Response:
    return responses.page(PAGE, **facts(redemption_id))


@blueprint.post("/redemptions/<int:redemption_id>/approval")
@access.team
def approve_redemption(redemption_id: int) -> Response:
    return changed(redemption_id, operations.approve, said="Noted. They are told when it’s approved")


@blueprint.post("/redemptions/<int:redemption_id>/fulfilment")
@access.team
def fulfil_redemption(redemption_id: int) -> Response:
    return changed(redemption_id, operations.fulfil, said="Done, and they are told")


@blueprint.post("/redemptions/<int:redemption_id>/release")
@access.team
def release_redemption(redemption_id: int) -> Response:
    return with_reason(
        redemption_id, operations.release, said="Called off. Everything went back, and they are told why"
    )


@blueprint.post("/redemptions/<int:redemption_id>/reopening")
@access.team
def reopen_redemption(redemption_id: int) -> Response:
    return with_reason(redemption_id, operations.reopen, said="It’s open again, and they are told why")


@blueprint.get("/redemptions.csv", endpoint="redemptions_csv")
@access.team
def export() -> Response:
    """Everything that was ever chosen; no address is in it."""
    with current.snapshot() as session:
        content = "".join(tables.write([COLUMNS, *(cells(each) for each in queries.every(session))]))
    return responses.file(content, name="redemptions.csv", kind="text/csv; charset=utf-8")


def cells(each: queries.Chosen) -> tuple[str, ...]:
    return (
        str(each.id),
        each.advocate,
        each.account or "",
        each.what,
        each.state,
        str(each.points),
        f"{each.cents // 100}.{each.cents % 100:02}",
        each.currency or "",
        each.chosen_at.date().isoformat(),
        each.due_on.isoformat(),
        each.ended_at.date().isoformat() if each.ended_at else "",
        each.line or "",
    )


def with_reason(redemption_id: int, change: Callable[..., object], *, said: str) -> Response:
    form = Reason(request.form)
    if not form.validate():
        return responses.again(PAGE, **facts(redemption_id) | {"form": form})
    return changed(redemption_id, change, said=said, reason=form.reason.data or "")


def changed(redemption_id: int, change: Callable[..., object], *, said: str, **more: str) -> Response:
    try:
        with current.writing() as session:
            change(
                session,
                redemption_id=redemption_id,
                actor_id=current.signed_in().id,
                now=current.moment(session),
                **more,
            )
    except Refused as refusal:
        return responses.refused(refusal, PAGE, **facts(redemption_id))
    return responses.done(url_for("admin.redemption", redemption_id=redemption_id), said=said)


def facts(redemption_id: int) -> dict[str, Any]:
    with current.reading() as session:
        chosen = queries.one(session, redemption_id)
        return {
            "chosen": chosen,
            "steps": queries.steps(session, redemption_id),
            "forbidden": chosen.is_open and queries.forbidden(session, chosen),
            "does": DOES,
            "form": Reason(),
        }
