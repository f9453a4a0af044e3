"""A company account that nobody here has yet, kept in the cookie until its owner has signed in and says yes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import session as cookie

from portal.web import current
from portal.web.sso import Identity

KEY = "linking"
KEPT = timedelta(minutes=15)


@dataclass(frozen=True)
class Pending:
    provider: str
    label: str
    issuer: str
    subject: str
    called: str


def remember(identity: Identity) -> None:
    provider = identity.provider
    cookie[KEY] = {
        "provider": provider.name,
        "label": provider.label,
        "issuer": provider.issuer,
        "subject": identity.subject,
        "called": identity.email or identity.name or identity.subject,
        "until": (current.now() + KEPT).timestamp(),
    }


def pending() -> Pending | None:
    kept = dict(cookie.get(KEY) or {})
    if not kept or datetime.fromtimestamp(kept.pop("until"), UTC) <= current.now():
        return None
    return Pending(**kept)


def forget() -> None:
    cookie.pop(KEY, None)
