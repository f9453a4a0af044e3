"""The customer's pages. One module and one blueprint per noun; every blueprint is named here."""

from flask import Blueprint

from portal.views import address_changes, assets, brand, health, joins, logins, sessions

BLUEPRINTS: tuple[Blueprint, ...] = (
    address_changes.blueprint,
    assets.blueprint,
    brand.blueprint,
    health.blueprint,
    joins.blueprint,
    logins.blueprint,
    sessions.blueprint,
)
