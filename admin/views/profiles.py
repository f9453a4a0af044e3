"""One advocate: their page, correcting what is written about them, their way through the program."""

from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from admin import wishes
from admin.blueprint import blueprint
from admin.cards import quiets
from admin.forms.advocates import CHANNELS, Correction
from admin.forms.notes import NewNote
from admin.freshness import standing
from admin.histories import history
from admin.states import ASKS, CONTENTS
from portal.domain.errors import Refused
from portal.domain.kinds import Stage
from portal.domain.operations import candidates
from portal.domain.operations import stages as operations
from portal.domain.operations.candidates import Details
from portal.domain.queries import advocates, appearances, contents, feedback, freshness, interviews, stages
from portal.domain.rules.appearances import KINDS as KINDS_OF_APPEARANCE
from portal.domain.rules.contents import KINDS
from portal.web import access, current, responses


@blueprint.get("/advocates/<int:advocate_id>")
@access.team
def advocate(advocate_id: int) -> Response:
    with current.reading() as session:
        return responses.page("admin/profiles/show.html", **facts(session, advocate_id))


@blueprint.get("/advocates/<int:advocate_id>/details")
@access.team
def edit_advocate(advocate_id: int) -> Response:
    with current.reading() as session:
        profile = advocates.one(session, advocate_id).profile
    return responses.page("admin/profiles/edit.html", profile=profile, form=Correction(obj=profile))


@blueprint.post("/advocates/<int:advocate_id>/details")
@access.team
def correct_advocate(advocate_id: int) -> Response:
    form = Correction(request.form)
    if not form.validate():
        with current.reading() as session:
            profile = advocates.one(session, advocate_id).profile
        return responses.again("admin/profiles/edit.html", profile=profile, form=form)
    with current.writing() as session:
        changed = candidates.correct(
            session,
            advocate_id=advocate_id,
            details=details(form),
            actor_id=current.signed_in().id,
            now=current.moment(session),
        )
    said = "The details are saved" if changed else "Nothing was different"
    return responses.done(url_for("admin.advocate", advocate_id=advocate_id), said=said)


@blueprint.post("/advocates/<int:advocate_id>/interview", endpoint="note_interview", defaults={"to": "interviewed"})
@blueprint.post("/advocates/<int:advocate_id>/confirmation", endpoint="confirm_advocate", defaults={"to": "confirmed"})
@access.team
def move(advocate_id: int, to: str) -> Response:
    try:
        with current.writing() as session:
            operations.move(
                session,
                advocate_id=advocate_id,
                stage=Stage(to),
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return refused(advocate_id, refusal)
    return responses.done(url_for("admin.advocate", advocate_id=advocate_id), said=f"Noted: {to}")


@blueprint.post("/advocates/<int:advocate_id>/validation")
@access.team
def validate_advocate(advocate_id: int) -> Response:
    with current.writing() as session:
        operations.validate(
            session, advocate_id=advocate_id, actor_id=current.signed_in().id, now=current.moment(session)
        )
    return responses.done(url_for("admin.advocate", advocate_id=advocate_id), said="The details count as checked")


def facts(session: Session, advocate_id: int) -> dict[str, Any]:
    """Everything that the advocate's page shows."""
    view = advocates.one(session, advocate_id)
    ground = advocates.ground(session, current.now())
    groups = wishes.groups(view, ground)
    return {
        "view": view,
        "profile": view.profile,
        "ground": ground,
        "groups": groups,
        "state": wishes.state_of(view, groups, ground.today),
        "quiets": quiets(view.standing, ground),
        "signs": ASKS,
        "history": history(
            view.asks,
            stages.steps(session, advocate_id),
            zone=current.program().time_zone,
            today=ground.today,
        ),
        "interviews": interviews.of_advocate(session, advocate_id),
        "feedback": feedback.about(session, advocate_id),
        "proofs": contents.proofs(session, advocate_id, ground.today),
        "appearances": appearances.of_advocate(session, advocate_id),
        "appearance_kinds": KINDS_OF_APPEARANCE,
        "content_signs": CONTENTS,
        "content_kinds": KINDS,
        "fresh": standing(
            freshness.candidates(
                session, [advocate_id], address_hashes=current.links().address_hashes, today=ground.today
            ).get(advocate_id),
            ground.today,
        ),
        "channel": CHANNELS[view.profile.channel],
        "note": NewNote(),
        "contact": None,
    }


def refused(advocate_id: int, refusal: Refused) -> Response:
    with current.reading() as session:
        return responses.refused(refusal, "admin/profiles/show.html", **facts(session, advocate_id))


def details(form: Correction) -> Details:
    return Details(
        name=form.name.data or "",
        title=form.title.data or None,
        company=form.company.data or "",
        persona=form.persona.data or None,
        region=form.region.data or None,
        languages=form.languages.items(),
        products=form.products.items(),
        use_cases=form.use_cases.items(),
        outcomes=form.outcomes.data or None,
        score=form.score.data,
        score_on=form.score_on.data,
    )
