"""The life of an ask (ASK-1, ASK-3, ASK-4) as pure functions."""

from datetime import date, datetime, timedelta

from portal.domain.kinds import ActivityKind, AskState, Effort, Stage

CHANGE_FOR = timedelta(days=7)
"""How long an answer can be changed (ASK-4)."""

SCORE_SHELF_DAYS = 180
"""A promoter score older than this no longer speaks for a bigger ask (ASK-3)."""

TRANSITIONS: dict[AskState, frozenset[AskState]] = {
    AskState.DRAFT: frozenset({AskState.SENT}),
    AskState.SENT: frozenset(
        {
            AskState.ACCEPTED,
            AskState.DECLINED,
            AskState.HANDED_ON,
            AskState.EXPIRED,
            AskState.WITHDRAWN,
            AskState.UNDELIVERED,
        }
    ),
    AskState.ACCEPTED: frozenset(
        {AskState.SCHEDULED, AskState.COMPLETED, AskState.DECLINED, AskState.WITHDRAWN, AskState.NO_SHOW}
    ),
    AskState.SCHEDULED: frozenset(
        {
            AskState.ACCEPTED,
            AskState.SCHEDULED,
            AskState.COMPLETED,
            AskState.DECLINED,
            AskState.WITHDRAWN,
            AskState.NO_SHOW,
        }
    ),
    AskState.DECLINED: frozenset({AskState.ACCEPTED}),
    AskState.COMPLETED: frozenset(),
    AskState.HANDED_ON: frozenset(),
    AskState.EXPIRED: frozenset(),
    AskState.WITHDRAWN: frozenset(),
    AskState.UNDELIVERED: frozenset(),
    AskState.NO_SHOW: frozenset(),
}

SAID_YES = frozenset({AskState.ACCEPTED, AskState.SCHEDULED})
UNANSWERED_OR_NO = frozenset({AskState.DECLINED, AskState.EXPIRED})
SKIPPED_IN_A_ROW = frozenset({AskState.DRAFT, AskState.SENT, AskState.WITHDRAWN, AskState.UNDELIVERED})


def may_become(state: AskState, wanted: AskState) -> bool:
    return wanted in TRANSITIONS[state]


def change_ends(answered_at: datetime) -> datetime:
    return answered_at + CHANGE_FOR


def in_a_row(newest_first: list[AskState]) -> int:
    """How many asks in a row were declined or unanswered, counting back from the newest that came to an end."""
    ended = (state for state in newest_first if state not in SKIPPED_IN_A_ROW)
    count = 0
    for state in ended:
        if state not in UNANSWERED_OR_NO:
            break
        count += 1
    return count


def too_large(
    *,
    kind: ActivityKind,
    effort: Effort,
    stage: Stage,
    completed: int,
    score: int | None,
    score_on: date | None,
    today: date,
) -> list[str]:
    """Warnings that the ask may be too big for the relationship; each needs a reason to go on (ASK-3).

    Never for reviews: asking only happy people for reviews is against the sites' rules (RWD-6).
    """
    if kind is ActivityKind.REVIEW:
        return []
    warnings = []
    if kind is ActivityKind.SPEAKING and completed == 0 and stage not in {Stage.INTERVIEWED, Stage.CONFIRMED}:
        warnings.append(
            "They have not done anything for us yet and have not been interviewed. Speaking is a lot to begin with."
        )
    if effort is Effort.HIGH and score_on is not None and (today - score_on).days > SCORE_SHELF_DAYS:
        warnings.append(
            f"Their last score of {score} is older than {SCORE_SHELF_DAYS} days. A small ask is safer for now."
        )
    return warnings
