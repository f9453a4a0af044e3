"""What the activity log calls things (ACT-1)."""

from types import MappingProxyType

from portal.domain.demand_kinds import AppearanceKind

KINDS = MappingProxyType({AppearanceKind.EVENT: "Event", AppearanceKind.SOCIAL_POST: "Social post"})
MOST_LEADS = 1_000_000
