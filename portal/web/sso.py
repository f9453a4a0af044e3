"""OpenID Connect: code flow with PKCE, state and nonce; what comes back is believed only when all of it fits (S10)."""

from dataclasses import dataclass
from typing import Any, cast

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import FlaskOAuth2App, OAuth
from flask import Flask, current_app, request, url_for
from flask import session as cookie
from joserfc.errors import JoseError
from requests import RequestException

from portal.domain.errors import NotFound
from portal.settings import Provider, Settings
from portal.web import current
from portal.web.forms import is_address

EXTENSION = "portal.sso"
ALGORITHMS = ("RS256", "PS256", "ES256", "Ed25519", "EdDSA")
"""Signatures by a key pair. Never "none", and no secret that both sides hold."""

LONGEST_TOKEN = 16_384
SECONDS = 10
CLOCKS_DIFFER_BY = 60
DISCOVERY = "/.well-known/openid-configuration"


class Unproven(Exception):
    """The provider's answer does not prove who is there. The reason is for the log, not for the page."""


@dataclass(frozen=True)
class Identity:
    """Who the provider says is there: the pair of issuer and subject. The address is what they call themselves."""

    provider: Provider
    subject: str
    email: str
    email_verified: bool
    name: str
    next_path: str | None


def join(app: Flask, settings: Settings) -> None:
    oauth = OAuth(app)
    for provider in settings.providers:
        oauth.register(
            provider.name,
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            server_metadata_url=provider.issuer.rstrip("/") + DISCOVERY,
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "default_timeout": SECONDS,
            },
        )
    app.extensions[EXTENSION] = oauth


def named(name: str) -> Provider:
    found = next((provider for provider in current.settings().providers if provider.name == name), None)
    if found is None:
        raise NotFound
    return found


def address(provider: Provider, *, next_path: str | None) -> str:
    """Where the person signs in. What is needed to check the answer stays in this browser's cookie."""
    client = _client(provider)
    try:
        _metadata(provider)
        made = client.create_authorization_url(_callback(provider))
    except (RequestException, OAuthError, ValueError, RuntimeError) as error:
        raise Unproven(f"no metadata: {type(error).__name__}") from error
    for key in [key for key in cookie if key.startswith("_state_")]:
        cookie.pop(key)
    client.save_authorize_data(
        state=made["state"], nonce=made["nonce"], code_verifier=made["code_verifier"], next_path=next_path
    )
    return str(made["url"])


def answered(provider: Provider) -> Identity:
    """Who came back from the provider. Raises Unproven for everything that does not fit; an answer counts once."""
    asked = _asked(provider)
    try:
        _check_answer(provider)
        claims = _claims(provider, asked)
    except (RequestException, OAuthError, JoseError, ValueError, RuntimeError, KeyError, TypeError) as error:
        raise Unproven(f"{type(error).__name__}: {error}"[:200]) from error
    email = claims.get("email")
    return Identity(
        provider=provider,
        subject=str(claims["sub"]),
        email=email.strip().lower() if isinstance(email, str) and is_address(email.strip()) else "",
        email_verified=claims.get("email_verified", True) is True,
        name=str(claims.get("name") or "").strip(),
        next_path=asked.get("next_path"),
    )


def _client(provider: Provider) -> FlaskOAuth2App:
    return cast("OAuth", current_app.extensions[EXTENSION]).create_client(provider.name)


def _callback(provider: Provider) -> str:
    return current.settings().base_url + url_for("sso.callback", name=provider.name)


def _metadata(provider: Provider) -> dict[str, Any]:
    """The provider's own description, if it is the provider's: it must name the issuer that was configured."""
    client = _client(provider)
    metadata = client.load_server_metadata()
    if metadata.get("issuer") != provider.issuer:
        client.server_metadata.clear()
        raise Unproven(f"metadata of another issuer: {metadata.get('issuer')!r}")
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    taken = [name for name in ALGORITHMS if name in offered]
    if not taken:
        raise Unproven("no signature that we take")
    metadata["id_token_signing_alg_values_supported"] = taken
    return cast("dict[str, Any]", metadata)


def _asked(provider: Provider) -> dict[str, Any]:
    """What this browser asked for. Gone after the first look, whatever comes of it."""
    client = _client(provider)
    state = request.args.get("state", "")
    asked = client.framework.get_state_data(cookie, state)
    client.framework.clear_state_data(cookie, state)
    if not state or not asked:
        raise Unproven("a state that this browser did not ask with")
    return cast("dict[str, Any]", asked)


def _check_answer(provider: Provider) -> None:
    """RFC 9207: the answer itself names who gives it, and must where the provider promises so."""
    if "error" in request.args:
        raise Unproven(f"refused by the provider: {request.args['error'][:80]!r}")
    metadata = _metadata(provider)
    issuer = request.args.get("iss")
    promised = metadata.get("authorization_response_iss_parameter_supported") is True
    if (issuer is not None or promised) and issuer != provider.issuer:
        raise Unproven(f"an answer of another issuer: {issuer!r}")
    if len(request.args.getlist("code")) != 1 or len(request.args.getlist("state")) != 1:
        raise Unproven("not one code and one state")


def _claims(provider: Provider, asked: dict[str, Any]) -> dict[str, Any]:
    """Of the token; where it has no address, that of the user info, and whether it is verified, from there too."""
    client = _client(provider)
    token = client.fetch_access_token(
        redirect_uri=_callback(provider), code=request.args["code"], code_verifier=asked["code_verifier"]
    )
    id_token = token.get("id_token")
    if not isinstance(id_token, str) or len(id_token) > LONGEST_TOKEN:
        raise Unproven("no ID token, or one too long")
    wanted = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
        "sub": {"essential": True},
    }
    claims = client.parse_id_token(token, asked["nonce"], claims_options=wanted, leeway=CLOCKS_DIFFER_BY)
    if not claims or not isinstance(claims.get("sub"), str) or not 0 < len(claims["sub"]) <= 255:
        raise Unproven("no subject")
    if "email" not in claims and client.server_metadata.get("userinfo_endpoint"):
        more = client.userinfo(token=token)
        if more.get("sub") != claims["sub"]:
            raise Unproven("user info of another subject")
        claims = {**more, **{key: value for key, value in claims.items() if key != "email_verified"}}
    return cast("dict[str, Any]", dict(claims))
