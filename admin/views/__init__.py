"""The team's pages: one module per noun, all on one blueprint, imported here so that none is left out."""

from admin.blueprint import blueprint
from admin.views import (
    activities,
    advocates,
    asks,
    audits,
    compositions,
    imports,
    invitations,
    nominations,
    notes,
    outbox,
    people,
    profiles,
    segments,
    settings,
    taggings,
    today,
    wordings,
)

__all__ = [
    "activities",
    "advocates",
    "asks",
    "audits",
    "blueprint",
    "compositions",
    "imports",
    "invitations",
    "nominations",
    "notes",
    "outbox",
    "people",
    "profiles",
    "segments",
    "settings",
    "taggings",
    "today",
    "wordings",
]
