"""The program's settings (CAP-3, GEN-2): policy, sender, names and colour."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import Refused
from portal.domain.kinds import Effort
from portal.domain.models import Program
from portal.domain.operations import searches
from portal.domain.rules import caps
from portal.domain.rules.freshness import LEAST_MAIL_GAP

CHANGEABLE = frozenset(
    {
        "company_name",
        "product_name",
        "accent",
        "sender_name",
        "sender_address",
        "help_address",
        "postal_address",
        "reward_word",
        "time_zone",
        "high_gap",
        "low_gap",
        "rest_after",
        "reply_days",
        "first_reminder_days",
        "second_reminder_days",
        "own_domains",
        "story_days",
        "deployments_days",
        "outcomes_days",
        "mail_gap",
    }
)

SHELVES = frozenset({"story_days", "deployments_days", "outcomes_days"})


def change(session: Session, *, values: Mapping[str, object], actor_id: int, now: datetime) -> tuple[str, ...]:
    """Write the settings given; answers the names of those that changed. Raises Refused."""
    unknown = set(values) - CHANGEABLE
    if unknown:
        raise ValueError(f"no such settings: {sorted(unknown)}")
    program = session.execute(select(Program).with_for_update()).scalar_one()
    changed = tuple(name for name, value in values.items() if getattr(program, name) != value)
    for name in changed:
        setattr(program, name, values[name])
    _hold(program)
    if SHELVES & set(changed):
        searches.date_anew(session)
    if changed:
        audit.record(
            session, "settings.changed", kind="program", id=program.id, actor_id=actor_id, now=now, fields=changed
        )
    return changed


def set_logo(session: Session, *, content: bytes, kind: str, now: datetime) -> None:
    """By the operator of the machine, from a file."""
    program = session.execute(select(Program).with_for_update()).scalar_one()
    program.logo, program.logo_type = content, kind
    audit.record(session, "settings.changed", kind="program", id=program.id, actor_id=None, now=now, fields=("logo",))


def _hold(program: Program) -> None:
    if program.high_gap < caps.LEAST_GAP[Effort.HIGH] or program.low_gap < caps.LEAST_GAP[Effort.LOW]:
        raise Refused("gap", "The time between asks can only be made longer: at least 92 days, and 31 for small asks.")
    if program.mail_gap < LEAST_MAIL_GAP:
        raise Refused("mail_gap", "The time between two messages of the program can only be made longer.")
    if program.second_reminder_days <= program.first_reminder_days:
        raise Refused("reminders", "The second reminder must come after the first one.")
    try:
        ZoneInfo(program.time_zone)
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise Refused("time_zone", f"There is no time zone called {program.time_zone}.") from unknown
