"""CAP-1 to CAP-9 through every path at once: whatever anybody does, nobody is asked more often than they may be."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.faults.paths import World


@pytest.mark.timeout(7200)
def test_nobody_is_asked_too_often_whatever_anybody_does(
    session: Session, tell: Callable[[str], None], *, full: bool
) -> None:
    seed, steps = 20261123, 300
    for number in range(200 if full else 6):
        transaction = session.begin_nested()
        world = World(session, seed + number)
        try:
            world.walk(steps)
        except Exception as error:
            raise AssertionError("\n".join([f"seed {seed + number}", *world.did[-80:], str(error)])) from error
        transaction.rollback()
        tell(f"{seed + number}: {world.asked} asked")
