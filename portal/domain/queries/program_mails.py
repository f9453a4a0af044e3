"""Who may get a program mail today that is no ask: one in the program's days, none on a break (CAP-4, CAP-9)."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, func, or_
from sqlalchemy.orm import aliased

from portal.domain.kinds import Stage
from portal.domain.models import Advocate, MatchRow, Outbox, Program
from portal.domain.queries import programs
from portal.domain.queries.freshness.facts import COUNTED, NEVER_LEFT
from portal.domain.queries.merges import addressed


def may_get_one(program: Program, now: datetime) -> Sequence[ColumnElement[bool]]:
    """Conditions on the advocate and their match row."""
    today = programs.today(program, now)
    first_day = today - timedelta(days=program.mail_gap - 1)
    since = datetime.combine(first_day, time(), ZoneInfo(program.time_zone))
    mail = aliased(Outbox)
    lately = exists().where(
        mail.recipient_id.in_(addressed(Advocate.id)),
        mail.topic.in_(COUNTED),
        mail.state.not_in(NEVER_LEFT),
        func.coalesce(mail.dotted_at, mail.not_before) >= since,
    )
    return (
        and_(Advocate.left_at.is_(None), Advocate.stage != Stage.DEPARTED),
        MatchRow.reachable.is_(True),
        or_(MatchRow.break_until.is_(None), MatchRow.break_until <= today),
        ~lately,
    )
