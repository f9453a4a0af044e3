"""From a signal to somebody who waits for a person's decision (NOM-2). One candidate for each address that waits."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Text, func, select, text
from sqlalchemy.orm import Session

from portal.domain import audit, recordsets
from portal.domain.kinds import Channel, NominationState
from portal.domain.models import Account, Nomination, Signal
from portal.domain.queries import signals as queries
from portal.domain.queries.invitations import AddressHashes
from portal.domain.recordsets import among
from portal.domain.rules import signals as rules

ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtext('signals'))")


def one_at_a_time(session: Session) -> None:
    """Until the end of the transaction: two files with the same people make each of them one candidate."""
    session.execute(ONE_AT_A_TIME)


def consider(
    session: Session, *, signal_ids: Sequence[int], today: date, address_hashes: AddressHashes, now: datetime
) -> None:
    """Those of the signals that speak for somebody: to the candidate who waits already, or a new one."""
    found = session.scalars(
        select(Signal)
        .where(among(Signal.id, signal_ids), Signal.nomination_id.is_(None))
        .order_by(Signal.happened_on.desc(), Signal.id)
    ).all()
    known = queries.standings(session, {one.email for one in found}, today=today, address_hashes=address_hashes)
    good = [one for one in found if _why_not(one, known[one.email], today) is None]
    if not good:
        return
    nominations = _standing_nominations(session, good)
    _nominate(session, [one for one in good if one.email not in nominations], nominations, now)
    for one in good:
        one.nomination_id = nominations[one.email].id
    session.flush()


def speaks_for(signal: Signal) -> Channel | None:
    """What it would make of the person, whoever that is."""
    return rules.channel(signal.kind, signal.score, heard_feeling(signal))


def heard_feeling(signal: Signal) -> int | None:
    return signal.feeling if signal.corrected_feeling is None else signal.corrected_feeling


def _why_not(signal: Signal, known: rules.Known, today: date) -> str | None:
    feeling = heard_feeling(signal)
    return rules.why_not(signal.kind, signal.score, feeling, on=signal.happened_on, known=known, today=today)


def _standing_nominations(session: Session, good: Sequence[Signal]) -> dict[str, Nomination]:
    """By address: the one that waits, else one that was decided after the moment; that one stays decided."""
    newest = {one.email: one.happened_on for one in reversed(good)}
    found = session.scalars(
        select(Nomination).where(among(Nomination.email, newest)).order_by(Nomination.id).with_for_update()
    )
    standing: dict[str, Nomination] = {}
    for one in found:
        waits = one.state is NominationState.WAITING
        if waits or (one.decided_at is not None and one.decided_at.date() >= newest[one.email]):
            kept = standing.get(one.email)
            if kept is None or kept.state is not NominationState.WAITING:
                standing[one.email] = one
    return standing


def _nominate(session: Session, good: Sequence[Signal], nominations: dict[str, Nomination], now: datetime) -> None:
    """One for each address, by its newest signal."""
    first: dict[str, Signal] = {}
    for one in good:
        first.setdefault(one.email, one)
    accounts = _accounts(session, [one.company for one in first.values() if one.company])
    made = [
        Nomination(
            name=one.name or rules.name_of(one.email),
            email=one.email,
            company=one.company,
            account_id=accounts.get(one.company or ""),
            channel=speaks_for(one),
            at=now,
        )
        for one in first.values()
    ]
    session.add_all(made)
    session.flush()
    nominations |= {one.email: one for one in made}
    for new in made:
        audit.record(session, "nomination.heard", kind="nomination", id=new.id, actor_id=None, now=now)


def _accounts(session: Session, names: Sequence[str]) -> dict[str, int]:
    """By the name that was heard, in any case."""
    given = recordsets.table([{"name": each} for each in names], name=Text)
    same = func.lower(Account.name) == func.lower(given.c.name)
    return {row[0]: row[1] for row in session.execute(select(given.c.name, Account.id).join(given, same))}
