"""How log lines are written: JSON for machines, or plain for a person at a terminal."""

import logging
import re

import structlog
from structlog.typing import EventDict, WrappedLogger

DETAIL = re.compile(r"\nDETAIL: .*?(?=\n\[SQL: |\n\nThe above exception|\n\nDuring handling|\Z)", re.DOTALL)
"""Where PostgreSQL tells the values of a row that it refuses: names and addresses."""


def configure(*, readable: bool) -> None:
    lines = structlog.dev.ConsoleRenderer(colors=False) if readable else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            without_values,
            lines,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )


def without_values(_log: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """The log outlives whoever is erased."""
    if "exception" in line:
        line["exception"] = DETAIL.sub("", line["exception"])
    return line
