"""Topics that are a message to somebody."""

from jobs.deliver import Delivery
from jobs.kit import Kit
from portal.domain.outbox import Claimed
from portal.mail.transport import Line


def send(kit: Kit, line: Line, claimed: Claimed) -> None:
    Delivery(kit, claimed).run(line)
