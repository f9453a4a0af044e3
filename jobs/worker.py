"""`python -m jobs.worker urgent|bulk`: an RQ worker on one queue; one that listens to two may lose a job."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from jobs import dispatch
from jobs.handlers import HANDLERS
from portal import logs, settings
from portal.domain.kinds import Queue
from portal.mail import rendering
from portal.mail.conversations import trusted
from portal.wake import WORK

AGAIN_AFTER = 2.0
LISTED: dict[str, Callable[[str], None]] = {WORK: dispatch.take_due}

log = structlog.get_logger()


class Unlisted(Exception):
    """Something else than our own work was named in the queue. Whoever can write to Redis can't run code here."""


class ListedJob(Job):
    """Resolves only listed functions; knows no callbacks, no web hooks and no objects."""

    @property
    def func(self) -> Callable[[str], None]:
        if self.instance is not None or self.func_name not in LISTED:
            raise Unlisted(self.func_name)
        return LISTED[self.func_name]

    @property
    def success_callback(self) -> None:
        return None

    @property
    def failure_callback(self) -> None:
        return None

    @property
    def stopped_callback(self) -> None:
        return None

    def restore(self, raw_data: Any) -> None:  # noqa: ANN401 - rq's own
        super().restore(raw_data)
        self.webhooks = []


class OurWorker(Worker):
    job_class = ListedJob
    asked_to_stop = False

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        OurWorker.asked_to_stop = True
        if self.horse_pid:
            with suppress(ProcessLookupError):
                os.kill(self.horse_pid, signal.SIGTERM)
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]


def work(queue: Queue, redis_url: str, stop: threading.Event) -> None:
    """Until told to stop. RQ's worker gives up when Redis pauses, fails or talks nonsense; then a new one begins."""
    while not stop.is_set():
        try:
            worker = OurWorker(
                [queue.value],
                connection=Redis.from_url(redis_url),
                serializer=JSONSerializer,
                default_result_ttl=0,
                maintenance_interval=60,
            )
            worker.work(logging_level="WARNING")
        except (RedisError, OSError) as error:
            log.warning("worker.queue_away", queue=queue, error=type(error).__name__)
        if OurWorker.asked_to_stop:
            return
        _listen(stop)
        stop.wait(AGAIN_AFTER)


def main(name: str) -> None:
    chosen = settings.read()
    logs.configure(readable=chosen.demo)
    rendering.warm()
    trusted()
    stop = threading.Event()
    _listen(stop)
    log.info("worker.started", queue=name, topics=len(HANDLERS))
    work(Queue(name), chosen.redis_url, stop)


def _listen(stop: threading.Event) -> None:
    """RQ sets handlers of its own while it works; between two workers these hold."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in set(Queue):
        sys.exit(f"usage: python -m jobs.worker {'|'.join(Queue)}")
    main(sys.argv[1])
