"""Finding people for a request, putting them in line and asking them (REQ-3, REQ-5)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from admin.blueprint import blueprint
from admin.cards import card, quiets
from admin.forms.asks import Needs
from admin.forms.lines import Asking, Finding
from admin.freshness import last_confirmed
from admin.states import in_line
from portal.domain.demand_kinds import CandidateState
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Answer
from portal.domain.operations import lines
from portal.domain.queries import activities, advocates, grounds, matching, programs, relationships
from portal.domain.queries import lines as queries
from portal.domain.queries.activities import Offer
from portal.domain.queries.grounds import Ground
from portal.domain.queries.lines import Sought
from portal.domain.rules import asks as rules
from portal.domain.rules import refusals, sentences
from portal.domain.rules.caps import why_not
from portal.web import access, current, responses

PAGE, FRAGMENT, ASK = "admin/lines/matches.html", "admin/lines/_matches.html", "admin/lines/ask.html"


@blueprint.get("/requests/<int:request_id>/matches")
@access.team
def request_matches(request_id: int) -> Response:
    with current.reading() as session:
        return responses.page(PAGE, FRAGMENT, **found(session, request_id))


@blueprint.post("/requests/<int:request_id>/line")
@access.team
def put_in_line(request_id: int) -> Response:
    advocate_ids = request.form.getlist("advocate", type=int)
    return changed(
        request_id,
        lambda session: lines.put(
            session,
            request_id=request_id,
            advocate_ids=advocate_ids,
            actor_id=current.signed_in().id,
            now=current.moment(session),
        ),
        said="They stand in the line",
    )


@blueprint.post("/requests/<int:request_id>/line/<int:advocate_id>/forward")
@access.team
def bring_forward_in_line(request_id: int, advocate_id: int) -> Response:
    return moved(request_id, advocate_id, lines.bring_forward, said="Moved one place forward")


@blueprint.post("/requests/<int:request_id>/line/<int:advocate_id>/removal")
@access.team
def remove_from_line(request_id: int, advocate_id: int) -> Response:
    return moved(request_id, advocate_id, lines.remove, said="Taken out of the line")


@blueprint.post("/requests/<int:request_id>/line/asks")
@access.team
def ask_the_line(request_id: int) -> Response:
    """Everybody who waits, at once. Who can't be asked like this is passed over, and the line says why."""

    def ask_them(session: Session) -> None:
        waiting = [one.advocate_id for one in queries.line(session, request_id) if one.state is CandidateState.IN_LINE]
        lines.ask_several(
            session,
            request_id=request_id,
            advocate_ids=waiting,
            actor_id=current.signed_in().id,
            now=current.moment(session),
        )

    return changed(request_id, ask_them, said="Asked. The first to say yes fills the request")


@blueprint.get("/requests/<int:request_id>/line/<int:advocate_id>/ask")
@access.team
def new_line_ask(request_id: int, advocate_id: int) -> Response:
    with current.reading() as session:
        return responses.page(ASK, **facts(session, request_id, advocate_id, Asking()))


@blueprint.post("/requests/<int:request_id>/line/<int:advocate_id>/ask")
@access.team
def create_line_ask(request_id: int, advocate_id: int) -> Response:
    form = Asking(request.form)
    with current.reading() as session:
        shown = facts(session, request_id, advocate_id, form)
    if not form.check(shown["needs"]):
        return responses.again(ASK, **shown)
    note = lines.Note(by_hand=form.by_hand_note.data or None, override_reason=form.override_reason.data or None)
    try:
        with current.writing() as session:
            lines.ask(
                session,
                request_id=request_id,
                advocate_id=advocate_id,
                actor_id=current.signed_in().id,
                now=current.moment(session),
                note=note,
            )
    except Refused as refusal:
        with current.reading() as session:
            shown = facts(session, request_id, advocate_id, form)
        return responses.refused(refusal, ASK, **shown)
    said = f"Asked. {shown['profile'].given_name} can answer from the mail or the portal"
    return responses.done(matches_url(request_id), said=said)


def moved(request_id: int, advocate_id: int, move: Callable[..., object], *, said: str) -> Response:
    """One person's place in the line."""
    return changed(
        request_id,
        lambda session: move(
            session,
            request_id=request_id,
            advocate_id=advocate_id,
            actor_id=current.signed_in().id,
            now=current.moment(session),
        ),
        said=said,
    )


def changed(request_id: int, change: Callable[[Session], object], *, said: str) -> Response:
    try:
        with current.writing() as session:
            change(session)
    except Refused as refusal:
        with current.reading() as session:
            return responses.refused(refusal, PAGE, **found(session, request_id))
    return responses.done(matches_url(request_id), said=said)


def matches_url(request_id: int) -> str:
    """The page one came from, with what its address remembers."""
    return url_for("admin.request_matches", request_id=request_id, fresh=Finding(request.args).remembered())


def standing(session: Session, request_id: int) -> dict[str, Any]:
    """What `admin/requests/_line.html` needs. Raises NotFound for a request that wants no person."""
    places = queries.line(session, request_id)
    return {
        "sought": queries.sought(session, request_id),
        "places": places,
        "line_sign": in_line,
        "waiting": sum(one.state is CandidateState.IN_LINE for one in places),
        "turns": any(one.state is CandidateState.ASKED for one in places),
        "fresh": Finding(request.args).remembered(),
    }


def found(session: Session, request_id: int) -> dict[str, Any]:
    shown = standing(session, request_id)
    sought: Sought = shown["sought"]
    activity = activities.offer(session, sought.activity_id)
    ground = grounds.ground(session, current.now())
    form = Finding(request.args)
    matches = matching.matches(
        session, sought.wishes, activity, ground, not_of=sought.account_id, only_fresh=form.fresh.data
    )
    in_line = {one.advocate_id for one in shown["places"]}
    free = [(one, card(one.line, ground), notes(one)) for one in matches.free if one.line.id not in in_line]
    return shown | {
        "activity": activity,
        "matches": matches,
        "fitting": [each for each in free if each[0].met or not matches.wanted],
        "others": [each for each in free if matches.wanted and not each[0].met],
        "near": [near_miss(one, activity, ground) for one in matches.near if one.line.id not in in_line],
        "gap": ground.policy.gap(activity.effort),
        "sentence": sentence(sought, activity),
        "form": form,
    }


def notes(one: matching.Match) -> list[str]:
    """Why only a person asks them."""
    alone = ["“Ask me first”: only you can ask, with a note of your own. Never next in turn"] if one.asks_first else []
    return alone + [f"{warning} Asking takes a reason. Never next in turn" for warning in one.warnings]


def near_miss(one: matching.NearMiss, activity: Offer, ground: Ground) -> tuple[Any, str, str, str]:
    """The line of a table: whose, why not, when next, and where something can be done about it."""
    of, today = card(one.line, ground), ground.today
    stale = f"{last_confirmed(one.stale[0], today)}." if one.stale else ""
    if one.obstacle is None:
        url = url_for("admin.advocate", advocate_id=one.line.id, _anchor="freshness")
        return of, stale, f"When {of.given_name} confirms it", url
    why = " ".join(part for part in (refusals.why(one.obstacle, activity.plural), stale) if part)
    return of, why, refusals.when(one.obstacle, activity.plural, today), ""


def sentence(sought: Sought, activity: Offer) -> str:
    """What whoever is asked will read."""
    return sentences.sentence(
        activity.question,
        minutes=activity.minutes,
        role=sought.other_role,
        industry=sought.other_industry,
        happen_by=sought.needed_by,
        today=current.today(),
    )


def facts(session: Session, request_id: int, advocate_id: int, form: Asking) -> dict[str, Any]:
    """Everything the page of one ask shows. Raises NotFound."""
    sought = queries.sought(session, request_id)
    activity = activities.offer(session, sought.activity_id)
    if activity.archived:
        raise NotFound
    ground = grounds.ground(session, current.now())
    view = advocates.one(session, advocate_id)
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
    usual = ground.today + timedelta(days=programs.current(session).reply_days)
    return {
        "sought": sought,
        "activity": activity,
        "profile": view.profile,
        "form": form,
        "warnings": warnings,
        "needs": Needs(reason=bool(warnings), note=view.standing.answer(activity.id) is Answer.ASK_FIRST),
        "blocked": refusals.sentence(obstacle, activity.plural, None, ground.today) if obstacle else "",
        "back": matches_url(request_id),
        "fresh": Finding(request.args).remembered(),
        "quiets": quiets(view.standing, ground),
        "reply_by": min(usual, sought.needed_by),
        "sentence": sentence(sought, activity),
    }
