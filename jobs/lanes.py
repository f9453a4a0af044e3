"""Several messages on their way at once, so that one that hangs holds up no other (R4).

A lane takes one message at a time on one SMTP connection. In ordinary times there is one. Where many messages are due
there is one for each `SHARE` of them, and while every lane waits on its message for longer than `SLOW`, another is
opened; up to `MOST`.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence

import structlog
from sqlalchemy.exc import OperationalError

from jobs.convoys import Convoy
from jobs.handlers import HANDLERS
from jobs.kit import Kit
from jobs.together import Together
from portal.db import retrying
from portal.domain import leases
from portal.domain.kinds import Queue
from portal.domain.leases import Claimed, LeaseLost
from portal.domain.operations import deliveries
from portal.mail.transport import Line, tidy

SLOW = 0.5
MOST = 8
SHARE = 25
AHEAD = 4
"""Messages for each of several lanes that are claimed at once: all but the first wait for a lane."""
TAKES_NEW_FOR = 60
HOST_FAILURES = 2
"""After so many messages in a row that the mail server did not even hear, a lane ends; the sweep tries again."""

log = structlog.get_logger()


class Lane(threading.Thread):
    def __init__(self, lanes: "Lanes") -> None:
        super().__init__(daemon=True, name="lane")
        self._lanes = lanes
        self._busy_since: float | None = None

    @property
    def slow(self) -> bool:
        since = self._busy_since
        return since is not None and time.monotonic() - since > SLOW

    def run(self) -> None:
        kit = self._lanes.kit
        line = Line(kit.host, kit.patience, context=kit.tls)
        try:
            while line.unheard < HOST_FAILURES and (claimed := self._lanes.take(self)):
                self._busy_since = time.monotonic()
                self._handle(kit, line, claimed)
                self._busy_since = None
        except Exception:
            log.exception("lane.ended")
            self._lanes.left = True
        finally:
            self._lanes.host_away |= line.unheard >= HOST_FAILURES
            line.close()
            self._lanes.ended.set()

    def _handle(self, kit: Kit, line: Line, claimed: Claimed) -> None:
        try:
            HANDLERS[claimed.topic](kit, line, claimed, self._lanes.convoy)
        except LeaseLost:
            log.warning("lease.lost", outbox_id=claimed.id, topic=claimed.topic)
        except Exception as error:
            log.exception("message.broken", outbox_id=claimed.id, topic=claimed.topic)
            self._put_off(kit, claimed, error)

    def _put_off(self, kit: Kit, claimed: Claimed, error: Exception) -> None:
        """A mistake of ours: the row says so and waits. Past the point of no return the lease decides instead."""

        def work() -> None:
            with kit.database.writing() as session:
                now = kit.database.now(session)
                deliveries.put_off(session, claimed, error=tidy(f"{type(error).__name__}: {error}"), now=now)

        try:
            retrying(work)
        except LeaseLost:
            log.warning("lease.left", outbox_id=claimed.id)


class Lanes:
    def __init__(self, kit: Kit, queue: Queue, *, owner: str) -> None:
        self.kit = kit
        self.ended = threading.Event()
        self.host_away = False
        self.left = False
        """Rows may still be claimed to which nobody here will come."""
        self._queue = queue
        self._owner = owner
        self._until = time.monotonic() + TAKES_NEW_FOR
        self._lanes: list[Lane] = []
        self._ahead: deque[Claimed] = deque()
        self._shelf = threading.Lock()
        self._claim: Together[Lane, Claimed | None] = Together(self._claim_for, self._party)
        self.convoy = Convoy(kit, lambda: self._party() - self._claim.waiting, self._unbegun)

    def take(self, lane: Lane) -> Claimed | None:
        """The next message, unless the time for new ones is over."""
        return None if self._over else self._claim(lane)

    @property
    def _over(self) -> bool:
        return time.monotonic() >= self._until

    def _claim_for(self, lanes: Sequence[Lane]) -> Sequence[Claimed | None]:
        """One for each, as far as there are any."""
        with self._shelf:
            if len(self._ahead) < len(lanes):
                self._ahead.extend(self._claim_more(AHEAD * len(lanes) if len(lanes) > 1 else 1))
            return [self._ahead.popleft() if self._ahead else None for _ in lanes]

    def _claim_more(self, most: int) -> list[Claimed]:
        def work() -> list[Claimed]:
            with self.kit.database.writing() as session:
                now = self.kit.database.now(session)
                return leases.claim_several(session, self._queue, most=most, owner=self._owner, now=now)

        return retrying(work)

    def _unbegun(self) -> Sequence[Claimed]:
        with self._shelf:
            return tuple(self._ahead)

    def _give_back(self) -> None:
        """Nobody here will come to them soon."""
        with self._shelf:
            unbegun = tuple(self._ahead)
            self._ahead.clear()

        def work() -> None:
            with self.kit.database.writing() as session:
                leases.give_back(session, unbegun)

        if unbegun:
            try:
                retrying(work)
            except OperationalError as error:
                log.warning("lanes.database_away", error=type(error.orig).__name__)
                with self._shelf:
                    self._ahead.extendleft(reversed(unbegun))

    def run(self, *, stop: Callable[[], bool] = lambda: False) -> None:
        """Until nothing is due, or the time for new messages is over and the last one has come to its end."""
        for _ in range(self._wanted()):
            self._open()
        while self._alive():
            self.ended.wait(SLOW / 5)
            self.ended.clear()
            if stop():
                self._until = 0.0
            if self._all_slow() or self._over:
                self._give_back()
            if self._may_open() and self._due():
                self._open()
        self._give_back()
        self.left |= bool(self._ahead)

    def _party(self) -> int:
        """Lanes that don’t hang."""
        return sum(lane.is_alive() and not lane.slow for lane in self._lanes)

    def _wanted(self) -> int:
        """One at least, even where nothing is due any more: to look is its work."""
        with self.kit.database.reading() as session:
            due = leases.waiting(session, self._queue, most=MOST * SHARE, now=self.kit.database.now(session))
        return max(1, due // SHARE)

    def _open(self) -> None:
        lane = Lane(self)
        self._lanes.append(lane)
        lane.start()

    def _alive(self) -> list[Lane]:
        self._lanes = [lane for lane in self._lanes if lane.is_alive()]
        return self._lanes

    def _all_slow(self) -> bool:
        return all(lane.slow for lane in self._alive())

    def _may_open(self) -> bool:
        return 0 < len(self._alive()) < MOST and not self._over and self._all_slow()

    def _due(self) -> bool:
        """A database that is away is no reason to leave the lanes: they may be waiting for a reply."""
        try:
            return self._asked_due()
        except OperationalError as error:
            log.warning("lanes.database_away", error=type(error.orig).__name__)
            return False

    def _asked_due(self) -> bool:
        with self.kit.database.reading() as session:
            return leases.due(session, self._queue, now=self.kit.database.now(session))
