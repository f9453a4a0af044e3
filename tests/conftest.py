"""What every test stands on: real servers, no network beyond this machine, a clock that stands still."""

import ipaddress
import sys
from datetime import UTC, datetime

import pytest

from portal.clock import SetClock

pytest_plugins = (
    "tests.fixtures.databases",
    "tests.fixtures.services",
    "tests.fixtures.browsers",
    "tests.fixtures.portals",
    "tests.fixtures.web",
    "tests.fixtures.providers",
)

MONDAY_MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full", action="store_true", help="fault runs at the size that the promises name")


@pytest.fixture
def full(pytestconfig: pytest.Config) -> bool:
    """True for the long run of ./dev faults; a short one has the same steps and smaller numbers."""
    return bool(pytestconfig.getoption("--full"))


@pytest.fixture
def clock() -> SetClock:
    return SetClock(MONDAY_MORNING)


@pytest.fixture
def now(clock: SetClock) -> datetime:
    return clock.instant


def stay_on_this_machine(event: str, arguments: tuple[object, ...]) -> None:
    """Python can't undo an audit hook, and a test has no business undoing this one."""
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = str(arguments[1][0])
    elif event == "socket.getaddrinfo" and arguments[0]:
        host = arguments[0].decode() if isinstance(arguments[0], bytes) else str(arguments[0])
    else:
        return
    if not is_loopback(host):
        raise PermissionError(f"A test tried to reach {host}")


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


sys.addaudithook(stay_on_this_machine)
