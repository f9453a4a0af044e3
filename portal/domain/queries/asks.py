"""One ask as its advocate reads it. Who holds only the link gets no more than `AskLetter` says (ID-3)."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, Integer, bindparam, case, func, select
from sqlalchemy.orm import Session, aliased

from portal.domain.errors import NotFound
from portal.domain.kinds import ActivityKind, AskState, Effort
from portal.domain.models import Activity, Advocate, Ask, MatchRow, Person, Program
from portal.domain.queries.merges import everyone_of
from portal.domain.rules.caps import LEAST_GAP

NAMED_AFTER = frozenset({AskState.ACCEPTED, AskState.SCHEDULED, AskState.COMPLETED, AskState.NO_SHOW})
"""Only after their yes does an advocate read who the other side is (REQ-4)."""


@dataclass(frozen=True)
class AskLetter:
    """The ask, the advocate's first name and its dates. `gap` and `last_on` are those of its effort class."""

    id: int
    advocate_id: int
    link_version: int
    given_name: str
    time_zone: str
    state: AskState
    effort: Effort
    activity: str
    activities: str
    kind: ActivityKind
    points: int
    icon: str
    minutes: int
    sentence: str
    why: str
    note: str | None
    other_role: str
    other_industry: str
    asker: str
    asker_title: str | None
    asked_on: date
    sent_at: datetime
    happen_by: date
    reply_by: date
    answered_at: datetime | None
    time_open: bool
    suggested_on: date | None
    suggested_at: time | None
    suggestion: str | None
    scheduled_for: datetime | None
    completed_on: date | None
    last_on: date | None
    gap: int

    @property
    def is_bigger(self) -> bool:
        return self.effort is Effort.HIGH

    @property
    def is_call(self) -> bool:
        return self.is_bigger and self.kind is ActivityKind.REFERENCE


@dataclass(frozen=True)
class OtherSide:
    name: str | None
    contact: str | None


_ADVOCATE = aliased(Person)
_ASKER = aliased(Person)
_HIGH = Ask.effort == Effort.HIGH
_LETTER = (
    select(
        Ask.id,
        Ask.advocate_id,
        Ask.link_version,
        func.split_part(func.btrim(_ADVOCATE.name), " ", 1).label("given_name"),
        func.coalesce(_ADVOCATE.time_zone, Program.time_zone).label("time_zone"),
        Ask.state,
        Ask.effort,
        Activity.name.label("activity"),
        Activity.plural.label("activities"),
        Activity.kind,
        Activity.points,
        Activity.icon,
        Ask.minutes,
        Ask.sentence,
        Ask.why,
        Ask.by_hand_note.label("note"),
        Ask.other_role,
        Ask.other_industry,
        _ASKER.name.label("asker"),
        _ASKER.title.label("asker_title"),
        Ask.asked_on,
        Ask.sent_at,
        Ask.happen_by,
        Ask.reply_by,
        Ask.answered_at,
        Ask.time_open,
        Ask.suggested_on,
        Ask.suggested_at,
        Ask.suggestion,
        Ask.scheduled_for,
        Ask.completed_on,
        case((_HIGH, MatchRow.last_high_on), else_=MatchRow.last_low_on).label("last_on"),
        case(
            (_HIGH, func.greatest(Program.high_gap, MatchRow.high_gap, LEAST_GAP[Effort.HIGH], type_=Integer)),
            else_=func.greatest(Program.low_gap, MatchRow.low_gap, LEAST_GAP[Effort.LOW], type_=Integer),
        ).label("gap"),
    )
    .join(Activity, Activity.id == Ask.activity_id)
    .join(Advocate, Advocate.id == Ask.advocate_id)
    .join(MatchRow, MatchRow.advocate_id == Advocate.id)
    .join(_ADVOCATE, _ADVOCATE.id == Advocate.person_id)
    .join(_ASKER, _ASKER.id == Ask.asker_id)
    .join(Program, Program.id == 1)
    .where(Ask.id == bindparam("ask_id"), Ask.state != AskState.DRAFT)
)
_OF_LINK = _LETTER.add_columns(_ADVOCATE.email)
_OF_ADVOCATE = _LETTER.where(Ask.advocate_id.in_(everyone_of(bindparam("advocate_id"))))
_OTHER_SIDE = select(Ask.other_name, Ask.other_contact).where(
    Ask.id == bindparam("ask_id"), Ask.advocate_id == bindparam("advocate_id"), Ask.state.in_(NAMED_AFTER)
)


def of_link(connection: Connection, ask_id: int) -> tuple[AskLetter, str] | None:
    """The ask and the address that its link must have been made for; nothing of it may be shown before that."""
    row: Any = connection.execute(_OF_LINK, {"ask_id": ask_id}).one_or_none()
    return (AskLetter(*row[:-1]), row[-1]) if row else None


def of_advocate(session: Session, ask_id: int, *, advocate_id: int) -> AskLetter:
    row = session.execute(_OF_ADVOCATE, {"ask_id": ask_id, "advocate_id": advocate_id}).one_or_none()
    if row is None:
        raise NotFound
    return AskLetter(*row)


def other_side(session: Session, ask_id: int, *, advocate_id: int) -> OtherSide | None:
    """None before their yes."""
    row = session.execute(_OTHER_SIDE, {"ask_id": ask_id, "advocate_id": advocate_id}).one_or_none()
    return OtherSide(*row) if row else None
