"""The exact words go to their advocate, who approves them, changes them, or says no (CON-1)."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import outbox
from portal.domain.errors import Refused
from portal.domain.kinds import ContentState, Stage, Topic, Use, WorkStep
from portal.domain.models import Advocate, Content, ContentConsent, MatchRow
from portal.domain.operations.contents import steps, writing
from portal.domain.operations.contents.writing import Words
from portal.domain.queries import programs
from portal.domain.rules import contents as rules
from portal.domain.rules.caps import OPEN_END
from portal.domain.rules.sentences import plain_day


def send(
    session: Session,
    *,
    content_id: int,
    version: int,
    uses: Collection[Use],
    ends_on: date | None,
    note: str | None,
    actor_id: int,
    now: datetime,
) -> Content:
    """Ask its advocate to approve these words, for these uses, until this day."""
    content = steps.locked(session, content_id)
    steps.at_version(content, version)
    if content.advocate_id is None:
        raise Refused("nobody", "This belongs to no advocate, so there is nobody to ask. It can be published as it is.")
    today = programs.today(programs.current(session), now)
    if wrong := rules.why_not_until(ends_on, today):
        raise Refused("until", wrong)
    if content.state is ContentState.SENT:
        return content
    person_id = _reachable(session, content.advocate_id, today)
    content.uses = [use.value for use in Use if use in uses or use is rules.core_use(content.kind)]
    content.ends_on = ends_on
    steps.end_consents(session, content, now=now)
    event_id = steps.change(session, content, ContentState.SENT, actor_id=actor_id, now=now, note=note)
    outbox.promise(session, Topic.CONTENT_SENT, key=str(event_id), now=now, recipient_id=person_id, about_id=event_id)
    return content


def take_back(session: Session, *, content_id: int, actor_id: int, now: datetime) -> Content:
    """A draft again. Its message, if it has not gone out, sees that and stays."""
    content = steps.locked(session, content_id)
    if content.state is not ContentState.SENT:
        raise Refused(f"is_{content.state}", steps.NOW_IT_IS[content.state])
    steps.change(session, content, ContentState.DRAFT, actor_id=actor_id, now=now)
    return content


def approve(
    session: Session,
    *,
    content_id: int,
    version: int,
    extras: Collection[Use],
    actor_id: int,
    now: datetime,
    ends_on: date | None = None,
) -> Content:
    """Yes, to this version and no other; `extras` are what they ticked. Said twice it stays one yes."""
    content = steps.locked(session, content_id)
    steps.at_version(content, version)
    if content.state in rules.BOUND and content.approved_version == version:
        return content
    today = programs.today(programs.current(session), now)
    if wrong := rules.why_not_until(ends_on, today):
        raise Refused("until", wrong)
    if content.ends_on is not None and content.ends_on <= today:
        raise Refused("over", "The time that was asked for is over, so there is nothing left to approve.")
    content.ends_on = min(filter(None, (content.ends_on, ends_on)), default=None)
    content.approved_version, content.approved_at = version, now
    event_id = steps.change(session, content, ContentState.APPROVED, actor_id=actor_id, now=now)
    wanted = {rules.core_use(content.kind), *(use for use in extras if use.value in content.uses)}
    session.add_all(
        ContentConsent(content_id=content.id, use=use, given_at=now, ends_on=content.ends_on)
        for use in Use
        if use in wanted
    )
    steps.finish_step(session, content, WorkStep.APPROVAL, now=now)
    steps.tell(session, content, event_id, now=now)
    return content


def reword(session: Session, *, content_id: int, version: int, words: str, actor_id: int, now: datetime) -> Content:
    """The advocate puts it differently: a new version for the team to look at, which they approve before it is used."""
    content = steps.locked(session, content_id)
    if content.words == words.strip():
        return content
    steps.at_version(content, version)
    if content.state not in {ContentState.SENT, *rules.BOUND}:
        raise Refused(f"is_{content.state}", steps.NOW_IT_IS[content.state])
    if not words.strip():
        raise Refused("no_words", "Write the words as you would say them.")
    changed = Words(content.title, words.strip(), content.url)
    event_id = writing.reword(session, content, changed, actor_id=actor_id, now=now)
    steps.tell(session, content, event_id, now=now)
    return content


def decline(
    session: Session, *, content_id: int, version: int, reason: str | None, actor_id: int, now: datetime
) -> Content:
    """No. It ends here: nobody asks for these words again."""
    content = steps.locked(session, content_id)
    if content.state is ContentState.REVOKED:
        return content
    steps.at_version(content, version)
    if content.state is not ContentState.SENT:
        raise Refused(f"is_{content.state}", steps.NOW_IT_IS[content.state])
    event_id = steps.change(session, content, ContentState.REVOKED, actor_id=actor_id, now=now, note=reason)
    steps.tell(session, content, event_id, now=now)
    return content


def _reachable(session: Session, advocate_id: int, today: date) -> int:
    """The person to write to. Raises Refused for whom no program mail may reach now (CAP-4)."""
    advocate, row = session.execute(
        select(Advocate, MatchRow).join(MatchRow, MatchRow.advocate_id == Advocate.id).where(Advocate.id == advocate_id)
    ).one()
    if advocate.left_at is not None or advocate.stage is Stage.DEPARTED:
        raise Refused("departed", "They have left the program, so they can’t be asked.")
    if row.break_until is not None and row.break_until > today:
        if row.break_until == OPEN_END:
            raise Refused("on_a_break", "They are on a break. It can be sent when they end it.")
        day = plain_day(row.break_until, today)
        raise Refused("on_a_break", f"They are on a break. It can be sent from {day}.", next_on=row.break_until)
    return advocate.person_id
