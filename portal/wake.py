"""Wake a queue's worker. A hint: the outbox is the record, and the sweep finds what a lost hint missed."""

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

WORK = "jobs.dispatch.take_due"
LONGEST = 780
"""Seconds: a job takes no new message after the first minute, and one message may need twelve."""
PENDING = 5
"""Seconds in which one hint stands for all: the job it starts sees every row committed before."""
log = structlog.get_logger()


class Wake:
    """Holds one lazy connection; a Redis that is away costs at most a second and is never an error."""

    def __init__(self, redis_url: str) -> None:
        self._redis = Redis.from_url(redis_url, socket_connect_timeout=0.5, socket_timeout=0.5)

    def __call__(self, *names: str) -> None:
        for name in names:
            try:
                if self._redis.set(f"wake:{name}", 1, nx=True, ex=PENDING):
                    Queue(name, connection=self._redis, serializer=JSONSerializer).enqueue(
                        WORK, name, job_timeout=LONGEST, result_ttl=0, failure_ttl=3600
                    )
            except (RedisError, OSError) as error:
                log.warning("wake.failed", queue=name, error=type(error).__name__)

    def heard(self, name: str) -> None:
        """The job says so before it looks: what is committed from now on needs a hint of its own."""
        try:
            self._redis.delete(f"wake:{name}")
        except (RedisError, OSError) as error:
            log.warning("wake.failed", queue=name, error=type(error).__name__)

    def answers(self) -> bool:
        try:
            return bool(self._redis.ping())
        except (RedisError, OSError):
            return False
