"""Writing an ask: what for, whom, the words, and sending it (ASK-2, ASK-3, CAP-6)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from admin import wishes
from admin.blueprint import blueprint
from admin.cards import card, quiets, up_to
from admin.forms.asks import Composition, MatchFilters, Needs
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Answer, AskState
from portal.domain.operations import asks
from portal.domain.operations.asks import Words
from portal.domain.queries import activities, advocates, asks_team, grounds, programs, relationships, searches
from portal.domain.queries.activities import Offer
from portal.domain.queries.advocates import AdvocateLine, Matches
from portal.domain.queries.asks_team import AskFacts
from portal.domain.queries.grounds import Ground
from portal.domain.rules import asks as rules
from portal.domain.rules import refusals
from portal.domain.rules.caps import why_not
from portal.domain.rules.matching import Reason
from portal.web import access, current, responses

PAGE, FORM = "admin/compositions/new.html", "admin/compositions/_form.html"


@blueprint.get("/asks/new")
@access.team
def new_asks() -> Response:
    """First what for, then whom."""
    activity_id = request.args.get("activity", type=int)
    with current.reading() as session:
        ground = grounds.ground(session, current.now())
        if activity_id is None:
            return responses.page("admin/compositions/activities.html", ground=ground, classes=wishes.CLASSES)
        activity = activities.offer(session, activity_id)
        form = MatchFilters(request.args)
        offered = searches.choices(session)
        form.industry.offer({name: name for name in offered["industry"]})
        form.region.offer({name: name for name in offered["region"]})
        found = advocates.matches(session, activity, form.criteria(), ground)
    return responses.page(
        "admin/compositions/matches.html",
        "admin/compositions/_matches.html",
        activity=activity,
        gap=ground.policy.gap(activity.effort),
        form=form,
        **listed(found, activity, ground),
    )


@blueprint.get("/advocates/<int:advocate_id>/asks/new")
@access.team
def new_ask(advocate_id: int) -> Response:
    activity_id = request.args.get("activity", type=int)
    with current.reading() as session:
        if activity_id is None:
            return responses.page("admin/compositions/choose.html", **choices(session, advocate_id))
        form = Composition()
        shown = facts(session, advocate_id, activity_id, form)
        form.minutes.data = shown["activity"].minutes
        form.reply_by.data = current.today() + timedelta(days=programs.current(session).reply_days)
        shown |= preview_of(form, shown)
    return responses.page(PAGE, FORM, **shown)


@blueprint.get("/advocates/<int:advocate_id>/asks/preview")
@access.team
def preview_ask(advocate_id: int) -> Response:
    """The one sentence that they will read, while it is being written."""
    form = Composition(request.args)
    with current.reading() as session:
        shown = facts(session, advocate_id, request.args.get("activity", 0, type=int), form)
    return responses.page(PAGE, "admin/compositions/_preview.html", **shown)


@blueprint.post("/advocates/<int:advocate_id>/asks")
@access.team
def create_ask(advocate_id: int) -> Response:
    """`step`: "preview" only shows it, "draft" keeps it, "send" asks."""
    return composed(
        advocate_id,
        request.form.get("activity", 0, type=int),
        lambda session, words, now: (
            asks.draft(session, advocate_id=advocate_id, words=words, asker_id=current.signed_in().id, now=now).id
        ),
    )


@blueprint.get("/asks/<int:ask_id>/words")
@access.team
def edit_draft(ask_id: int) -> Response:
    with current.reading() as session:
        ask = drafted(session, ask_id)
        form = Composition(obj=ask)
        shown = facts(session, ask.advocate_id, ask.activity_id, form, draft_id=ask_id)
    return responses.page(PAGE, FORM, **shown)


@blueprint.post("/asks/<int:ask_id>/words")
@access.team
def rewrite_draft(ask_id: int) -> Response:
    """The same steps as for a new ask."""
    with current.reading() as session:
        ask = drafted(session, ask_id)
    return composed(
        ask.advocate_id,
        ask.activity_id,
        lambda session, words, now: (
            asks.rewrite(session, ask_id=ask_id, words=words, actor_id=current.signed_in().id, now=now).id
        ),
        draft_id=ask_id,
    )


def drafted(session: Session, ask_id: int) -> AskFacts:
    """Raises NotFound for an ask that is on its way already: what was asked is not rewritten."""
    ask = asks_team.one(session, ask_id).facts
    if ask.state is not AskState.DRAFT:
        raise NotFound
    return ask


def composed(
    advocate_id: int, activity_id: int, keep: Callable[[Session, Words, datetime], int], *, draft_id: int | None = None
) -> Response:
    form = Composition(request.form)
    with current.reading() as session:
        shown = facts(session, advocate_id, activity_id, form, draft_id=draft_id)
    activity: Offer = shown["activity"]
    step = request.form.get("step", "send")
    if not form.check(activity, shown["needs"], today=current.today()):
        return responses.again(PAGE, FORM, **shown)
    if step == "preview":
        return responses.page(PAGE, FORM, **shown)
    try:
        with current.writing() as session:
            now = current.moment(session)
            ask_id = keep(session, form.words(activity), now)
            if step == "send":
                asks.send(session, ask_id=ask_id, actor_id=current.signed_in().id, now=now)
    except Refused as refusal:
        with current.reading() as session:
            shown = facts(session, advocate_id, activity_id, form, draft_id=draft_id)
        return responses.refused(refusal, PAGE, FORM, **shown)
    name = shown["profile"].given_name
    said = f"Asked. {name} can answer from the mail or the portal" if step == "send" else "The draft is kept"
    return responses.done(url_for("admin.ask", ask_id=ask_id), said=said)


def choices(session: Session, advocate_id: int) -> dict[str, Any]:
    view = advocates.one(session, advocate_id)
    ground = grounds.ground(session, current.now())
    return {"profile": view.profile, "groups": wishes.groups(view, ground), "quiets": quiets(view.standing, ground)}


def facts(
    session: Session, advocate_id: int, activity_id: int, form: Composition, *, draft_id: int | None = None
) -> dict[str, Any]:
    """Everything the page of words shows. Raises NotFound for an activity that is no longer offered."""
    activity = activities.offer(session, activity_id)
    if activity.archived:
        raise NotFound
    view = advocates.one(session, advocate_id)
    ground = grounds.ground(session, current.now())
    weight = advocates.weight(session, advocate_id)
    warnings = rules.too_large(
        kind=activity.kind,
        effort=activity.effort,
        stage=weight.stage,
        completed=weight.completed,
        score=weight.score,
        score_on=weight.score_on,
        today=ground.today,
    ) + relationships.warnings(session, advocate_id, ground.today)
    obstacle = why_not(view.standing, activity.wanted(by_hand=True), ground.policy, ground.today)
    asks_first = view.standing.answer(activity.id) is Answer.ASK_FIRST
    last = view.last_of(activity.id)
    gap = max(ground.policy.gap(activity.effort), view.standing.gap(activity.effort))
    shown = {
        "profile": view.profile,
        "activity": activity,
        "form": form,
        "draft_id": draft_id,
        "warnings": warnings,
        "needs": Needs(reason=bool(warnings), note=asks_first),
        "blocked": refusals.sentence(obstacle, activity.plural, None, ground.today) if obstacle else "",
        "quiets": quiets(view.standing, ground),
        "last": last,
        "next_on": ground.today + timedelta(days=gap),
        "gap": gap,
    }
    return shown | preview_of(form, shown)


def preview_of(form: Composition, shown: dict[str, Any]) -> dict[str, Any]:
    activity: Offer = shown["activity"]
    return {
        "sentence": form.sentence(activity, current.today()),
        "missing": list(form.missing(activity, current.today()).values()),
    }


def known(line: AdvocateLine) -> list[Reason]:
    facts = (line.industry, line.region, line.stage.capitalize())
    return [Reason(words, for_it=True) for words in facts if words]


def listed(found: Matches, activity: Offer, ground: Ground) -> dict[str, Any]:
    excluded = [
        (
            card(each.line, ground),
            refusals.why(each.obstacle, activity.plural),
            refusals.when(each.obstacle, activity.plural, ground.today),
            "",
        )
        for each in found.excluded
    ]
    return {
        "free": [
            (card(line, ground), known(line), line.standing.answer(activity.id) is Answer.ASK_FIRST)
            for line in found.free
        ],
        "free_count": up_to(found.free_count),
        "excluded": excluded,
        "excluded_count": up_to(found.excluded_count),
    }
