"""One's own accounts: notes about their people, and leaving an account alone for a while (ID-4)."""

from typing import Any

from flask import Response, url_for
from sqlalchemy.orm import Session

from portal.domain.errors import Refused
from portal.domain.operations import relationships
from portal.domain.queries import relationships as queries
from portal.forms.relationships import LeaveAlone, Note
from portal.views.colleagues.blueprint import blueprint
from portal.web import access, current, responses

PAGE = "colleagues/accounts/show.html"


@blueprint.get("/accounts/<int:account_id>")
@access.colleague
def account(account_id: int) -> Response:
    with current.reading() as session:
        return responses.page(PAGE, form=LeaveAlone(), **shown(session, account_id))


@blueprint.post("/accounts/<int:account_id>/truce")
@access.colleague
def create_truce(account_id: int) -> Response:
    form = LeaveAlone()
    with current.reading() as session:
        facts = shown(session, account_id)
    if not form.validate() or form.until.data is None:
        return responses.again(PAGE, form=form, **facts)
    try:
        with current.writing() as session:
            relationships.leave_alone(
                session,
                account_id=account_id,
                until=form.until.data,
                why=form.why.data or "",
                csm_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, PAGE, form=form, **facts)
    return back(account_id, "Kept. Until then an ask there needs a reason")


@blueprint.post("/accounts/<int:account_id>/truce/end")
@access.colleague
def end_truce(account_id: int) -> Response:
    with current.writing() as session:
        relationships.end(session, account_id=account_id, csm_id=current.signed_in().id, now=current.moment(session))
    return back(account_id, "Its people can be asked again as before")


@blueprint.post("/people/<int:advocate_id>/notes")
@access.colleague
def create_note(advocate_id: int) -> Response:
    form, me = Note(), current.signed_in().id
    if not form.validate() or not form.body.data:
        with current.reading() as session:
            facts = shown(session, queries.own_person(session, advocate_id, me))
        return unkept(facts, f"person-{advocate_id}", form, "Write something first.")
    with current.writing() as session:
        account_id = relationships.note(
            session, advocate_id=advocate_id, body=form.body.data, csm_id=me, now=current.moment(session)
        )
    return back(account_id, "The note is kept")


@blueprint.post("/notes/<int:note_id>")
@access.colleague
def revise_note(note_id: int) -> Response:
    """Emptied, the note is removed."""
    form, me = Note(), current.signed_in().id
    if not form.validate():
        with current.reading() as session:
            facts = shown(session, queries.own_note(session, note_id, me))
        return unkept(facts, f"note-{note_id}", form, "")
    with current.writing() as session:
        account_id = relationships.revise(
            session, note_id=note_id, body=form.body.data or "", csm_id=me, now=current.moment(session)
        )
    return back(account_id, "The note is changed" if form.body.data else "The note is removed")


def unkept(facts: dict[str, Any], field: str, form: Note, missing: str) -> Response:
    """The page again with the typing in its place; `field` is the control's id."""
    problems = [{"target": field, "message": message} for message in form.body.errors or [missing]]
    typed = {field: form.body.data or ""}
    return responses.again(PAGE, form=LeaveAlone(formdata=None), **{**facts, "problems": problems, "typed": typed})


def back(account_id: int, said: str) -> Response:
    return responses.done(url_for("colleagues.account", account_id=account_id), said=said)


def shown(session: Session, account_id: int) -> dict[str, Any]:
    found = queries.own_account(session, account_id, current.signed_in().id)
    return {"account": found, "people": queries.own_people(session, account_id), "problems": [], "typed": {}}
