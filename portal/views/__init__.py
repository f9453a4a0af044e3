"""The customer's pages. One module and one blueprint per noun; every blueprint is named here."""

from flask import Blueprint

from portal.views import assets, brand, health, logins, sessions

BLUEPRINTS: tuple[Blueprint, ...] = (
    assets.blueprint,
    brand.blueprint,
    health.blueprint,
    logins.blueprint,
    sessions.blueprint,
)
