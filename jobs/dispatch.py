"""Take whatever is due. One function, two triggers: a wake-up from the queue, and the sweep."""

import signal
import threading
from collections.abc import Callable

import structlog

from jobs import kit as kits
from jobs import presence
from jobs.kit import Kit
from jobs.lanes import Lanes
from portal import settings
from portal.domain import leases
from portal.domain.kinds import Queue

log = structlog.get_logger()


def take_due(queue_name: str) -> None:
    """What the queue names, and the only thing its workers run."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with kits.opened(settings.read()) as kit:
        kit.wake.heard(queue_name)
        take(kit, Queue(queue_name), stop=stop.is_set)


def take(kit: Kit, queue: Queue, *, stop: Callable[[], bool] = lambda: False) -> None:
    with presence.presence(kit.settings.journal_dir) as owner:
        recover(kit)
        lanes = Lanes(kit, queue, owner=owner)
        lanes.run(stop=stop)
    if lanes.left:
        presence.give_up(owner, kit.settings.journal_dir)
    # A mail server that is away is left in peace until the sweep.
    if not stop() and not lanes.host_away and _due(kit, queue):
        kit.wake(queue)


def recover(kit: Kit) -> None:
    """Take back what dead processes of this host held, and what any held for too long."""
    gone = presence.dead(kit.settings.journal_dir)
    with kit.database.writing() as session:
        queued, uncertain = leases.recover(session, dead=gone, now=kit.database.now(session))
    presence.forget(gone, kit.settings.journal_dir)
    if queued or uncertain:
        log.warning("leases.recovered", queued=queued, uncertain=uncertain)


def _due(kit: Kit, queue: Queue) -> bool:
    with kit.database.reading() as session:
        return leases.due(session, queue, now=kit.database.now(session))
