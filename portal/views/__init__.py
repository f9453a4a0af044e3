"""The customer's pages. One module and one blueprint per noun; every blueprint is named here."""

from flask import Blueprint

from portal.views import address_changes, assets, brand, dev, health, joins, logins, sessions

BLUEPRINTS: tuple[Blueprint, ...] = (
    address_changes.blueprint,
    assets.blueprint,
    brand.blueprint,
    health.blueprint,
    joins.blueprint,
    logins.blueprint,
    sessions.blueprint,
)


def blueprints(*, demo: bool) -> tuple[Blueprint, ...]:
    """The doors and the mail of the demo come with the demo only."""
    return (*BLUEPRINTS, dev.blueprint) if demo else BLUEPRINTS
