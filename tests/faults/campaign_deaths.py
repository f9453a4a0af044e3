"""A stand-in for the sweep that is killed while it takes the slices of campaigns: at the given statement of its work.

`python -m tests.faults.campaign_deaths STATEMENT MOMENT`
"""

import os
import signal
import sys
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import event

from portal.db import connect, retrying
from portal.domain.operations import campaigns

TURNS = 80
TURN = timedelta(minutes=10)


def main(statement: str, moment: str) -> None:
    """Ends by the kill, or by itself where the work needs fewer statements. Each turn is ten minutes later."""
    database = connect(os.environ["DATABASE_URL"], threads=1)
    begun = datetime.fromisoformat(moment)
    seen = 0

    def count(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == int(statement):
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(database.writer, "after_cursor_execute", count)

    def turn(number: int) -> None:
        with database.writing() as session:
            campaigns.ask_due(session, now=begun + number * TURN)

    for number in range(TURNS):
        retrying(partial(turn, number))
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
