"""The advocate's answer, from the mail's link or the portal, and its change within seven days (ASK-4, CAP-7)."""

from datetime import date, datetime, time

from sqlalchemy.orm import Session

from portal.domain import outbox
from portal.domain.demand_kinds import LinkKind
from portal.domain.errors import Refused
from portal.domain.kinds import ASKABLE_STAGES, AskState, Channel, Topic, Via
from portal.domain.models import Advocate, Ask, Nomination, Request
from portal.domain.operations import fillings, opportunities, places, rests
from portal.domain.operations.asks import ending, steps
from portal.domain.queries import programs
from portal.domain.rules import asks as rules


def accept(
    session: Session, *, ask_id: int, via: Via, actor_id: int | None, now: datetime, note: str | None = None
) -> Ask:
    """Yes. Said twice it stays one yes."""
    ask, advocate = steps.locked(session, ask_id)
    if ask.state in rules.SAID_YES and not ask.time_open:
        return ask
    return _say_yes(session, ask, advocate, via=via, actor_id=actor_id, now=now, note=note)


def suggest_time(
    session: Session,
    *,
    ask_id: int,
    via: Via,
    actor_id: int | None,
    now: datetime,
    on: date | None,
    at: time | None,
    words: str | None,
) -> Ask:
    """Yes, at another time: an acceptance whose time is still open (ASK-1)."""
    if on is None and not (words or "").strip():
        raise Refused("no_time", "Choose a date, or describe what works.")
    ask, advocate = steps.locked(session, ask_id)
    if ask.state is AskState.SCHEDULED:
        raise Refused("is_scheduled", steps.NOW_IT_IS[ask.state])
    said_yes = ask.state is AskState.ACCEPTED
    same = (ask.suggested_on, ask.suggested_at, ask.suggestion) == (on, at, words)
    ask.time_open, ask.suggested_on, ask.suggested_at, ask.suggestion = True, on, at, words
    if said_yes:
        _changeable(ask, now)
        if not same:
            _tell(session, ask, advocate, key=f"{ask.id}:{now.isoformat()}", now=now)
        return ask
    return _say_yes(session, ask, advocate, via=via, actor_id=actor_id, now=now, note=words, time_open=True)


def decline(
    session: Session, *, ask_id: int, via: Via, actor_id: int | None, now: datetime, reason: str | None = None
) -> Ask:
    """No, with a reason or none. It keeps its place."""
    ask, advocate = steps.locked(session, ask_id)
    if ask.state is AskState.DECLINED:
        return ask
    said_yes = ask.state in rules.SAID_YES
    if said_yes:
        _changeable(ask, now)
        if ask.scheduled_for is not None and ask.scheduled_for <= now:
            raise Refused("held", "That call has already been held, so it can’t be undone.")
    event_id = steps.change(session, ask, AskState.DECLINED, via=via, actor_id=actor_id, now=now, note=reason)
    ask.decline_reason, ask.time_open, ask.scheduled_for = reason, False, None
    ask.suggested_on, ask.suggested_at, ask.suggestion = None, None, None
    fillings.said_no(session, ask, actor_id=actor_id, now=now)
    _answered(session, ask, advocate, event_id=event_id, now=now)
    if said_yes:
        outbox.promise(
            session, Topic.ASK_CALLED_OFF, key=str(event_id), now=now, recipient_id=ask.asker_id, ask_id=ask.id
        )
    rests.begin_if_due(session, advocate, now=now)
    return ask


def hand_on(
    session: Session,
    *,
    ask_id: int,
    via: Via,
    actor_id: int | None,
    now: datetime,
    name: str,
    email: str,
    note: str | None = None,
) -> Ask:
    """A colleague would be better: ends the ask and records a nomination; nothing is sent to that person (ASK-4)."""
    ask, advocate = steps.locked(session, ask_id)
    if ask.state is AskState.HANDED_ON:
        return ask
    event_id = steps.change(session, ask, AskState.HANDED_ON, via=via, actor_id=actor_id, now=now, note=note)
    nomination = Nomination(
        name=name.strip(),
        email=email.strip().lower(),
        account_id=advocate.account_id,
        nominator_id=advocate.person_id,
        ask_id=ask.id,
        channel=Channel.ADVOCATE,
        note=note,
        at=now,
    )
    session.add(nomination)
    session.flush()
    _touch_deal(session, ask, nomination, now)
    fillings.said_no(session, ask, actor_id=actor_id, now=now)
    _answered(session, ask, advocate, event_id=event_id, now=now)
    return ask


def _touch_deal(session: Session, ask: Ask, nomination: Nomination, now: datetime) -> None:
    """Naming somebody else for a deal is a referral for it."""
    request = session.get(Request, ask.request_id) if ask.request_id is not None else None
    if request is not None and request.opportunity_id is not None:
        by = nomination.nominator_id
        opportunities.link(session, request.opportunity_id, LinkKind.REFERRAL, nomination.id, actor_id=by, now=now)


def _say_yes(
    session: Session,
    ask: Ask,
    advocate: Advocate,
    *,
    via: Via,
    actor_id: int | None,
    now: datetime,
    note: str | None,
    time_open: bool = False,
) -> Ask:
    if ask.state is AskState.DECLINED:
        _no_may_become_yes(session, ask, advocate, now)
    if ask.state is AskState.ACCEPTED:
        _changeable(ask, now)
        ask.time_open, ask.suggested_on, ask.suggested_at, ask.suggestion = False, None, None, None
        _tell(session, ask, advocate, key=f"{ask.id}:{now.isoformat()}", now=now)
        return ask
    ask.decline_reason, ask.answer_note, ask.time_open = None, note, time_open
    ask.answered_at = ask.answered_at or now
    event_id = steps.change(session, ask, AskState.ACCEPTED, via=via, actor_id=actor_id, now=now, note=note)
    for other in fillings.accepted(session, ask, actor_id=actor_id, now=now):
        ending.release(session, ask_id=other, now=now)
    _answered(session, ask, advocate, event_id=event_id, now=now)
    return ask


def _changeable(ask: Ask, now: datetime) -> None:
    if ask.answered_at is None or now >= rules.change_ends(ask.answered_at):
        raise Refused(
            "too_late", "An answer can be changed for 7 days, and those are over. Write to us and we’ll sort it out."
        )


def _no_may_become_yes(session: Session, ask: Ask, advocate: Advocate, now: datetime) -> None:
    _changeable(ask, now)
    row = places.lock(session, advocate.merged_into_id or advocate.id)
    here = session.get_one(Advocate, row.advocate_id, populate_existing=True)
    if row.open_ask_id is not None:
        raise Refused("awaiting", "Another ask awaits your answer. Answer that one first.")
    if ask.happen_by < programs.today(programs.current(session), now):
        raise Refused("over", "Thank you. The day this was needed by has passed, so there is nothing left to do.")
    if here.left_at is not None or here.stage not in ASKABLE_STAGES:
        raise Refused("not_in_program", "You have left the program, so this stays closed.")


def _answered(session: Session, ask: Ask, advocate: Advocate, *, event_id: int, now: datetime) -> None:
    ask.answered_at = ask.answered_at or now
    _tell(session, ask, advocate, key=str(event_id), now=now)


def _tell(session: Session, ask: Ask, advocate: Advocate, *, key: str, now: datetime) -> None:
    """A receipt to the advocate, the news to the asker."""
    session.flush()
    news = {Topic.ASK_ANSWERED: advocate.person_id, Topic.ASK_TOLD: ask.asker_id}
    outbox.tell(session, news, ask_id=ask.id, key=key, now=now)
