"""Invitations to join: how each stands, and inviting one, a selection or an import's people (CAP-9)."""

from collections.abc import Sequence
from typing import Any

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from admin.blueprint import blueprint
from admin.forms.invitations import NewInvitations
from portal.domain.errors import Refused
from portal.domain.kinds import InvitationState
from portal.domain.operations import invitations
from portal.domain.queries import imports, programs
from portal.domain.queries import invitations as queries
from portal.domain.rules.invitations import WHY
from portal.domain.rules.sentences import plain_day
from portal.web import access, current, responses
from portal.words import count_of

LISTED = 100
TABS = {
    InvitationState.OPEN: "Await an answer",
    InvitationState.ACCEPTED: "Joined",
    InvitationState.DECLINED: "No thanks",
    InvitationState.EXPIRED: "Not answered",
    InvitationState.WITHDRAWN: "Withdrawn",
    InvitationState.UNDELIVERED: "Came back",
}
PAGE, FRAGMENT = "admin/invitations/index.html", "admin/invitations/_list.html"
NEW = "admin/invitations/new.html"


@blueprint.get("/invitations", endpoint="invitations")
@access.team
def index() -> Response:
    with current.reading() as session:
        return responses.page(PAGE, FRAGMENT, **listed(session))


@blueprint.get("/invitations/new")
@access.team
def new_invitations() -> Response:
    with current.reading() as session:
        return responses.page(NEW, form=NewInvitations(), **chosen(session))


@blueprint.post("/invitations")
@access.team
def create_invitations() -> Response:
    form = NewInvitations(request.form)
    everybody = import_id() is not None and request.form.get("who") == "all"
    ticked = request.form.getlist("id", type=int)
    if not form.validate() or not (ticked or everybody):
        problem = "" if form.errors else "Tick at least one person."
        with current.reading() as session:
            return responses.again(NEW, **{**chosen(session), "form": form, "nobody": problem})
    with current.writing() as session:
        outcome = invitations.invite(
            session,
            advocate_ids=in_import(session) if everybody else ticked,
            inviter_id=current.signed_in().id,
            note=form.note.data or None,
            import_id=import_id(),
            address_hashes=current.links().address_hashes,
            now=current.moment(session),
        )
    return responses.done(url_for("admin.invitations"), said=told(outcome))


@blueprint.post("/invitations/<int:invitation_id>/withdrawal")
@access.team
def create_withdrawal(invitation_id: int) -> Response:
    try:
        with current.writing() as session:
            invitations.withdraw(
                session,
                invitation_id=invitation_id,
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        with current.reading() as session:
            return responses.refused(refusal, PAGE, FRAGMENT, **listed(session))
    with current.reading() as session:
        shown = listed(session)
    return responses.done(url_for("admin.invitations"), FRAGMENT, said="The invitation is withdrawn", **shown)


def listed(session: Session) -> dict[str, Any]:
    key = request.args.get("state", InvitationState.OPEN.value)
    state = InvitationState(key) if key in set(InvitationState) else InvitationState.OPEN
    lines = queries.page(session, state=state, before=request.args.get("before", type=int))
    counts = queries.counts(session)
    return {
        "state": state,
        "lines": lines[: queries.PAGE],
        "older": lines[queries.PAGE - 1].id if len(lines) > queries.PAGE else None,
        "total": sum(counts.values()),
        "tabs": [
            (words, url_for("admin.invitations", state=one), one is state, counts[one]) for one, words in TABS.items()
        ],
    }


def import_id() -> int | None:
    return request.values.get("import_id", type=int)


def in_import(session: Session) -> Sequence[int]:
    return queries.from_import(session, import_id() or 0, limit=invitations.AT_ONCE)


def chosen(session: Session) -> dict[str, Any]:
    run = import_id()
    if run is not None:
        imports.one(session, run)
    wanted = in_import(session) if run is not None else request.values.getlist("id", type=int)
    found = queries.previews(
        session,
        list(dict.fromkeys(wanted)),
        address_hashes=current.links().address_hashes,
        today=programs.today(programs.current(session), current.now()),
        now=current.now(),
    )
    free = [one for one in found if one.obstacle is None]
    return {
        "import_id": run,
        "free": free[:LISTED],
        "how_many": len(free),
        "ticked": set(request.form.getlist("id", type=int)) if request.method == "POST" else set(),
        "left_out": [(one, why(one)) for one in found if one.obstacle],
        "nobody": "",
    }


def why(one: queries.Preview) -> str:
    if one.obstacle is None:
        return ""
    words = WHY[one.obstacle.reason]
    return (
        f"{words} Next possible {plain_day(one.obstacle.next_on, current.today())}." if one.obstacle.next_on else words
    )


def told(outcome: invitations.Invited) -> str:
    parts = [f"{count_of(len(outcome.invited), 'person is', 'people are')} invited"]
    if outcome.left_out:
        parts.append(f"{count_of(len(outcome.left_out), 'was', 'were')} left out")
    if outcome.over:
        parts.append(f"{count_of(outcome.over, 'more', 'more')} can be invited after that")
    return ", ".join(parts)
