"""How fast this machine is, beside the one that the goals in milliseconds and pieces a second were set on.

Only ratios of one run count (PERFORMANCE): such a goal is stretched by how much longer a bare hello takes here.
"""

import time

from bench.hello import app

THEIRS = 75.0
"""Microseconds of a bare hello in process, where the goals were set (PERFORMANCE 1)."""
ROUNDS, EACH = 60, 40


def stretch() -> float:
    """At least 1: a faster machine has no easier goals."""
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/hello",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
    }
    quickest = min(_round(environ) for _ in range(ROUNDS))
    return max(1.0, quickest / THEIRS)


def _round(environ: dict[str, str]) -> float:
    begin = time.perf_counter()
    for _ in range(EACH):
        b"".join(app(dict(environ), lambda _status, _headers, _error=None: lambda _body: None))
    return 1e6 * (time.perf_counter() - begin) / EACH
