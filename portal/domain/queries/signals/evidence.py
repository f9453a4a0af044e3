"""What speaks for a candidate and against, for the pages where a person decides (NOM-2, NOM-3)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, aliased

from portal.domain.kinds import ASKABLE_STAGES, SignalKind
from portal.domain.models import Account, Advocate, Interview, Nomination, Person, Signal
from portal.domain.queries.merges import is_now
from portal.domain.recordsets import among
from portal.domain.rules import feelings, ranking
from portal.domain.rules.feelings import Leaning
from portal.domain.rules.ranking import Reason, Relationship

SHOWN = 3
EXCERPT = 240
"""Characters of words that are shown whole, or as far as nothing in them counted."""
COLUMNS = (
    "signal_id",
    "kind",
    "happened_on",
    "score",
    "words",
    "feeling",
    "corrected_feeling",
    "sentence",
)


@dataclass(frozen=True)
class Moment:
    """One thing that was heard. `leaning` is how it counts; `read_as` how it read, None where it is not scored;
    `meant` how a person says it was meant, None where nobody did.

    `words` are short words whole, else the sentence that counted; `sentence` is that one, None where none did.
    """

    signal_id: int
    kind: SignalKind
    on: date
    score: int | None
    words: str | None
    sentence: str | None
    leaning: Leaning
    read_as: Leaning | None
    meant: Leaning | None


@dataclass(frozen=True)
class Evidence:
    """Higher `points` come first. `moments` are the newest few, newest first."""

    nomination_id: int
    points: int
    reasons: tuple[Reason, ...]
    moments: tuple[Moment, ...]


def evidence(session: Session, nomination_ids: Collection[int], *, today: date) -> dict[int, Evidence]:
    """By nomination; those of whom nothing was heard are left out. Two statements, however many."""
    heard: dict[int, list[Moment]] = {}
    for row in _heard(session, nomination_ids):
        heard.setdefault(row[0], []).append(moment(**dict(zip(COLUMNS, row[1:], strict=True))))
    facts = {row.id: row for row in _facts(session, heard)}
    return {key: _weighed(key, moments, facts[key], today) for key, moments in heard.items()}


def moment(
    *,
    signal_id: int,
    kind: SignalKind,
    happened_on: date,
    score: int | None,
    words: str | None,
    feeling: int | None,
    corrected_feeling: int | None,
    sentence: str | None,
) -> Moment:
    """Of a signal's columns."""
    shown = words or ""
    whole = len(shown) <= EXCERPT and kind is not SignalKind.TRANSCRIPT
    return Moment(
        signal_id=signal_id,
        kind=kind,
        on=happened_on,
        score=score,
        words=shown if whole else sentence or shown[:EXCERPT],
        sentence=sentence,
        leaning=feelings.leaning(feeling if corrected_feeling is None else corrected_feeling, score),
        read_as=None if feeling is None else feelings.leaning(feeling, None),
        meant=None if corrected_feeling is None else feelings.leaning(corrected_feeling, None),
    )


def _weighed(key: int, moments: list[Moment], facts: Row[Any], today: date) -> Evidence:
    ranked = ranking.rank(
        [ranking.Moment(one.kind, one.on, one.score, one.leaning) for one in moments],
        Relationship(
            nominations=facts.nominations,
            advocates=facts.advocates,
            known_since=facts.known_since.date() if facts.known_since else None,
            csm=facts.csm,
            interviewed=facts.interviewed,
        ),
        today,
    )
    return Evidence(key, ranked.points, ranked.reasons, tuple(moments[:SHOWN]))


def _heard(session: Session, nomination_ids: Collection[int]) -> list[Row[Any]]:
    """All of the person, not only what made them a candidate: what speaks against them counts too."""
    statement = (
        select(
            Nomination.id,
            Signal.id,
            Signal.kind,
            Signal.happened_on,
            Signal.score,
            func.left(Signal.words, EXCERPT + 1),
            Signal.feeling,
            Signal.corrected_feeling,
            Signal.sentence,
        )
        .join(Nomination, Nomination.email == Signal.email)
        .where(among(Nomination.id, nomination_ids))
        .order_by(Nomination.id, Signal.happened_on.desc(), Signal.id.desc())
    )
    return list(session.execute(statement))


def _facts(session: Session, nomination_ids: Collection[int]) -> list[Row[Any]]:
    csm, other, named, entry = aliased(Person), aliased(Advocate), aliased(Nomination), aliased(Advocate)
    account_id = func.coalesce(Advocate.account_id, Nomination.account_id)
    at_the_company = select(func.count()).where(
        other.account_id == account_id,
        other.stage.in_(ASKABLE_STAGES),
        other.id.is_distinct_from(Advocate.id),
        other.merged_into_id.is_(None),
    )
    nominations = select(func.count()).where(
        named.email == Nomination.email, (named.nominator_id.is_not(None)) | (named.ask_id.is_not(None))
    )
    interviewed = select(Interview.id).where(Interview.advocate_id == Advocate.id).exists()
    statement = (
        select(
            Nomination.id,
            nominations.correlate(Nomination).scalar_subquery().label("nominations"),
            at_the_company.correlate(Nomination, Advocate).scalar_subquery().label("advocates"),
            Account.created_at.label("known_since"),
            csm.name.label("csm"),
            interviewed.correlate(Advocate).label("interviewed"),
        )
        .select_from(Nomination)
        .outerjoin(Person, Person.email == Nomination.email)
        .outerjoin(entry, entry.person_id == Person.id)
        .outerjoin(Advocate, is_now(Advocate, entry))
        .outerjoin(Account, Account.id == account_id)
        .outerjoin(csm, csm.id == Account.csm_id)
        .where(among(Nomination.id, nomination_ids))
    )
    return list(session.execute(statement))
