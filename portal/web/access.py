"""Who may call a view. Each view says so with one decorator; a view without one keeps the application from starting."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

from flask import Flask, current_app, request
from werkzeug.exceptions import Forbidden

from portal.domain.kinds import TEAM_ROLES, Role
from portal.web import current

View = TypeVar("View", bound=Callable[..., object])


@dataclass(frozen=True)
class Policy:
    """`roles` None lets anyone in, signed in or not; without `form_token` it is for machines that have no session;
    `after_launch`: a colleague waits until their department is launched (ADV-7); `publishers`: colleagues who publish
    may too (ID-4).
    """

    name: str
    roles: frozenset[Role] | None
    form_token: bool = True
    after_launch: bool = False
    publishers: bool = False


class Unguarded(Exception):
    """Names the views that declare no policy."""


class SignedOut(Exception):
    """Raised where a session is needed; answered with the way to the sign-in page."""


class NotLaunched(Exception):
    """Raised where a colleague's department is not launched yet; answered with a page that says so."""


ANYONE = Policy("anyone", None)
LINK = Policy("link", None)
ONE_CLICK = Policy("one_click", None, form_token=False)
DEMO = Policy("demo", None)
SIGNED_IN = Policy("signed_in", frozenset(Role))
ADVOCATE = Policy("advocate", frozenset({Role.ADVOCATE}))
COLLEAGUE = Policy("colleague", TEAM_ROLES | {Role.COLLEAGUE}, after_launch=True)
TEAM = Policy("team", TEAM_ROLES)
PUBLISHER = Policy("publisher", TEAM_ROLES, publishers=True)
ADMINISTRATOR = Policy("administrator", frozenset({Role.ADMINISTRATOR}))


def _declare(policy: Policy) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.__dict__["policy"] = policy
        return view

    return mark


anyone = _declare(ANYONE)
link = _declare(LINK)
"""Whoever holds the link; the view itself checks the token."""
one_click = _declare(ONE_CLICK)
"""A mail provider's one-click POST (RFC 8058): no cookie, no form token."""
demo = _declare(DEMO)
signed_in = _declare(SIGNED_IN)
advocate = _declare(ADVOCATE)
colleague = _declare(COLLEAGUE)
team = _declare(TEAM)
publisher = _declare(PUBLISHER)
administrator = _declare(ADMINISTRATOR)


def upload(limit: int) -> Callable[[View], View]:
    """Beside the policy: this view takes a body of up to `limit` bytes."""

    def mark(view: View) -> View:
        view.__dict__["upload_limit"] = limit
        return view

    return mark


def policies(app: Flask) -> dict[str, Policy | None]:
    """Each endpoint's policy; None where a view forgot to declare one."""
    return {name: cast("Policy | None", getattr(view, "policy", None)) for name, view in app.view_functions.items()}


def require_policies(app: Flask) -> None:
    unguarded = sorted(name for name, policy in policies(app).items() if policy is None)
    if unguarded:
        raise Unguarded(f"Views without a policy: {', '.join(unguarded)}")


def policy() -> Policy | None:
    """The request's, or None where no view answers."""
    view = current_app.view_functions.get(request.endpoint or "")
    return cast("Policy", view.__dict__["policy"]) if view else None


def check(policy: Policy) -> None:
    if policy.roles is None:
        return
    viewer = current.viewer()
    if viewer is None:
        raise SignedOut
    if viewer.role not in policy.roles and not (policy.publishers and current.publishes()):
        raise Forbidden
    if policy.after_launch and viewer.role is Role.COLLEAGUE and not current.launched():
        raise NotLaunched
