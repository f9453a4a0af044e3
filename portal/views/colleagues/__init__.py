"""The colleague's area: requesting and nominating customers, one's own accounts (REQ-1, NOM-1, ID-4)."""

from portal.views.colleagues import (
    accounts,
    contents,
    feedback,
    guides,
    meetings,
    nominations,
    proofs,
    releases,
    requests,
)
from portal.views.colleagues.blueprint import blueprint

__all__ = [
    "accounts",
    "blueprint",
    "contents",
    "feedback",
    "guides",
    "meetings",
    "nominations",
    "proofs",
    "releases",
    "requests",
]
