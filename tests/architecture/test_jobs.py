"""What is promised is kept by somebody: each topic has a handler, each queue a worker, and none needs the web."""

import subprocess
import sys
from pathlib import Path

from jobs.handlers import HANDLERS
from jobs.worker import LISTED
from portal.demo import supervisor
from portal.domain.kinds import PROGRAM_TOPICS, URGENT_TOPICS, Queue, Topic
from portal.mail.letters import WRITERS
from portal.wake import WORK

ROOT = Path(__file__).resolve().parent.parent.parent


def test_every_topic_has_a_handler() -> None:
    assert set(HANDLERS) == set(Topic)
    assert set(Topic) - set(WRITERS) == {Topic.IMPORT_CONFIRMED, Topic.IMPORT_UPLOADED}
    assert set(WRITERS) >= PROGRAM_TOPICS
    assert PROGRAM_TOPICS.isdisjoint(URGENT_TOPICS)


def test_every_queue_has_a_worker() -> None:
    assert sorted(supervisor.WORKERS.values()) == [["jobs.worker", queue] for queue in sorted(Queue)]


def test_what_the_queue_names_is_there() -> None:
    module, _, name = WORK.rpartition(".")
    assert LISTED[WORK] is getattr(sys.modules[module], name)
    assert len(LISTED) == 1


def test_a_worker_loads_no_web() -> None:
    script = (
        "import sys, jobs.worker, jobs.sweep; print([m for m in ('flask', 'wtforms', 'authlib') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
