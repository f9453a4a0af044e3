"""Deals of the CRM: the list, one with its history, and which colleague each owner is."""

from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from admin.blueprint import blueprint
from admin.forms.opportunities import OpportunityFilters, Tie
from admin.states import OUTCOMES
from portal.domain.demand_kinds import LinkKind, Outcome
from portal.domain.errors import Refused
from portal.domain.operations import opportunities
from portal.domain.queries import opportunities as queries
from portal.domain.rules.money import words as money
from portal.domain.rules.opportunities import namesake
from portal.web import access, current, responses

LIST, LINES, SHOW = (f"admin/opportunities/{name}.html" for name in ("index", "_list", "show"))
OWNERS, NAMES = "admin/opportunities/owners.html", "admin/opportunities/_owners.html"
TOUCHED = {
    LinkKind.REQUEST: ("A request", "admin.request", "request_id"),
    LinkKind.ASK: ("An advocate was asked", "admin.ask", "ask_id"),
    LinkKind.CONTENT: ("Content was used", "admin.content", "content_id"),
    LinkKind.REFERRAL: ("A referral", "admin.nomination", "nomination_id"),
}
"""What touched a deal: its words and its page."""


@blueprint.get("/opportunities", endpoint="opportunities")
@access.team
def index() -> Response:
    form, outcome = OpportunityFilters(request.args), outcome_asked()
    with current.reading() as session:
        owners = queries.owners(session)
        form.offer(sorted((owner.name for owner in owners), key=str.lower))
        filters = form.filters(outcome)
        page = queries.page(
            session,
            filters,
            before=request.args.get("before", type=int),
            after=request.args.get("after", type=int),
        )
        numbers = queries.counts(session, filters)
        without_account = queries.without_account(session)
    return responses.page(
        LIST,
        LINES,
        form=form,
        page=page,
        signs=OUTCOMES,
        money=money,
        outcome=outcome,
        chosen=form.chosen() | ({"outcome": outcome.value} if outcome else {}),
        tabs=tabs(outcome, numbers, form.chosen()),
        anything=bool(sum(numbers.values()) or form.chosen()),
        matching=numbers[outcome] if outcome else sum(numbers.values()),
        without_account=without_account,
        untied=sum(1 for owner in owners if owner.colleague_id is None),
    )


@blueprint.get("/opportunities/<int:opportunity_id>")
@access.team
def opportunity(opportunity_id: int) -> Response:
    with current.reading() as session:
        deal = queries.one(session, opportunity_id)
        versions = queries.versions(session, opportunity_id)
        touches = queries.touches(session, opportunity_id)
    return responses.page(
        SHOW, deal=deal, versions=versions, touches=[shown(touch) for touch in touches], signs=OUTCOMES, money=money
    )


@blueprint.get("/opportunities/owners")
@access.team
def opportunity_owners() -> Response:
    with current.reading() as session:
        return responses.page(OWNERS, NAMES, **names(session))


@blueprint.post("/opportunities/owners/<int:owner_id>/colleague")
@access.team
def create_tie(owner_id: int) -> Response:
    form = Tie(request.form)
    with current.reading() as session:
        form.offer(queries.colleagues(session))
        if not form.validate():
            return responses.again(OWNERS, NAMES, **names(session))
    try:
        with current.writing() as session:
            owner = opportunities.tie(
                session,
                owner_id=owner_id,
                colleague_id=form.chosen(),
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
            said = (
                f"{owner.name}’s deals are theirs now" if owner.colleague_id else f"{owner.name} is only a name again"
            )
    except Refused as refusal:
        with current.reading() as session:
            return responses.refused(refusal, OWNERS, NAMES, **names(session))
    with current.reading() as session:
        facts = names(session)
    return responses.done(url_for("admin.opportunity_owners"), NAMES, said=said, **facts)


def outcome_asked() -> Outcome | None:
    given = request.args.get("outcome", "")
    return Outcome(given) if given in set(Outcome) else None


def tabs(
    outcome: Outcome | None, numbers: dict[Outcome, int], chosen: dict[str, Any]
) -> list[tuple[str, str, bool, str]]:
    every = [("All", url_for("admin.opportunities", **chosen), outcome is None, f"{sum(numbers.values()):,}")]
    return every + [
        (
            OUTCOMES[one].words,
            url_for("admin.opportunities", outcome=one.value, **chosen),
            one is outcome,
            f"{number:,}",
        )
        for one, number in numbers.items()
    ]


def names(session: Session) -> dict[str, Any]:
    """Each name with a choice of colleagues, the one of the same name chosen already."""
    colleagues = queries.colleagues(session)
    lines = []
    for owner in queries.owners(session):
        form = Tie()
        form.offer(colleagues)
        form.colleague_id.id = f"colleague-{owner.id}"
        suggested = None if owner.colleague_id else namesake(owner.name, colleagues)
        form.colleague_id.data = str(owner.colleague_id or suggested or "")
        lines.append({"owner": owner, "form": form, "suggested": colleagues.get(suggested or 0)})
    return {"lines": lines}


def shown(touch: queries.Touch) -> dict[str, Any]:
    words, endpoint, key = TOUCHED[touch.kind]
    place: dict[str, Any] = {key: touch.about_id}
    return {"words": words, "url": url_for(endpoint, **place), "by": touch.by, "at": touch.at}
