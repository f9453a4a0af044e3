"""What decides who can be asked today: the activities, the policy, the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.domain.kinds import Effort
from portal.domain.queries import activities, programs
from portal.domain.queries.activities import Offer
from portal.domain.rules.caps import Policy


@dataclass(frozen=True)
class Ground:
    activities: Sequence[Offer]
    policy: Policy
    rest_after: int
    today: date

    def ids(self, effort: Effort) -> frozenset[int]:
        return frozenset(one.id for one in self.activities if one.effort is effort)


def ground(session: Session, now: datetime) -> Ground:
    program = programs.current(session)
    return Ground(
        activities=activities.offers(session),
        policy=programs.policy(program),
        rest_after=program.rest_after,
        today=programs.today(program, now),
    )
