"""One version of a meeting in calendars, for the message about it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.meeting_kinds import CalendarMethod
from portal.domain.models import CalendarEntry, Meeting


@dataclass(frozen=True)
class Version:
    entry: CalendarEntry
    uid: str
    before: CalendarEntry | None
    """What calendars showed until then."""
    newest: bool


def version(session: Session, entry_id: int | None) -> Version | None:
    entry = session.get(CalendarEntry, entry_id) if entry_id else None
    if entry is None:
        return None
    meeting = session.get_one(Meeting, entry.meeting_id)
    before = session.execute(
        select(CalendarEntry).where(
            CalendarEntry.meeting_id == meeting.id,
            CalendarEntry.sequence == entry.sequence - 1,
            CalendarEntry.method == CalendarMethod.REQUEST,
        )
    ).scalar_one_or_none()
    return Version(entry, meeting.uid, before, meeting.sequence == entry.sequence)
