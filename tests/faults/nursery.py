"""Forks real workers at once: what one loads when it starts is loaded here once. A line on stdin asks for one.

`python -m tests.faults.nursery urgent|bulk` answers each line with the new worker's id.
"""

import os
import signal
import sys

from jobs import worker
from portal.mail import rendering


def main(queue: str) -> None:
    rendering.warm()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever is killed is gone at once
    while sys.stdin.readline():
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.setsid()
            os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
            worker.main(queue)
            os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
