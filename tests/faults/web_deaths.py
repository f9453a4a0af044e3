"""A stand-in for the web process that dies between COMMIT and the wake-up, or rolls back after it.

`python -m tests.faults.web_deaths died|rolled_back INVITER ADVOCATE…`
"""

import os
import signal
import sys

from portal.db import connect
from portal.domain.kinds import Queue
from portal.domain.operations import invitations
from portal.wake import Wake


class RolledBack(Exception):
    """What a request raises when it fails after all."""


def invite(advocate_id: int, inviter_id: int, *, die: bool) -> None:
    database = connect(os.environ["DATABASE_URL"], threads=1)
    try:
        with database.writing() as session:
            invitations.invite(
                session,
                advocate_ids=[advocate_id],
                inviter_id=inviter_id,
                note=None,
                address_hashes=lambda address: [address.encode()],
                now=database.now(session),
            )
            if not die:
                session.flush()
                Wake(os.environ["REDIS_URL"])(Queue.BULK)
                raise RolledBack
        os.kill(os.getpid(), signal.SIGKILL)
    except RolledBack:
        database.close()


def main(ending: str, inviter: str, *advocates: str) -> None:
    for advocate in advocates:
        child = os.fork()
        if child == 0:
            invite(int(advocate), int(inviter), die=ending == "died")
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status) != (ending == "died"):
            sys.exit(f"advocate {advocate}: the child ended otherwise than it should")


if __name__ == "__main__":
    main(*sys.argv[1:])
