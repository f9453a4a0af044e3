"""One's own content: approving the exact words, changing and revoking them (CON-1). Each takes a session (ID-3)."""

from datetime import datetime

from flask import Blueprint, Response, url_for
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import ContentState, Use
from portal.domain.operations import contents as operations
from portal.domain.queries import contents as queries
from portal.domain.queries.contents import OwnContent
from portal.forms import contents as forms
from portal.views.contents.pages import (
    FRAGMENT,
    PAGE,
    REVOKING,
    agreed_beside,
    context,
    form_for,
    groups,
    owned,
    read,
    revoking,
)
from portal.web import access, current, responses

blueprint = Blueprint("contents", __name__)


@blueprint.get("/contents")
@access.advocate
def index() -> Response:
    with current.reading() as session:
        found = queries.of_advocate(session, current.signed_in().advocate_id or 0, current.today())
    return responses.page("contents/index.html", groups=groups(found), number=len(found))


@blueprint.get("/contents/<int:content_id>")
@access.advocate
def show(content_id: int) -> Response:
    return responses.page(PAGE, FRAGMENT, **context(content_id))


@blueprint.post("/contents/<int:content_id>/answer")
@access.advocate
def answer(content_id: int) -> Response:
    try:
        with current.writing() as session:
            content = owned(session, content_id).content
            form = form_for(content)
            fits = form.fits() and form.says_something(content)
            if fits:
                give(session, content, form, now=current.moment(session))
    except Refused as refusal:
        return responses.refused(refusal, PAGE, FRAGMENT, **context(content_id, refused=form))
    if not fits:
        return responses.again(PAGE, FRAGMENT, **context(content_id, form))
    page = url_for("contents.show", content_id=content_id)
    if not responses.wants_fragment():
        return responses.elsewhere(page)
    return responses.done(page, FRAGMENT, **context(content_id))


@blueprint.post("/contents/<int:content_id>/words")
@access.advocate
def create_words(content_id: int) -> Response:
    """The advocate changes what was approved: off every list until they approve the new words."""
    form, (content, _) = forms.OwnWords(), read(content_id)
    if not form.validate() or not form.says_something(content):
        return responses.again(PAGE, FRAGMENT, **context(content_id, rewording=form))
    try:
        with current.writing() as session:
            operations.reword(
                session,
                content_id=owned(session, content_id).content.id,
                version=form.version.number(),
                words=form.words.data or "",
                actor_id=current.signed_in().id,
                now=current.moment(session),
            )
    except Refused as refusal:
        return responses.refused(refusal, PAGE, FRAGMENT, **context(content_id, rewording=form))
    page = url_for("contents.show", content_id=content_id)
    return responses.done(page, FRAGMENT, said="The team has your words. Nothing is used now.", **context(content_id))


@blueprint.get("/contents/<int:content_id>/revocation")
@access.advocate
def new_revocation(content_id: int) -> Response:
    """The question before what can't be undone."""
    content, agreed = read(content_id)
    return responses.page(REVOKING, **revoking(content, agreed))


@blueprint.post("/contents/<int:content_id>/revocation")
@access.advocate
def create_revocation(content_id: int) -> Response:
    content, agreed = read(content_id)
    form = forms.Revocation()
    form.offer(agreed_beside(content, agreed))
    if content.state is not ContentState.REVOKED and not form.validate():
        return responses.again(REVOKING, **revoking(content, agreed, form))
    try:
        with current.writing() as session:
            take_back(session, content, form, now=current.moment(session))
    except Refused as refusal:
        return responses.refused(refusal, REVOKING, **revoking(content, agreed, form))
    return responses.done(url_for("contents.show", content_id=content_id), said="Taken back. It counts from now on.")


def take_back(session: Session, content: OwnContent, form: forms.Revocation, *, now: datetime) -> None:
    actor_id = current.signed_in().id
    if form.what.data == "all" or content.state is ContentState.REVOKED:
        operations.revoke(session, content_id=content.id, actor_id=actor_id, now=now)
    else:
        uses = [Use(form.what.data)]
        operations.revoke_uses(session, content_id=content.id, uses=uses, actor_id=actor_id, now=now)


def give(session: Session, content: OwnContent, form: forms.Approval, *, now: datetime) -> None:
    """To the version that the page showed."""
    version, actor_id = form.version.number(), current.signed_in().id
    match form.answer.data:
        case "yes":
            operations.approve(
                session,
                content_id=content.id,
                version=version,
                extras=form.ticked(),
                ends_on=form.ends_on.data,
                actor_id=actor_id,
                now=now,
            )
        case "words":
            operations.reword(
                session,
                content_id=content.id,
                version=version,
                words=form.words.data or "",
                actor_id=actor_id,
                now=now,
            )
        case "no":
            operations.decline(
                session,
                content_id=content.id,
                version=version,
                reason=form.reason.data or None,
                actor_id=actor_id,
                now=now,
            )
        case _:
            raise NotFound
