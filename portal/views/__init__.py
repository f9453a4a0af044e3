"""The customer's pages. One module and one blueprint per noun; every blueprint is named here."""

from flask import Blueprint

from portal.views import (
    address_changes,
    asks,
    assets,
    brand,
    campaigns,
    colleagues,
    contents,
    data,
    departures,
    dev,
    digests,
    feedback,
    freshness,
    gifts,
    health,
    history,
    home,
    invitations,
    joins,
    logins,
    meetings,
    points,
    preferences,
    profile,
    redemptions,
    rewards,
    sessions,
    sso,
    thanks,
    unsubscriptions,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    address_changes.blueprint,
    asks.blueprint,
    assets.blueprint,
    brand.blueprint,
    campaigns.blueprint,
    colleagues.blueprint,
    contents.blueprint,
    data.blueprint,
    departures.blueprint,
    digests.blueprint,
    feedback.blueprint,
    freshness.blueprint,
    gifts.blueprint,
    health.blueprint,
    history.blueprint,
    home.blueprint,
    invitations.blueprint,
    joins.blueprint,
    logins.blueprint,
    meetings.blueprint,
    points.blueprint,
    preferences.blueprint,
    profile.blueprint,
    redemptions.blueprint,
    rewards.blueprint,
    sessions.blueprint,
    sso.blueprint,
    thanks.blueprint,
    unsubscriptions.blueprint,
)


def blueprints(*, demo: bool) -> tuple[Blueprint, ...]:
    """The doors and the mail of the demo come with the demo only."""
    return (*BLUEPRINTS, dev.blueprint) if demo else BLUEPRINTS
