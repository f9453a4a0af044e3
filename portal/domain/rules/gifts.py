"""What somebody may accept (RWD-5). The strictest word counts: the company's, the sector's, the person's own."""

from portal.domain.value_kinds import GiftPolicy, RewardKind

STRICTEST_LAST = tuple(GiftPolicy)
PUBLIC_SECTOR = (
    "public sector",
    "public administration",
    "government",
    "municipal",
    "city council",
    "state agency",
    "federal",
    "defence",
    "defense",
    "military",
    "police",
    "public health",
    "public school",
    "public university",
)
ALLOWED = {
    GiftPolicy.ANYTHING: frozenset(RewardKind),
    GiftPolicy.NON_CASH: frozenset(RewardKind) - {RewardKind.GIFT_CARD},
    GiftPolicy.DONATIONS: frozenset({RewardKind.DONATION}),
    GiftPolicy.NOTHING: frozenset[RewardKind](),
}
VALUABLE = frozenset({RewardKind.GIFT_CARD, RewardKind.SWAG, RewardKind.PEER_NETWORKING})


def is_public(industry: str | None) -> bool:
    said = (industry or "").lower().replace("-", " ")
    return any(words in said for words in PUBLIC_SECTOR)


def of_account(chosen: GiftPolicy | None, industry: str | None) -> GiftPolicy:
    """What the team wrote down for the company; else as its sector has it. It may have become a public body since."""
    if chosen is not None and may_loosen_to(chosen, industry):
        return chosen
    return GiftPolicy.NOTHING if is_public(industry) else GiftPolicy.ANYTHING


def strictest(*policies: GiftPolicy | None) -> GiftPolicy:
    return max((one for one in policies if one is not None), key=STRICTEST_LAST.index, default=GiftPolicy.ANYTHING)


def may_loosen_to(policy: GiftPolicy, industry: str | None) -> bool:
    """A public body may be let have donations or things, once it has said so; never money."""
    return policy is not GiftPolicy.ANYTHING or not is_public(industry)


def counts(kind: RewardKind) -> bool:
    """Whether its cost is a value given to the person. Access, learning and giving have none to them."""
    return kind in VALUABLE
