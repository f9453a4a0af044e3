"""Points that will end, for everybody at once and for one (RWD-1)."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, Text, cast, exists, func, literal, select
from sqlalchemy.orm import Session, aliased

from portal.domain.kinds import MessageState, Topic
from portal.domain.models import Advocate, LedgerAccount, Outbox, Transfer
from portal.domain.queries import ledgers
from portal.domain.rules import expiries as rules
from portal.domain.value_kinds import LedgerKind, TransferKind


def to_announce(session: Session, on: date, *, limit: int) -> list[Row[Any]]:
    """Who has points that end on that day, and was not told yet."""
    return list(session.execute(_ending(session, on).where(~_notice(on)).limit(limit)).all())


def to_end(session: Session, on: date, *, limit: int) -> list[Row[Any]]:
    """Whose points end on that day: those whom the notice reached long enough before.

    Once: what comes back to somebody after their points ended waits for another first and its own notice.
    """
    latest = _midnight(session, on - timedelta(days=rules.NOTICE_DAYS - 1))
    knew = _notice(on, Outbox.state == MessageState.SENT, Outbox.finished_at < latest)
    ended = exists().where(Transfer.key == func.concat("expiry:", LedgerAccount.advocate_id, f":{on}"))
    return list(session.execute(_ending(session, on).where(knew, ~ended).limit(limit)).all())


def of_advocate(session: Session, advocate_id: int, *, on: date) -> int:
    """How many of one advocate's end on that day."""
    row = session.execute(_ending(session, on).where(LedgerAccount.advocate_id == advocate_id)).one_or_none()
    return int(row.points) if row else 0


def _ending(session: Session, on: date) -> Select[Any]:
    """What was earned before the line and is not used: the same sum as `rules.expiries.ending`."""
    line = _midnight(session, rules.months_before(on, ledgers.rules(session).expires_after_months))
    back = aliased(Transfer)
    stands = Transfer.kind != TransferKind.REVERSAL, ~exists().where(back.reverses_id == Transfer.id)
    total = func.coalesce(func.sum(Transfer.amount), 0)
    earned = select(total).where(Transfer.credit_id == LedgerAccount.id, Transfer.at < line, *stands)
    used = select(total).where(Transfer.debit_id == LedgerAccount.id, *stands)
    points = earned.correlate(LedgerAccount).scalar_subquery() - used.correlate(LedgerAccount).scalar_subquery()
    return (
        select(LedgerAccount.advocate_id, Advocate.person_id, points.label("points"))
        .join(Advocate, Advocate.id == LedgerAccount.advocate_id)
        .where(LedgerAccount.kind == LedgerKind.ADVOCATE, LedgerAccount.credits > LedgerAccount.debits, points > 0)
        .order_by(LedgerAccount.advocate_id)
    )


def _notice(on: date, *more: Any) -> Any:  # noqa: ANN401 - conditions, and one made of them
    key = func.concat(literal(f"{Topic.POINTS_EXPIRING}:"), cast(LedgerAccount.advocate_id, Text), f":{on}")
    return exists().where(Outbox.dedupe_key == key, *more)


def _midnight(session: Session, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ledgers.zone(session))
