"""One person whom somebody named: everything said about them, and each possible decision (NOM-1)."""

from collections.abc import Callable
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from admin.blueprint import blueprint
from admin.forms.nominations import Passing
from portal.domain.errors import Refused
from portal.domain.operations import nominations
from portal.domain.queries import grounds, searches, signals
from portal.domain.queries import nominations as queries
from portal.domain.queries.nominations import Alike, Tab
from portal.domain.rules.searches import Criteria
from portal.web import access, current, responses

PAGE = "admin/nominations/show.html"
OFFERED = 10
"""People that a search for the same person offers."""


@blueprint.get("/nominations/<int:nomination_id>")
@access.team
def nomination(nomination_id: int) -> Response:
    with current.reading() as session:
        return responses.page(PAGE, form=Passing(), **facts(session, nomination_id))


@blueprint.post("/nominations/<int:nomination_id>/invitation")
@access.team
def invite_nominee(nomination_id: int) -> Response:
    """They become a candidate and are invited in the same step, or nothing happens at all."""

    def invite(session: Session) -> None:
        nominations.undecided(session, nomination_id)
        outcome = nominations.invite(
            session,
            nomination_ids=[nomination_id],
            actor_id=current.signed_in().id,
            address_hashes=current.links().address_hashes,
            now=current.moment(session),
        )
        for _, sentence in outcome.left_out:
            raise Refused("left_out", sentence)

    return changed(nomination_id, invite, said="They are invited")


@blueprint.post("/nominations/<int:nomination_id>/passing")
@access.team
def pass_nominee(nomination_id: int) -> Response:
    form = Passing(request.form)
    if not form.validate():
        with current.reading() as session:
            return responses.again(PAGE, form=form, **facts(session, nomination_id))

    def pass_over(session: Session) -> None:
        nominations.undecided(session, nomination_id)
        nominations.pass_over(
            session,
            nomination_ids=[nomination_id],
            reason=form.reason(),
            actor_id=current.signed_in().id,
            now=current.moment(session),
        )

    return changed(nomination_id, pass_over, said="Not now. Nothing was sent to them", form=form)


@blueprint.post("/nominations/<int:nomination_id>/merging")
@access.team
def merge_nominee(nomination_id: int) -> Response:
    return changed(
        nomination_id,
        lambda session: nominations.merge(
            session,
            nomination_id=nomination_id,
            advocate_id=request.form.get("advocate", 0, type=int),
            actor_id=current.signed_in().id,
            now=current.moment(session),
        ),
        said="It is the same person. Nothing was sent to them",
    )


@blueprint.post("/nominations/<int:nomination_id>/reopening")
@access.team
def reopen_nominee(nomination_id: int) -> Response:
    return changed(
        nomination_id,
        lambda session: nominations.reopen(
            session, nomination_id=nomination_id, actor_id=current.signed_in().id, now=current.moment(session)
        ),
        said="Back in the queue",
    )


@blueprint.post("/nominations/<int:nomination_id>/owner")
@access.team
def assign_nominee(nomination_id: int) -> Response:
    return changed(
        nomination_id,
        lambda session: nominations.assign(
            session,
            nomination_ids=[nomination_id],
            owner_id=request.form.get("owner", type=int),
            actor_id=current.signed_in().id,
            now=current.moment(session),
        ),
        said="The owner is changed",
    )


def changed(
    nomination_id: int, change: Callable[[Session], object], *, said: str, form: Passing | None = None
) -> Response:
    try:
        with current.writing() as session:
            change(session)
    except Refused as refusal:
        with current.reading() as session:
            return responses.refused(refusal, PAGE, form=form or Passing(), **facts(session, nomination_id))
    with current.reading() as session:
        waits = queries.one(session, nomination_id).tab is Tab.REVIEW
    there = url_for("admin.nomination", nomination_id=nomination_id) if waits else url_for("admin.nominations")
    return responses.done(there, said=said)


def facts(session: Session, nomination_id: int) -> dict[str, Any]:
    line = queries.one(session, nomination_id)
    waits = line.tab is Tab.REVIEW
    same = queries.likely(session, name=line.name, email=line.email, company=line.company or "") if waits else []
    sought = request.args.get("q", "").strip()[:100]
    return {
        "line": line,
        "same": same,
        "sought": sought,
        "others": others(session, sought, but={one.advocate_id for one in same}) if sought else [],
        "team": queries.team(session),
        "heard": signals.evidence(session, [nomination_id], today=current.today()),
    }


def others(session: Session, sought: str, *, but: set[int | None]) -> list[Alike]:
    """Whom the team's own search finds."""
    found = searches.newest(session, Criteria(words=sought), grounds.ground(session, current.now()), limit=OFFERED)
    return queries.named(session, [one for one in found if one not in but])
