"""What could not be filled, by the segment that was missing (REQ-8)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import RequestState, UnfilledReason
from portal.domain.models import Activity, Request

SHOWN = 100


@dataclass(frozen=True)
class Gap:
    """The same wishes: how often nobody met them, for what, and why. Empty parts were not asked for."""

    industries: list[str]
    regions: list[str]
    products: list[str]
    number: int
    newest_at: datetime
    reasons: list[UnfilledReason]
    activities: list[str]


def unmet(session: Session, *, since: datetime) -> list[Gap]:
    """The most often missed first."""
    return [_gap(row) for row in session.execute(_grouped(since))]


def _grouped(since: datetime) -> Select[*tuple[Any, ...]]:
    wishes = (Request.industries, Request.regions, Request.products)
    number = func.count().label("number")
    return (
        select(
            *wishes,
            number,
            func.max(Request.closed_at).label("newest_at"),
            func.array_agg(aggregate_order_by(Request.close_reason, Request.close_reason)).label("reasons"),
            func.array_agg(aggregate_order_by(Activity.name, Activity.name)).label("activities"),
        )
        .outerjoin(Activity, Activity.id == Request.activity_id)
        .where(Request.state == RequestState.UNFILLED, Request.closed_at >= since)
        .group_by(*wishes)
        .order_by(number.desc(), func.max(Request.closed_at).desc())
        .limit(SHOWN)
    )


def _gap(row: Any) -> Gap:  # noqa: ANN401 - a row of the statement above
    return Gap(
        industries=row.industries,
        regions=row.regions,
        products=row.products,
        number=row.number,
        newest_at=row.newest_at,
        reasons=[UnfilledReason(one) for one in dict.fromkeys(row.reasons)],
        activities=[one or "Something to show" for one in dict.fromkeys(row.activities)],
    )
