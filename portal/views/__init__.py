"""The customer's pages. One module and one blueprint per noun; every blueprint is named here."""

from flask import Blueprint

from portal.views import (
    address_changes,
    asks,
    assets,
    brand,
    colleagues,
    contents,
    data,
    departures,
    dev,
    freshness,
    health,
    history,
    home,
    invitations,
    joins,
    logins,
    preferences,
    profile,
    sessions,
    sso,
    unsubscriptions,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    address_changes.blueprint,
    asks.blueprint,
    assets.blueprint,
    brand.blueprint,
    colleagues.blueprint,
    contents.blueprint,
    data.blueprint,
    departures.blueprint,
    freshness.blueprint,
    health.blueprint,
    history.blueprint,
    home.blueprint,
    invitations.blueprint,
    joins.blueprint,
    logins.blueprint,
    preferences.blueprint,
    profile.blueprint,
    sessions.blueprint,
    sso.blueprint,
    unsubscriptions.blueprint,
)


def blueprints(*, demo: bool) -> tuple[Blueprint, ...]:
    """The doors and the mail of the demo come with the demo only."""
    return (*BLUEPRINTS, dev.blueprint) if demo else BLUEPRINTS
