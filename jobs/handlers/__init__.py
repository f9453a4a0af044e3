"""What is done about each topic. Twice, late or after a failure, each does no harm: it reads the state and decides."""

from collections.abc import Callable, Mapping

from jobs.convoys import Convoy
from jobs.handlers import imports, mails
from jobs.kit import Kit
from portal.domain.kinds import Topic
from portal.domain.leases import Claimed
from portal.mail.letters import WRITERS
from portal.mail.transport import Line

Handler = Callable[[Kit, Line, Claimed, Convoy], None]

HANDLERS: Mapping[Topic, Handler] = {
    **dict.fromkeys(WRITERS, mails.send),
    Topic.IMPORT_UPLOADED: imports.carry_on,
    Topic.IMPORT_CONFIRMED: imports.carry_on,
}
