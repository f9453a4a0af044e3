"""The program's settings and activities."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.models import Activity, Program
from portal.domain.rules.caps import Policy

_CURRENT = select(Program)

__all__ = ["Activity", "Program", "activities", "current", "policy", "today"]


def current(session: Session) -> Program:
    return session.execute(_CURRENT).scalar_one()


def policy(program: Program) -> Policy:
    return Policy(high_gap=program.high_gap, low_gap=program.low_gap)


def today(program: Program, now: datetime) -> date:
    """The day it is for the program."""
    return now.astimezone(ZoneInfo(program.time_zone)).date()


def activities(session: Session, *, archived: bool = False) -> list[Activity]:
    """Bigger asks first, each class in its own order."""
    statement = select(Activity).order_by(Activity.effort, Activity.position, Activity.id)
    return list(session.scalars(statement if archived else statement.where(~Activity.archived)))
