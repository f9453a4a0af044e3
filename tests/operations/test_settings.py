"""The program's settings hold whoever writes them (CAP-3)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.errors import Refused
from portal.domain.models import Audit
from portal.domain.operations import settings
from portal.domain.queries import programs
from tests import make
from tests.make import NOW


def change(session: Session, **values: object) -> tuple[str, ...]:
    make.program(session)
    return settings.change(session, values=values, actor_id=make.person(session).id, now=NOW)


def test_what_changed_is_named_and_nothing_else(session: Session) -> None:
    assert change(session, high_gap=120, low_gap=31, product_name="Friends") == ("high_gap", "product_name")
    assert change(session, high_gap=120) == ()
    lines = list(session.scalars(select(Audit.fields).where(Audit.action == "settings.changed")))
    assert lines == [["high_gap", "product_name"]]
    assert programs.policy(programs.current(session)).high_gap == 120


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"high_gap": 91}, "gap"),
        ({"low_gap": 30}, "gap"),
        ({"first_reminder_days": 6}, "reminders"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"time_zone": "../etc/passwd"}, "time_zone"),
    ],
)
def test_what_would_shorten_or_break_the_policy_is_refused(
    session: Session, values: dict[str, object], reason: str
) -> None:
    with pytest.raises(Refused) as refusal, session.no_autoflush:
        change(session, **values)
    assert refusal.value.reason == reason


def test_only_settings_are_settings(session: Session) -> None:
    with pytest.raises(ValueError, match="no such settings"):
        change(session, id=2)
