"""Candidates whom something was heard of: many worked through at once, and a call taken in (NOM-2, NOM-3)."""

import re

from flask import Response, request, url_for
from werkzeug.datastructures import FileStorage

from admin.blueprint import blueprint
from admin.forms.fields import add_problem
from admin.forms.signals import NewCall
from admin.views.signals import LIST, PAGE, listed
from portal.domain.errors import Refused
from portal.domain.operations import signals
from portal.domain.operations.signals import Outcome
from portal.web import access, current, responses
from portal.words import count_of

NEW = "admin/signals/new.html"
NAMED = re.compile(r"decision-([1-9][0-9]{0,17})")
INVITE, PASS_OVER = "invite", "pass"
MOST_BYTES = 1 << 20


@blueprint.post("/signals/decisions")
@access.team
def create_signal_decisions() -> Response:
    """All those chosen, or none. Who was decided about meanwhile stays so; pressed twice it happens once."""
    chosen = decisions()
    if not chosen:
        with current.reading() as session:
            return responses.again(PAGE, LIST, **listed(session, problem="Choose for at least one person."))
    try:
        with current.writing() as session:
            outcome = signals.decide(
                session,
                invite=[key for key, decision in chosen.items() if decision == INVITE],
                pass_over=[key for key, decision in chosen.items() if decision == PASS_OVER],
                actor_id=current.signed_in().id,
                address_hashes=current.links().address_hashes,
                now=current.moment(session),
            )
    except Refused as refusal:
        with current.reading() as session:
            return responses.refused(refusal, PAGE, LIST, **listed(session, ticked=chosen))
    said = told(outcome)
    with current.reading() as session:
        if outcome.left_out:
            context = listed(session, left_out=outcome.left_out, said=said)
            return responses.page(PAGE, LIST, status=409, **context)
        context = listed(session)
    return responses.done(url_for("admin.signals", **context["chosen"]), LIST, **context | {"said": said})


@blueprint.get("/signals/calls/new")
@access.team
def new_call() -> Response:
    return responses.page(NEW, form=NewCall(data={"on": current.today()}))


@blueprint.post("/signals/calls")
@access.team
@access.upload(MOST_BYTES + (1 << 19))
def create_call() -> Response:
    form = NewCall(request.form)
    words, problem = said_in(request.files.get("file"), form.words.data or "")
    on = form.on.data
    valid = form.validate()
    if problem:
        add_problem(form, "words", problem)
    if on and on > current.today():
        add_problem(form, "on", "Choose a day that has come.")
    if not valid or form.errors or on is None:
        return responses.again(NEW, form=form)
    try:
        with current.writing() as session:
            signal_id = signals.take_in_call(
                session,
                name=form.name.data or "",
                email=form.email.data or "",
                company=form.company.data or None,
                on=on,
                text=words,
                actor_id=current.signed_in().id,
                address_hashes=current.links().address_hashes,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, NEW, form=form)
    return responses.done(url_for("admin.signal", signal_id=signal_id), said="The call is read")


def decisions() -> dict[int, str]:
    """By nomination; who waits on is left out."""
    found = ((NAMED.fullmatch(name), value) for name, value in request.form.items())
    return {int(named[1]): value for named, value in found if named and value in {INVITE, PASS_OVER}}


def told(outcome: Outcome) -> str:
    parts = []
    if outcome.invited:
        parts.append(f"{count_of(len(outcome.invited), 'person', 'people')} invited")
    if outcome.passed_over:
        parts.append(f"{count_of(len(outcome.passed_over), 'person', 'people')} left for another time")
    if parts:
        return ", ".join(parts)
    return "" if outcome.left_out else "All of these had been decided about already"


def said_in(file: FileStorage | None, pasted: str) -> tuple[str, str]:
    """The words of the file, else those pasted; and what is wrong with them."""
    content = file.read(MOST_BYTES + 1) if file and file.filename else b""
    if not content:
        return pasted, "" if pasted else "Paste the transcript, or choose a file."
    if len(content) > MOST_BYTES:
        return "", "The file is larger than 1 MB. Take in a part of it."
    if b"\0" in content:
        return "", "This is not a text file. Save the transcript as text and upload that."
    try:
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), ""
