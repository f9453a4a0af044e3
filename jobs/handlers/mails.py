"""Topics that are a message to somebody."""

from jobs.convoys import Convoy
from jobs.deliver import Delivery
from jobs.kit import Kit
from portal.domain.leases import Claimed
from portal.mail.transport import Line


def send(kit: Kit, line: Line, claimed: Claimed, convoy: Convoy) -> None:
    Delivery(kit, claimed, convoy).run(line)
