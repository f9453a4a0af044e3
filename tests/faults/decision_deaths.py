"""A stand-in for the web process that is killed while many decisions are saved: at the given statement of its work.

`python -m tests.faults.decision_deaths ACTOR STATEMENT INVITED… - PASSED_OVER…`
"""

import os
import signal
import sys

from sqlalchemy import event

from portal.db import connect
from portal.domain.operations import signals


def main(actor: str, statement: str, *nominations: str) -> None:
    """Ends by the kill, or by itself where the work needs fewer statements."""
    database = connect(os.environ["DATABASE_URL"], threads=1)
    seen = 0
    middle = nominations.index("-")
    with database.writing() as session:

        def count(*_: object) -> None:
            nonlocal seen
            seen += 1
            if seen == int(statement):
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(database.writer, "after_cursor_execute", count)
        signals.decide(
            session,
            invite=[int(one) for one in nominations[:middle]],
            pass_over=[int(one) for one in nominations[middle + 1 :]],
            actor_id=int(actor),
            address_hashes=lambda address: [address.encode()],
            now=database.now(session),
        )
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
