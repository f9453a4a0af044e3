"""What the lanes of one process do together: read, pass the point of no return, write down the end.

Each message keeps its own conversation and its own place in the protocol (RELIABILITY 3.2); only commits and the
journal’s fsync are shared.
"""

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import structlog
from sqlalchemy.exc import OperationalError

from jobs.kit import Kit
from jobs.together import Together
from jobs.writing import Written, write
from portal.db import retrying
from portal.domain.kinds import ASK_TOPICS, Topic
from portal.domain.leases import Claimed, LeaseLost, Report
from portal.domain.operations import convoys
from portal.domain.operations.deliveries import Passed
from portal.mail.journal import Entry

DATABASE_AWAY = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds between tries to write down an end."""
FRESH = 0.25
"""Seconds for which what was written ahead is still what would be written now."""
Result = TypeVar("Result")
Addressed = tuple[Claimed, Sequence[bytes]]

log = structlog.get_logger()


def patiently(work: Callable[[], Result]) -> Result:
    """Write down what happened even if the database is away for some seconds: else a sent message looks uncertain."""
    for pause in DATABASE_AWAY:
        try:
            return retrying(work)
        except OperationalError as error:
            log.warning("delivery.database_away", error=type(error.orig).__name__)
            time.sleep(pause)
    return retrying(work)


class Convoy:
    def __init__(
        self, kit: Kit, party: Callable[[], int] = lambda: 1, ahead: Callable[[], Sequence[Claimed]] = tuple
    ) -> None:
        """`party`: how many lanes are on their way. `ahead`: what is claimed already and waits for a lane."""
        self._kit = kit
        self._ahead = ahead
        self.kept: dict[Claimed, tuple[float, Written | Exception]] = {}
        """Written ahead, and when."""
        self.write: Together[Claimed, Written] = Together(self._write, party)
        self.pass_point: Together[Addressed, Passed | str | None] = Together(self._pass_points, party)
        """None: this one has to go alone."""
        self.note: Together[Entry, None] = Together(self._note, party)
        self.finish_sent: Together[tuple[Claimed, Report], None] = Together(self._finish_sent, party)

    def _write(self, several: Sequence[Claimed]) -> Sequence[Written | Exception]:
        """Asks that are ahead as well: what all of them tell is read at once. The others are read one by one, and
        nothing but their writing asks whether what they tell is still so.
        """
        now = time.monotonic()
        self.kept = {one: kept for one, kept in self.kept.items() if now - kept[0] < FRESH}
        if any(one not in self.kept for one in several):
            waiting = [*several, *(one for one in self._ahead() if one.topic in ASK_TOPICS)]
            unwritten = [one for one in waiting if one not in self.kept]
            written = write(self._kit, unwritten)
            self.kept |= {one: (now, each) for one, each in zip(unwritten, written, strict=True)}
        return [self.kept.pop(one)[1] for one in several]

    def _pass_points(self, several: Sequence[Addressed]) -> Sequence[Passed | str | None]:
        asks = {one: hashes for one, hashes in several if one.topic is Topic.ASK_SENT}

        def work() -> dict[Claimed, Passed | str]:
            with self._kit.database.writing() as session:
                return convoys.pass_points(session, asks, now=self._kit.database.now(session))

        try:
            passed = retrying(work) if asks else {}
        except LeaseLost:
            passed = {}
        return [passed.get(one) for one, _ in several]

    def _note(self, entries: Sequence[Entry]) -> Sequence[None]:
        self._kit.journal.append(*entries)
        return [None] * len(entries)

    def _finish_sent(self, several: Sequence[tuple[Claimed, Report]]) -> Sequence[Exception | None]:
        def work() -> frozenset[Claimed]:
            with self._kit.database.writing() as session:
                now = self._kit.database.now(session)
                return convoys.finish_sent(session, dict(several), host=str(self._kit.host), now=now)

        done = patiently(work)
        return [None if one in done else LeaseLost() for one, _ in several]
