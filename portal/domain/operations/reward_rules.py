"""The program's own rules of giving: how long points are good, from when two people decide, a year's limit."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.errors import Refused
from portal.domain.models import Activity, RewardRules
from portal.domain.rules import reviews


@dataclass(frozen=True)
class Values:
    """The names are those of the columns."""

    expires_after_months: int
    second_points: int
    second_cents: int
    gift_limit_cents: int
    promised_days: int
    review_sites: list[str]


def change(
    session: Session, *, values: Values, points: Mapping[int, int], actor_id: int, now: datetime
) -> tuple[str, ...]:
    """Write them, and what each activity credits from now on; answers the names of those that changed."""
    if any(reviews.may_never_be_thanked(site) for site in values.review_sites):
        raise Refused("app_store", "Apple and Google let no review be thanked for. Leave their sites out.")
    row = session.execute(select(RewardRules).with_for_update()).scalar_one()
    given = asdict(values)
    changed = [name for name, value in given.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, given[name])
    for activity in session.scalars(select(Activity).where(Activity.id.in_(points)).with_for_update()):
        if activity.points != points[activity.id]:
            activity.points = points[activity.id]
            changed.append(f"points.{activity.slug}")
    if changed:
        audit.record(
            session, "reward_rules.changed", kind="program", id=1, actor_id=actor_id, now=now, fields=tuple(changed)
        )
    return tuple(changed)
