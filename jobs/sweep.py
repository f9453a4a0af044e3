"""`python -m jobs.sweep`: every ten seconds the workers' own function for both queues, whether or not Redis is there,
and the periodic work whose turn it is. What a lost wake-up missed is found here.
"""

import signal
import threading
import time

import structlog

from jobs import dispatch, schedule
from jobs import kit as kits
from jobs.kit import Kit
from portal import logs, settings
from portal.domain.kinds import Queue
from portal.domain.operations import beats

EVERY = 10.0
OVERTAKEN_AFTER = 65.0
"""A dispatch that takes no new messages any more but still waits for a reply: another is started beside it."""
FAREWELL = 20.0

log = structlog.get_logger()


class Sweep:
    def __init__(self, kit: Kit) -> None:
        self.stop = threading.Event()
        self._kit = kit
        self._latest: dict[Queue, tuple[threading.Thread, float]] = {}
        self._waiting: list[threading.Thread] = []

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                self.once()
            except Exception:
                log.exception("sweep.failed")
            self.stop.wait(EVERY)
        ends = time.monotonic() + FAREWELL
        for thread in self._waiting:
            thread.join(max(0.0, ends - time.monotonic()))

    def once(self) -> None:
        schedule.in_one_transaction(self._kit, lambda session, now: beats.beat(session, "sweep", now=now))
        for queue in Queue:
            self._dispatch(queue)
        schedule.run_due(self._kit)

    def _dispatch(self, queue: Queue) -> None:
        """Beside a dispatch that hangs, not behind it: a hung mail server holds up neither queue (R4)."""
        thread, since = self._latest.get(queue, (None, 0.0))
        if thread is not None and thread.is_alive() and time.monotonic() - since < OVERTAKEN_AFTER:
            return
        thread = threading.Thread(target=self._take, args=(queue,), daemon=True, name=f"sweep-{queue}")
        self._latest[queue] = (thread, time.monotonic())
        self._waiting = [other for other in self._waiting if other.is_alive()] + [thread]
        thread.start()

    def _take(self, queue: Queue) -> None:
        try:
            dispatch.take(self._kit, queue, stop=self.stop.is_set)
        except Exception:
            log.exception("sweep.dispatch_failed", queue=queue)


def main() -> None:
    chosen = settings.read()
    logs.configure(readable=chosen.demo)
    with kits.opened(chosen, threads=len(Queue) * kits.THREADS + 1) as kit:
        sweep = Sweep(kit)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: sweep.stop.set())
        log.info("sweep.started", every=EVERY)
        sweep.run()


if __name__ == "__main__":
    main()
