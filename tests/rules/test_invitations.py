"""Who may be invited, and when next (CAP-9)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from portal.domain.kinds import Stage, SuppressionReason
from portal.domain.rules.caps import OPEN_END
from portal.domain.rules.invitations import WHY, Facts, Obstacle, Reason, why_not

TODAY = date(2026, 11, 23)
FREE = Facts(stage=Stage.CANDIDATE, said_no=False, suppressed=None, awaiting=False, last_on=None, break_until=None)


@pytest.mark.parametrize(
    ("changed", "obstacle"),
    [
        ({}, None),
        ({"stage": Stage.INVITED}, None),
        ({"stage": Stage.JOINED}, Obstacle(Reason.JOINED)),
        ({"stage": Stage.CONFIRMED}, Obstacle(Reason.JOINED)),
        ({"stage": Stage.DEPARTED}, Obstacle(Reason.DEPARTED)),
        ({"said_no": True}, Obstacle(Reason.NO_THANKS)),
        ({"suppressed": SuppressionReason.NO_THANKS}, Obstacle(Reason.NO_THANKS)),
        ({"suppressed": SuppressionReason.UNSUBSCRIBED}, Obstacle(Reason.NO_MAIL)),
        ({"suppressed": SuppressionReason.COMPLAINED}, Obstacle(Reason.NO_MAIL)),
        ({"suppressed": SuppressionReason.BOUNCED}, Obstacle(Reason.BOUNCES)),
        ({"awaiting": True, "last_on": TODAY}, Obstacle(Reason.AWAITING)),
        ({"last_on": TODAY - timedelta(days=183)}, Obstacle(Reason.RECENT, TODAY + timedelta(days=1))),
        ({"last_on": TODAY - timedelta(days=184)}, None),
        ({"break_until": TODAY}, None),
        ({"break_until": TODAY + timedelta(days=3)}, Obstacle(Reason.BREAK, TODAY + timedelta(days=3))),
        ({"break_until": OPEN_END}, Obstacle(Reason.BREAK)),
        (
            {"last_on": TODAY, "break_until": TODAY + timedelta(days=3)},
            Obstacle(Reason.RECENT, TODAY + timedelta(days=184)),
        ),
    ],
)
def test_why_someone_is_not_invited_and_when_next(changed: dict[str, Any], obstacle: Obstacle | None) -> None:
    assert why_not(replace(FREE, **changed), TODAY) == obstacle


def test_every_reason_has_its_words() -> None:
    assert set(WHY) == set(Reason)
    assert {why_not(replace(FREE, suppressed=one), TODAY) for one in SuppressionReason} > {Obstacle(Reason.BOUNCES)}
