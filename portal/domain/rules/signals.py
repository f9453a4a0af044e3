"""What makes a candidate of somebody (NOM-2, NOM-3). Never an advocate: a person decides about every candidate."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from portal.domain.kinds import ASKABLE_STAGES, Channel, Role, SignalKind, Stage
from portal.domain.rules.feelings import DETRACTOR, PROMOTER, STRONG, UNHAPPY, Leaning

TOO_OLD = timedelta(days=365)
"""A moment from longer ago makes nobody a candidate."""

CORRECTED = {Leaning.GLAD: 100, Leaning.NEITHER: 0, Leaning.UNHAPPY: -100}
"""What a person's correction is stored as."""


@dataclass(frozen=True)
class Known:
    """What is known of whoever it is about. `role` and `stage` are None for somebody new."""

    role: Role | None
    stage: Stage | None
    stopped: bool
    """They asked for no more mail, or none arrives."""
    last_score: int | None
    """Of their newest survey answer within a year."""


NOBODY = Known(None, None, stopped=False, last_score=None)


def channel(kind: SignalKind, score: int | None, feeling: int | None) -> Channel | None:
    """The way in of the candidate it makes; None if it makes none. `feeling` is the corrected one if there is one."""
    unhappy = feeling is not None and feeling <= UNHAPPY
    strong = feeling is not None and feeling >= STRONG
    if kind is SignalKind.SURVEY and score is not None:
        if score <= DETRACTOR:
            return None
        if score >= PROMOTER:
            return None if feeling == CORRECTED[Leaning.UNHAPPY] else Channel.SURVEY
    if kind is SignalKind.MILESTONE:
        return None if unhappy else Channel.CUSTOMER_SUCCESS
    if kind is SignalKind.USAGE:
        return Channel.CUSTOMER_SUCCESS if score is not None and score >= PROMOTER and not unhappy else None
    return Channel.SENTIMENT if strong else None


def why_not(
    kind: SignalKind, score: int | None, feeling: int | None, *, on: date, known: Known, today: date
) -> str | None:
    """Why it makes no candidate, for the page; None if it does."""
    if obstacle := _who_not(known):
        return obstacle
    if today - on > TOO_OLD:
        return "More than a year ago"
    if known.last_score is not None and known.last_score <= DETRACTOR:
        return f"Their last survey answer scored {known.last_score}"
    return _weak(kind, score, feeling) if channel(kind, score, feeling) is None else None


def _who_not(known: Known) -> str | None:
    if known.role is not None and known.role is not Role.ADVOCATE:
        return "One of us"
    if known.stage is Stage.INVITED or known.stage in ASKABLE_STAGES:
        return "In the program already"
    if known.stage is Stage.DEPARTED:
        return "Left the program"
    return "Asked for no more mail" if known.stopped else None


def _weak(kind: SignalKind, score: int | None, feeling: int | None) -> str:
    if feeling is not None and feeling <= UNHAPPY:
        return "Sounds unhappy"
    if kind is SignalKind.USAGE:
        return "Usage is not high enough"
    if feeling is None:
        return "No score of 9 or 10, and the words are not scored"
    return "Doesn’t sound glad enough" if score is None else f"Scored {score}, and doesn’t sound glad enough"


def own_id(*parts: object) -> str:
    """For what comes without an id of its own: the same content is the same signal."""
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()[:32]


def name_of(email: str) -> str:
    """The best guess where nobody gave a name: Ana Ruiz for ana.ruiz@acme.example."""
    parts = email.partition("@")[0].replace("_", ".").replace("-", ".").split(".")
    return " ".join(part.capitalize() for part in parts if part) or email
