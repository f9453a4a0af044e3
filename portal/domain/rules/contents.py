"""The life of a piece of content, what its advocate agrees to, and the steps of a long one (CON-1, ASK-8)."""

from collections.abc import Collection
from datetime import date, timedelta

from portal.domain.kinds import ContentKind, ContentState, Use, WorkStep

KINDS = {
    ContentKind.QUOTE: "Quote",
    ContentKind.CASE_STUDY: "Case study",
    ContentKind.VIDEO: "Video",
    ContentKind.RECORDING: "Recording",
    ContentKind.REVIEW: "Review",
}
USES = {
    Use.NAME: "name and title",
    Use.LOGO: "company’s name and logo",
    Use.QUOTE: "words",
    Use.RECORDING: "recording",
}
"""After "your" or "their"."""
STEPS = {
    WorkStep.INTERVIEW: "Interview",
    WorkStep.WRITING: "Writing",
    WorkStep.REVIEW: "Our own review",
    WorkStep.APPROVAL: "Approval by the advocate",
    WorkStep.PUBLICATION: "Publication",
}

TRANSITIONS: dict[ContentState, frozenset[ContentState]] = {
    ContentState.DRAFT: frozenset({ContentState.SENT, ContentState.REVOKED}),
    ContentState.SENT: frozenset({ContentState.DRAFT, ContentState.APPROVED, ContentState.REVOKED}),
    ContentState.APPROVED: frozenset(
        {ContentState.DRAFT, ContentState.PUBLISHED, ContentState.EXPIRED, ContentState.REVOKED}
    ),
    ContentState.PUBLISHED: frozenset(
        {ContentState.DRAFT, ContentState.APPROVED, ContentState.EXPIRED, ContentState.REVOKED}
    ),
    ContentState.EXPIRED: frozenset({ContentState.DRAFT, ContentState.SENT, ContentState.REVOKED}),
    ContentState.REVOKED: frozenset(),
}
UNTOLD = frozenset({ContentState.DRAFT, ContentState.PUBLISHED})
"""What nobody's approval stands behind, such as a public review, goes from the one to the other and back."""

BOUND = frozenset({ContentState.APPROVED, ContentState.PUBLISHED})
"""States that stand on an approval of the words as they are."""

LONGEST = timedelta(days=3 * 366)
"""No consent is asked for longer than this."""
USUAL = timedelta(days=540)

REMIND_AFTER = timedelta(days=7)
"""Words that nobody answered about are brought back to mind once, no sooner than this."""
OVERDUE_AFTER = timedelta(days=14)
"""From then on somebody of the team had better talk to them."""

DAYS_TO = {
    WorkStep.INTERVIEW: 7,
    WorkStep.WRITING: 21,
    WorkStep.REVIEW: 28,
    WorkStep.APPROVAL: 42,
    WorkStep.PUBLICATION: 49,
}
"""Days from the start to each step's due day: four to eight weeks in all."""


def may_become(state: ContentState, wanted: ContentState, *, has_advocate: bool) -> bool:
    if not has_advocate:
        return {state, wanted} == UNTOLD
    return wanted in TRANSITIONS[state]


def core_use(kind: ContentKind) -> Use:
    """What a yes to the item is a yes to; everything else is ticked on its own."""
    return Use.RECORDING if kind in {ContentKind.VIDEO, ContentKind.RECORDING} else Use.QUOTE


def extras(kind: ContentKind, uses: Collection[str]) -> list[Use]:
    """What is asked beside the core use, in a fixed order."""
    core = core_use(kind)
    return [use for use in Use if use.value in uses and use is not core]


def due_days(starts_on: date) -> dict[WorkStep, date]:
    return {step: starts_on + timedelta(days=days) for step, days in DAYS_TO.items()}


def why_not_until(ends_on: date | None, today: date) -> str | None:
    """What is wrong with a last day, or None."""
    if ends_on is None:
        return None
    if ends_on <= today:
        return "Choose a day after today."
    return "Three years is the longest. Choose an earlier day." if ends_on > today + LONGEST else None
