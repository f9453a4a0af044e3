"""Periodic work as data. Each is an operation in small transactions, harmless when run twice or late."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from sqlalchemy.orm import Session

from jobs import mailboxes
from jobs.kit import Kit
from portal.db import retrying
from portal.domain.demand_kinds import CampaignState
from portal.domain.operations import (
    asks,
    audits,
    beats,
    campaigns,
    closings,
    contents,
    counters,
    deliveries,
    digests,
    expiries,
    feedback,
    freshness,
    interviews,
    invitations,
    ledgers,
    lines,
    logins,
    meetings,
    requests,
    searches,
    sign_ins,
    works,
)

MOST_SLICES = 50
Result = TypeVar("Result")

log = structlog.get_logger()


@dataclass(frozen=True)
class Periodic:
    name: str
    every: timedelta
    work: Callable[[Kit], None]


def slices(operation: Callable[..., int]) -> Callable[[Kit], None]:
    """Run an operation that says how many it did, one transaction after another, until it did none."""

    def work(kit: Kit) -> None:
        for _ in range(MOST_SLICES):
            if not in_one_transaction(kit, lambda session, now: operation(session, now=now)):
                return

    return work


def once(operation: Callable[..., object]) -> Callable[[Kit], None]:
    def work(kit: Kit) -> None:
        in_one_transaction(kit, lambda session, now: operation(session, now=now))

    return work


def in_one_transaction(kit: Kit, operation: Callable[[Session, datetime], Result]) -> Result:
    def work() -> Result:
        with kit.database.writing() as session:
            return operation(session, kit.database.now(session))

    return retrying(work)


def ask_for_campaigns(kit: Kit) -> None:
    """Every slice that is due. A campaign that ends changed many match rows, which every list reads."""
    for _ in range(MOST_SLICES):
        state = in_one_transaction(kit, lambda session, now: campaigns.ask_due(session, now=now))
        if state is None:
            return
        if state is CampaignState.DONE:
            kit.database.tidy("match_row")


def ask_to_confirm(kit: Kit) -> None:
    """Whose details went stale, slice by slice through everybody."""

    def slice_after(ended: int) -> Callable[[Session, datetime], int | None]:
        return lambda session, now: freshness.ask_due(
            session, after=ended, address_hashes=kit.links.address_hashes, now=now
        )

    ended: int | None = 0
    while ended is not None:
        ended = in_one_transaction(kit, slice_after(ended))


def seal(kit: Kit) -> None:
    """The log keeps a copy of each seal: whoever rewrites the table can't rewrite the log with it."""
    made = in_one_transaction(kit, lambda session, now: audits.seal(session, key=kit.links.seal_keys()[0], now=now))
    if made is not None:
        log.info("audit.sealed", seal=made.id, until=made.until, rows=made.rows, mac=made.mac.hex())


def seal_ledger(kit: Kit) -> None:
    made = in_one_transaction(kit, lambda session, now: ledgers.seal(session, key=kit.links.seal_keys()[0], now=now))
    if made is not None:
        log.info("ledger.sealed", seal=made.id, until=made.until, rows=made.rows, mac=made.mac.hex())


SCHEDULE: Sequence[Periodic] = (
    Periodic("bounces", timedelta(seconds=30), mailboxes.read_bounces),
    Periodic("messages.settle", timedelta(minutes=1), once(deliveries.settle_by_answers)),
    Periodic("audit.seal", timedelta(minutes=1), seal),
    Periodic("campaigns.ask", timedelta(seconds=20), ask_for_campaigns),
    Periodic("asks.remind", timedelta(minutes=10), slices(asks.remind_due)),
    Periodic("asks.expire", timedelta(minutes=10), slices(asks.expire_due)),
    Periodic("lines.settle", timedelta(minutes=1), slices(lines.settle_due)),
    Periodic("lines.release", timedelta(minutes=1), slices(lines.release_due)),
    Periodic("lines.go_on", timedelta(minutes=1), slices(lines.go_on)),
    Periodic("meetings.remind", timedelta(minutes=5), slices(meetings.remind_due)),
    Periodic("meetings.ask", timedelta(minutes=10), slices(meetings.ask_due)),
    Periodic("feedback.ask", timedelta(minutes=30), slices(feedback.ask_due)),
    Periodic("closings.thank", timedelta(hours=1), slices(closings.thank_due)),
    Periodic("invitations.remind", timedelta(minutes=10), slices(invitations.remind_due)),
    Periodic("invitations.expire", timedelta(minutes=10), slices(invitations.expire_due)),
    Periodic("searches.date", timedelta(seconds=20), slices(lambda session, **_: searches.date_due(session))),
    Periodic("freshness.ask", timedelta(hours=1), ask_to_confirm),
    Periodic("interviews.forget", timedelta(hours=1), once(interviews.forget_removed)),
    Periodic("contents.remind", timedelta(minutes=30), slices(contents.remind_due)),
    Periodic("contents.expire", timedelta(minutes=10), slices(contents.expire_due)),
    Periodic("requests.lapse", timedelta(minutes=10), slices(requests.lapse_due)),
    Periodic("digests.make", timedelta(minutes=10), slices(digests.make_due)),
    Periodic("works.warn", timedelta(minutes=30), slices(works.warn_overdue)),
    Periodic("ledger.seal", timedelta(minutes=1), seal_ledger),
    Periodic("points.announce", timedelta(hours=6), slices(expiries.announce_due)),
    Periodic("points.expire", timedelta(hours=6), slices(expiries.expire_due)),
    Periodic("counters.forget", timedelta(hours=1), once(counters.forget_old)),
    Periodic("sign_ins.forget", timedelta(hours=1), once(sign_ins.forget_old)),
    Periodic("logins.forget", timedelta(hours=1), once(logins.forget_old)),
)


def run_due(kit: Kit, schedule: Sequence[Periodic] = SCHEDULE) -> None:
    """One that fails is logged and tried at its next turn; it holds up no other."""
    for periodic in schedule:
        try:
            if in_one_transaction(kit, _turn(periodic)):
                periodic.work(kit)
        except Exception:
            log.exception("periodic.failed", name=periodic.name)


def _turn(periodic: Periodic) -> Callable[[Session, datetime], bool]:
    return lambda session, now: beats.take_turn(session, periodic.name, every=periodic.every, now=now)
