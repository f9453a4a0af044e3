"""The advocate's own word: what they are happy to do, how often, breaks and consents (CAP-2 to CAP-4, ADV-11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Answer, ConsentKind, Effort
from portal.domain.models import Activity, Advocate, Consent, MatchRow, Willingness
from portal.domain.operations import places, searches
from portal.domain.rules import caps


@dataclass(frozen=True)
class Wishes:
    """Everything the preferences form says. Activities it leaves out count as "not now"."""

    answers: Mapping[int, Answer]
    high_gap: int
    low_gap: int
    consents: frozenset[ConsentKind]


def save(session: Session, *, advocate_id: int, wishes: Wishes, actor_id: int | None, now: datetime) -> None:
    """Keep the wishes and end a rest: they chose again (CAP-7). Raises Refused for more often than allowed."""
    for effort, gap in ((Effort.HIGH, wishes.high_gap), (Effort.LOW, wishes.low_gap)):
        if gap not in caps.GAP_CHOICES[effort]:
            raise Refused("gap", "Choose one of the paces on the page.")
    row = places.lock(session, advocate_id)
    advocate = session.get_one(Advocate, advocate_id)
    fields = _changed(row, wishes)
    row.high_gap, row.low_gap = wishes.high_gap, wishes.low_gap
    _choose(session, advocate_id, wishes.answers, now)
    _consent(session, advocate_id, wishes.consents, now)
    advocate.rest_since, advocate.chose_at = None, now
    places.refresh(session, advocate_id)
    searches.refresh(session, advocate_ids=[advocate_id])
    audit.record(
        session, "preferences.saved", kind="advocate", id=advocate_id, actor_id=actor_id, now=now, fields=fields
    )


def take_break(
    session: Session, *, advocate_id: int, until: date | None, today: date, actor_id: int | None, now: datetime
) -> None:
    """A break until `until`, or with no end (CAP-4)."""
    if until is not None and until <= today:
        raise Refused("past", "Choose a day after today.")
    row = places.lock(session, advocate_id)
    if row.break_until == (until or caps.OPEN_END):
        return
    row.break_until = until or caps.OPEN_END
    audit.record(session, "break.begun", kind="advocate", id=advocate_id, actor_id=actor_id, now=now)


def end_break(session: Session, *, advocate_id: int, actor_id: int | None, now: datetime) -> None:
    row = places.lock(session, advocate_id)
    if row.break_until is None:
        return
    row.break_until = None
    audit.record(session, "break.ended", kind="advocate", id=advocate_id, actor_id=actor_id, now=now)


def _changed(row: MatchRow, wishes: Wishes) -> tuple[str, ...]:
    gaps = (("high_gap", row.high_gap, wishes.high_gap), ("low_gap", row.low_gap, wishes.low_gap))
    return ("willingness", "consents", *(name for name, was, wish in gaps if was != wish))


def _choose(session: Session, advocate_id: int, answers: Mapping[int, Answer], now: datetime) -> None:
    known = set(session.scalars(select(Activity.id).where(~Activity.archived)))
    if not set(answers) <= known:
        raise NotFound
    rows = [
        {"advocate_id": advocate_id, "activity_id": key, "answer": answers.get(key, Answer.NOT_NOW), "chosen_at": now}
        for key in sorted(known)
    ]
    if not rows:
        return
    put = insert(Willingness).values(rows)
    session.execute(
        put.on_conflict_do_update(
            index_elements=["advocate_id", "activity_id"],
            set_={"answer": put.excluded.answer, "chosen_at": put.excluded.chosen_at},
        )
    )


def _consent(session: Session, advocate_id: int, wanted: frozenset[ConsentKind], now: datetime) -> None:
    current = set(
        session.scalars(select(Consent.kind).where(Consent.advocate_id == advocate_id, Consent.revoked_at.is_(None)))
    )
    session.add_all(Consent(advocate_id=advocate_id, kind=kind, given_at=now) for kind in wanted - current)
    gone = current - wanted
    if gone:
        session.execute(
            update(Consent)
            .where(Consent.advocate_id == advocate_id, Consent.kind.in_(gone), Consent.revoked_at.is_(None))
            .values(revoked_at=func.greatest(Consent.given_at, now))
            .execution_options(synchronize_session=False)
        )
