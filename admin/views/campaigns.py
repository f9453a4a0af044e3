"""One ask to a whole segment: its words, the preview, and watching it go out (REQ-9)."""

from collections.abc import Callable
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from admin.blueprint import blueprint
from admin.cards import cards
from admin.forms.campaigns import CampaignWords
from admin.states import ASKS, CAMPAIGNS
from portal.domain.demand_kinds import CampaignState, TargetState
from portal.domain.errors import Refused
from portal.domain.operations import campaigns
from portal.domain.queries import activities, advocates, grounds, programs, rewards, segments
from portal.domain.queries import campaigns as queries
from portal.domain.queries.campaigns import CampaignLine
from portal.domain.rules import campaigns as rules
from portal.domain.rules import reviews, sentences
from portal.domain.rules.sentences import plain_day
from portal.web import access, current, responses

LIST, FORM = "admin/campaigns/index.html", "admin/campaigns/new.html"
CHECK, PROGRESS = "admin/campaigns/check.html", "admin/campaigns/show.html"
NOBODY = queries.Tally(asked=0, left=[])
OFFERED = 200
"""Segments to choose from."""


@blueprint.get("/campaigns", endpoint="campaigns")
@access.team
def index() -> Response:
    with current.reading() as session:
        found = queries.page(session, before=request.args.get("before", type=int))
        results = queries.results_of(session, [line.id for line in found[: queries.PAGE]])
        shown = [(line, results[line.id]) for line in found[: queries.PAGE]]
    older = shown[-1][0].id if len(found) > queries.PAGE else None
    return responses.page(LIST, campaigns=shown, signs=CAMPAIGNS, older=older)


@blueprint.get("/campaigns/new")
@access.team
def new_campaign() -> Response:
    with current.reading() as session:
        return responses.page(FORM, **facts(session, CampaignWords(data=request.args.to_dict())))


@blueprint.post("/campaigns")
@access.team
def create_campaign() -> Response:
    return written(
        lambda session, form: campaigns.draft(
            session, wording=form.wording(), actor_id=current.signed_in().id, now=current.moment(session)
        )
    )


@blueprint.get("/campaigns/<int:campaign_id>")
@access.team
def campaign(campaign_id: int) -> Response:
    with current.reading() as session:
        template, shown = found(session, campaign_id)
    return responses.page(template, **shown)


@blueprint.get("/campaigns/<int:campaign_id>/words")
@access.team
def edit_campaign(campaign_id: int) -> Response:
    with current.reading() as session:
        line = queries.one(session, campaign_id)
        data = {name: getattr(line, name) for name in ("name", "other_role", "other_industry", "minutes", "happen_by")}
        chosen = {"segment": line.segment_id, "activity": line.activity_id, "why": line.why, "hours": line.hours}
        return responses.page(FORM, **facts(session, CampaignWords(data=data | chosen), campaign_id))


@blueprint.post("/campaigns/<int:campaign_id>/words")
@access.team
def rewrite_campaign(campaign_id: int) -> Response:
    return written(
        lambda session, form: campaigns.rewrite(
            session,
            campaign_id=campaign_id,
            wording=form.wording(),
            actor_id=current.signed_in().id,
            now=current.moment(session),
        ),
        campaign_id,
    )


@blueprint.post("/campaigns/<int:campaign_id>/removal")
@access.team
def discard_campaign(campaign_id: int) -> Response:
    return changed(campaigns.discard, campaign_id, "The draft is thrown away", gone=True)


@blueprint.post("/campaigns/<int:campaign_id>/start")
@access.team
def start_campaign(campaign_id: int) -> Response:
    return changed(campaigns.start, campaign_id, "Started")


@blueprint.post("/campaigns/<int:campaign_id>/test-mail")
@access.team
def send_campaign_test(campaign_id: int) -> Response:
    return changed(campaigns.send_test, campaign_id, "A test mail is on its way to you")


@blueprint.post("/campaigns/<int:campaign_id>/pause")
@access.team
def pause_campaign(campaign_id: int) -> Response:
    return changed(campaigns.pause, campaign_id, "Held. Nobody else is asked until you go on")


@blueprint.post("/campaigns/<int:campaign_id>/resumption")
@access.team
def resume_campaign(campaign_id: int) -> Response:
    return changed(campaigns.resume, campaign_id, "It goes on")


@blueprint.post("/campaigns/<int:campaign_id>/stop")
@access.team
def stop_campaign(campaign_id: int) -> Response:
    return changed(campaigns.stop, campaign_id, "Stopped. Nobody else is asked")


def changed(change: Callable[..., object], campaign_id: int, said: str, *, gone: bool = False) -> Response:
    try:
        with current.writing() as session:
            change(session, campaign_id=campaign_id, actor_id=current.signed_in().id, now=current.moment(session))
    except Refused as refusal:
        with current.reading() as session:
            template, shown = found(session, campaign_id)
        return responses.refused(refusal, template, **shown)
    address = url_for("admin.campaigns") if gone else url_for("admin.campaign", campaign_id=campaign_id)
    return responses.done(address, said=said)


def written(change: Callable[[Session, CampaignWords], Any], campaign_id: int | None = None) -> Response:
    form = CampaignWords(request.form)
    with current.reading() as session:
        shown = facts(session, form, campaign_id)
    if not form.check(current.today()):
        return responses.again(FORM, **shown)
    try:
        with current.writing() as session:
            made_id = change(session, form).id
    except Refused as refusal:
        return responses.refused(refusal, FORM, **shown)
    return responses.done(url_for("admin.campaign", campaign_id=made_id), said="Nothing is sent until you start it")


def facts(session: Session, form: CampaignWords, campaign_id: int | None = None) -> dict[str, Any]:
    """What the form shows. Raises NotFound for a campaign that is not there."""
    line = queries.one(session, campaign_id) if campaign_id else None
    form.offer(segments.newest(session, OFFERED), activities.offers(session))
    return {"form": form, "line": line}


def found(session: Session, campaign_id: int) -> tuple[str, dict[str, Any]]:
    """The preview of a draft, or how far a campaign is."""
    line = queries.one(session, campaign_id)
    if line.state is CampaignState.DRAFT:
        return CHECK, {"line": line, **preview(session, line)}
    return PROGRESS, {"line": line, "sign": CAMPAIGNS[line.state], **progress(session, line)}


def preview(session: Session, line: CampaignLine) -> dict[str, Any]:
    ground = grounds.ground(session, current.now())
    activity = activities.offer(session, line.activity_id)
    has_segment = segments.find(session, line.segment_id) is not None
    tally = queries.tally(session, line.segment_id, activity, ground) if has_segment else NOBODY
    first = queries.first_asked(session, line.segment_id, activity, ground) if tally.asked else []
    return {
        "activity": activity,
        "gap": ground.policy.gap(activity.effort),
        "has_segment": has_segment,
        "tally": tally,
        "percent": round(100 * tally.asked / tally.everybody, 1) if tally.everybody else 0,
        "left": [
            (one.number, rules.words(one.reason, activity.plural), when(one, activity.plural)) for one in tally.left
        ],
        "free": cards(sorted(advocates.listed(session, first), key=lambda one: first.index(one.id)), ground),
        **timing(session, line, tally.asked),
        **words(session, line, activity),
    }


def timing(session: Session, line: CampaignLine, people: int) -> dict[str, Any]:
    """When each slice would go if it started now."""
    zone = programs.current(session).time_zone
    return {
        "spread": rules.SPREADS[line.hours],
        "plan": rules.plan(people, line.hours),
        "first_at": rules.first(current.now(), line.hours, zone),
        "last_on": rules.last_day(people, current.now(), line.hours, zone),
    }


def words(session: Session, line: CampaignLine, activity: activities.Offer) -> dict[str, Any]:
    """What they will read."""
    program, points = programs.current(session), rewards.for_a_review(session, activity.id)
    return {
        "sentence": sentences.sentence(
            activity.question,
            minutes=line.minutes,
            role=line.other_role,
            industry=line.other_industry,
            happen_by=line.happen_by,
            today=current.today(),
        ),
        "disclosure": reviews.disclosure(program.company_name, points, program.reward_word) if points else "",
    }


def when(one: queries.Left, activity: str) -> str:
    """What those who are left out wait for: words, or their days."""
    waits = rules.waits(one.reason, activity)
    if waits or one.earliest is None or one.latest is None:
        return waits
    low, high = (plain_day(day, current.today()) for day in (one.earliest, one.latest))
    return f"Free from {low}" if low == high else f"Next free {low} to {high}"


def progress(session: Session, line: CampaignLine) -> dict[str, Any]:
    state = request.args.get("state", type=TargetState)
    after = request.args.get("after", -1, type=int)
    results = queries.results(session, line.id)
    people = queries.people(session, line.id, state=state, after=after)
    chips = [("Everyone", None, results.everybody), ("Asked", TargetState.ASKED, results.asked)]
    chips += [("Still to go", TargetState.WAITING, results.waiting)]
    chips += [("Left out", TargetState.LEFT_OUT, results.left_out)]
    return {
        "results": results,
        "reasons": [
            (number, rules.words(reason, line.activity)) for reason, number in queries.reasons(session, line.id)
        ],
        "people": [
            (one, rules.words(one.reason, line.activity) if one.reason else "") for one in people[: queries.PAGE]
        ],
        "more": people[queries.PAGE - 1].place if len(people) > queries.PAGE else None,
        "chips": [
            (words, url_for("admin.campaign", campaign_id=line.id, state=value), value is state, number)
            for words, value, number in chips
        ],
        "state": state,
        "ask_signs": ASKS,
    }
