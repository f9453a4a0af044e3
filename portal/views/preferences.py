"""What an advocate is happy to do, how often, breaks and consents."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import Blueprint, Response, url_for

from portal.domain.errors import Refused
from portal.domain.kinds import Effort
from portal.domain.operations import preferences as operations
from portal.domain.operations.preferences import Wishes
from portal.domain.queries import preferences as queries
from portal.domain.queries import programs
from portal.domain.queries.preferences import OfferedActivity, Preferences
from portal.domain.rules.caps import Policy
from portal.forms import preferences as forms
from portal.web import access, current, responses
from portal.web.quiets import Quiet, quiet

blueprint = Blueprint("preferences", __name__)


@dataclass(frozen=True)
class Ground:
    """What the page is made from."""

    preferences: Preferences
    activities: tuple[OfferedActivity, ...]
    policy: Policy
    rest_after: int


@blueprint.get("/preferences")
@access.advocate
def show() -> Response:
    ground = read()
    return responses.page("preferences/show.html", "preferences/_form.html", **context(ground, filled(ground)))


@blueprint.post("/preferences")
@access.advocate
def save() -> Response:
    ground = read()
    form = form_of(ground)
    if not form.fits(current.today()):
        return responses.again("preferences/show.html", "preferences/_form.html", **context(ground, form))
    try:
        keep(form, ground)
    except Refused as refusal:
        return responses.refused(refusal, "preferences/show.html", "preferences/_form.html", **context(read(), form))
    ground = read()
    return responses.done(
        url_for("preferences.show"),
        "preferences/_form.html",
        said="Your preferences are saved.",
        **context(ground, filled(ground)),
    )


@blueprint.post("/pause/end")
@access.advocate
def end_break() -> Response:
    viewer = current.signed_in()
    with current.writing() as session:
        operations.end_break(
            session, advocate_id=viewer.advocate_id or 0, actor_id=viewer.id, now=current.moment(session)
        )
    return responses.done(url_for("home.show"), said="Welcome back. Your break is over.")


def keep(form: forms.Saving, ground: Ground) -> None:
    viewer = current.signed_in()
    with current.writing() as session:
        now = current.moment(session)
        mine: dict[str, Any] = {"advocate_id": viewer.advocate_id or 0, "actor_id": viewer.id, "now": now}
        operations.save(session, wishes=wishes(form, ground), **mine)
        if form.pause.data == "no":
            operations.end_break(session, **mine)
        else:
            until: date | None = form.until.data if form.pause.data == "date" else None
            operations.take_break(session, until=until, today=current.today(), **mine)


def wishes(form: forms.Saving, ground: Ground) -> Wishes:
    said, chosen, policy = form.wishes(ground.activities), ground.preferences.standing, ground.policy
    return replace(
        said,
        high_gap=forms.gap_kept(Effort.HIGH, said.high_gap, chosen.high_gap, policy),
        low_gap=forms.gap_kept(Effort.LOW, said.low_gap, chosen.low_gap, policy),
    )


def read() -> Ground:
    advocate_id = current.signed_in().advocate_id or 0
    with current.reading() as session:
        program = programs.current(session)
        return Ground(
            preferences=queries.of_advocate(session, advocate_id),
            activities=queries.offered(session),
            policy=programs.policy(program),
            rest_after=program.rest_after,
        )


def form_of(ground: Ground, data: dict[str, Any] | None = None) -> forms.Saving:
    """From what was sent or, with `data`, from what was saved."""
    made = forms.fields_for(forms.Saving, ground.activities)
    form: forms.Saving = made(formdata=None, data=data) if data is not None else made()
    form.offer(ground.policy)
    return form


def filled(ground: Ground) -> forms.Saving:
    return form_of(ground, forms.chosen_before(ground.preferences, ground.policy, current.today()))


def context(ground: Ground, form: forms.Saving) -> dict[str, Any]:
    return {
        "form": form,
        "classes": [(effort, list(form.lines(ground.activities, effort))) for effort in Effort],
        "quiets": {effort: where(ground, effort) for effort in Effort},
        "preferences": ground.preferences,
        "rest_after": ground.rest_after,
    }


def where(ground: Ground, effort: Effort) -> Quiet:
    standing, today = ground.preferences.standing, current.today()
    view = quiet(
        standing,
        effort,
        ground.policy,
        activities=frozenset(activity.id for activity in ground.activities if activity.effort is effort),
        today=today,
        to_them=True,
        what=forms.becomes(standing, effort, ground.policy, today),
    )
    return replace(view, name="Where you are now")
