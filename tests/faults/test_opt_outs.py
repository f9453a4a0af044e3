"""R15: whoever says stop wins. No message passes its point of no return after the opt-out is committed."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from jobs.deliver import Delivery
from jobs.kit import Kit
from portal.domain import leases
from portal.domain.errors import Refused
from portal.domain.kinds import Queue, SuppressionReason, Via
from portal.domain.leases import Claimed
from portal.domain.models import Advocate, Ask, Person
from portal.domain.operations import asks, places, suppressions
from portal.mail.transport import Line
from tests import make
from tests.fixtures.services import Smtp

SEED = 20261123
Stop = Callable[[Session, Kit, int], None]


def unsubscribe(session: Session, kit: Kit, ask_id: int) -> None:
    advocate = session.get_one(Advocate, session.get_one(Ask, ask_id).advocate_id)
    suppressions.suppress(
        session,
        person_id=advocate.person_id,
        address_hash=kit.links.hash_address(session.get_one(Person, advocate.person_id).email),
        reason=SuppressionReason.UNSUBSCRIBED,
        now=make.NOW,
    )


def pause(session: Session, _kit: Kit, ask_id: int) -> None:
    places.lock(session, session.get_one(Ask, ask_id).advocate_id).break_until = date.max


def withdraw(session: Session, _kit: Kit, ask_id: int) -> None:
    asks.withdraw(session, ask_id=ask_id, via=Via.TEAM, actor_id=None, now=make.NOW)


STOPS: tuple[Stop, ...] = (unsubscribe, pause, withdraw)


class CommitTimes(threading.local):
    """When this thread last began to commit."""

    began = 0.0


@pytest.mark.timeout(3600)
def test_no_message_passes_after_the_opt_out(kit: Kit, smtp: Smtp, tell: Callable[[str], None], *, full: bool) -> None:
    races = 2_000 if full else 90
    dice, times, outcome = random.Random(SEED), CommitTimes(), Counter[str]()
    event.listen(kit.database.writer, "commit", lambda _connection: setattr(times, "began", time.monotonic()))
    line = Line(kit.host, kit.patience)
    for number in range(races):
        ask_id, claimed = ready(kit)
        stop = STOPS[number % len(STOPS)]
        stopped_at = race(kit, line, claimed, lambda: stop_now(kit, stop, ask_id), times, dice)  # noqa: B023
        passed_at = stopped_at.get("passed", 0.0)
        arrived = any(claimed.message_id == one.message["Message-ID"] for one in smtp.messages)
        assert arrived == ("passed" in stopped_at)
        assert passed_at <= stopped_at["stopped"], f"{stop.__name__}: passed after it"
        outcome["arrived first" if arrived else "stopped first"] += 1
    line.close()
    tell(f"R15, seed {SEED}: {dict(outcome)}")
    assert outcome.keys() == {"arrived first", "stopped first"}, "the race must be open"


def ready(kit: Kit) -> tuple[int, Claimed]:
    with kit.database.writing() as session:
        made_id = make.ask(session, make.advocate(session)).id
    with kit.database.writing() as session:
        claimed = leases.claim(session, Queue.BULK, owner="race", now=make.NOW)
        assert claimed is not None
        assert claimed.ask_id == made_id
    return made_id, claimed


def race(
    kit: Kit, line: Line, claimed: Claimed, stop: Callable[[], float], times: CommitTimes, dice: random.Random
) -> dict[str, float]:
    """When the dot's transaction began to commit, and when the opt-out was committed."""
    found: dict[str, float] = {}

    class Timed(Delivery):
        def _point(self) -> str | None:
            start.wait()
            time.sleep(pauses[0])
            reason = super()._point()
            if reason is None:
                found["passed"] = times.began
            return reason

    pauses = (dice.uniform(0, 0.01), dice.uniform(0, 0.03))
    start = threading.Barrier(2)

    def opt_out() -> None:
        start.wait()
        time.sleep(pauses[1])
        found["stopped"] = stop()

    thread = threading.Thread(target=opt_out)
    thread.start()
    Timed(kit, claimed).run(line)
    thread.join()
    return found


def stop_now(kit: Kit, stop: Stop, ask_id: int) -> float:
    try:
        with kit.database.writing() as session:
            stop(session, kit, ask_id)
    except Refused:  # the ask had ended already: it was undelivered
        return time.monotonic()
    return time.monotonic()
