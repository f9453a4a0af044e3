"""Signing in with a company account (ID-1). An account is linked only by a person who is signed in."""

import structlog
from flask import Blueprint, Response, request, url_for

from portal.domain.errors import Refused
from portal.domain.operations import identities
from portal.domain.operations.identities import Claim
from portal.settings import Provider
from portal.views.sessions import enter
from portal.web import access, current, linking, responses, sessions, sso
from portal.web.security import local_path
from portal.web.sso import Identity

blueprint = Blueprint("sso", __name__)
log = structlog.get_logger()


@blueprint.get("/sso/<name>")
@access.anyone
def start(name: str) -> Response:
    """A link, not a form: the content policy would stop a form that ends at the provider."""
    provider = sso.named(name)
    try:
        address = sso.address(provider, next_path=local_path(request.args.get("next")))
    except sso.Unproven as problem:
        return failed(provider, problem)
    return responses.elsewhere(address)


@blueprint.get("/sso/<name>/callback")
@access.anyone
def callback(name: str) -> Response:
    provider = sso.named(name)
    try:
        identity = sso.answered(provider)
    except sso.Unproven as problem:
        return failed(provider, problem)
    secret = entered(identity)
    if secret is not None:
        return enter(secret, identity.next_path)
    linking.remember(identity)
    return responses.elsewhere(url_for("sso.link") if current.viewer() else url_for("sessions.new"))


def entered(identity: Identity) -> str | None:
    """The secret of a new login; None for an account that nobody here has."""
    provider = identity.provider
    claim = Claim(
        provider=provider.name,
        issuer=provider.issuer,
        subject=identity.subject,
        email=identity.email if identity.email_verified else "",
        name=identity.name,
    )
    with current.writing() as session:
        known = identities.recognise(
            session, claim=claim, admit=provider.audience == "staff", now=current.moment(session)
        )
        if known is None:
            return None
        return sessions.begin(session, person_id=known.person_id, role=known.role, method=f"sso {provider.name}")


def failed(provider: Provider, problem: sso.Unproven) -> Response:
    log.warning("sso.refused", provider=provider.name, reason=str(problem), request=current.request_id())
    return responses.page("sso/failed.html", status=403, label=provider.label)


@blueprint.get("/sso/link")
@access.signed_in
def link() -> Response:
    pending = linking.pending()
    if pending is None:
        return responses.elsewhere(url_for("sessions.landing"))
    return responses.page("sso/link.html", pending=pending)


@blueprint.post("/sso/link")
@access.signed_in
def make_link() -> Response:
    pending = linking.pending()
    linking.forget()
    if pending is None:
        return responses.elsewhere(url_for("sessions.landing"))
    claim = Claim(
        provider=pending.provider, issuer=pending.issuer, subject=pending.subject, email="", name=pending.called
    )
    try:
        with current.writing() as session:
            identities.link(session, person_id=current.signed_in().id, claim=claim, now=current.moment(session))
    except Refused as refusal:
        return responses.done(url_for("sessions.landing"), said=refusal.sentence)
    return responses.done(url_for("sessions.landing"), said=f"From now on {pending.label} signs you in too.")
