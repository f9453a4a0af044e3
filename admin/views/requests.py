"""The team's queue of what colleagues ask for (REQ-2, REQ-8)."""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from admin import finding
from admin.blueprint import blueprint
from admin.forms.requests import Answer, Closing
from admin.views import lines
from portal.domain.demand_kinds import Wants
from portal.domain.errors import Refused
from portal.domain.operations import requests
from portal.domain.queries import nominations
from portal.domain.queries import requests as queries
from portal.domain.queries.requests import Gap, Tab, Whose
from portal.domain.rules.requests import REASONS, Sla
from portal.domain.rules.searches import Criteria
from portal.web import access, current, responses

LIST, PAGE = "admin/requests/index.html", "admin/requests/show.html"
TABS = {Tab.OPEN: "Open", Tab.APPROVAL: "Wait for the account’s owner", Tab.CLOSED: "Closed"}
WHOSE = {Whose.ALL: "Everybody’s", Whose.MINE: "Mine", Whose.NOBODY: "Nobody’s yet"}
STANDS = {
    Sla.LATE: ("Overdue since", "bad", "alert"),
    Sla.TODAY: ("Due today,", "warn", "clock"),
    Sla.SOON: ("Due", "warn", "clock"),
    Sla.IN_TIME: ("Due", "", "clock"),
}
YEAR = timedelta(days=365)


@blueprint.get("/requests", endpoint="requests")
@access.team
def index() -> Response:
    tab, whose = one_of(Tab, "tab", Tab.OPEN), one_of(Whose, "whose", Whose.ALL)
    after = request.args.get("after", type=int)
    with current.reading() as session:
        found = queries.queue(session, tab=tab, whose=whose, viewer_id=current.signed_in().id, after=after)
        counts = queries.counts(session)
    shown = found[: queries.PAGE]
    here = {"tab": tab, "whose": whose}
    return responses.page(
        LIST,
        lines=shown,
        tab=tab,
        tabs=[(said, url_for("admin.requests", tab=one), one is tab, counts.get(one)) for one, said in TABS.items()],
        whoses=[
            (said, url_for("admin.requests", **(here | {"whose": one})), one is whose) for one, said in WHOSE.items()
        ],
        more=url_for("admin.requests", after=shown[-1].id, **here) if len(found) > queries.PAGE else "",
        stands=STANDS,
        reasons=REASONS,
    )


@blueprint.get("/requests/unmet")
@access.team
def unmet_demand() -> Response:
    with current.reading() as session:
        gaps = queries.unmet(session, since=current.now() - YEAR)
    return responses.page("admin/requests/unmet.html", gaps=[(gap, address(gap)) for gap in gaps], reasons=REASONS)


@blueprint.get("/requests/<int:request_id>", endpoint="request")
@access.team
def show(request_id: int) -> Response:
    with current.reading() as session:
        return responses.page(PAGE, **shown(session, request_id))


@blueprint.post("/requests/<int:request_id>/owner")
@access.team
def assign_request(request_id: int) -> Response:
    """Without a name it is oneself."""
    me = current.signed_in().id
    owner_id = request.form.get("owner", me, type=int)
    return changed(request_id, requests.assign, "Kept. Whoever asked hears who looks after it", owner_id=owner_id)


@blueprint.post("/requests/<int:request_id>/answers")
@access.team
def create_request_answer(request_id: int) -> Response:
    form = Answer(request.form)
    if not form.validate():
        with current.reading() as session:
            return responses.again(PAGE, **shown(session, request_id, form=form))
    return changed(request_id, requests.answer, "Sent", words=form.words.data)


@blueprint.post("/requests/<int:request_id>/filling")
@access.team
def fill_request(request_id: int) -> Response:
    return changed(request_id, requests.fill, "Filled. Whoever asked hears of it")


@blueprint.post("/requests/<int:request_id>/closing")
@access.team
def close_request(request_id: int) -> Response:
    form = Closing(request.form)
    if not form.validate():
        with current.reading() as session:
            return responses.again(PAGE, **shown(session, request_id, closing=form))
    said = "Closed. Whoever asked reads why"
    return changed(request_id, requests.close, said, reason=form.why(), note=form.note.data or None)


def changed(request_id: int, change: Callable[..., object], said: str, **given: object) -> Response:
    try:
        with current.writing() as session:
            change(
                session,
                request_id=request_id,
                actor_id=current.signed_in().id,
                now=current.moment(session),
                **given,
            )
    except Refused as refusal:
        with current.reading() as session:
            return responses.refused(refusal, PAGE, **shown(session, request_id))
    return responses.done(url_for("admin.request", request_id=request_id), said=said)


def shown(
    session: Session, request_id: int, *, form: Answer | None = None, closing: Closing | None = None
) -> dict[str, Any]:
    line = queries.one(session, request_id)
    standing = lines.standing(session, request_id) if line.wants is Wants.PERSON else {}
    return standing | {
        "line": line,
        "messages": queries.messages(session, request_id),
        "team": nominations.team(session),
        "form": form or Answer(),
        "closing": closing or Closing(),
        "stands": STANDS,
        "reasons": REASONS,
    }


def address(gap: Gap) -> str:
    """Whoever is in the program and comes near."""
    return finding.address(
        Criteria(industries=tuple(gap.industries), regions=tuple(gap.regions), products=tuple(gap.products))
    )


def one_of(kind: type[StrEnum], name: str, default: StrEnum) -> Any:  # noqa: ANN401 - a value of `kind`
    given = request.args.get(name, "")
    return kind(given) if given in list(kind) else default
