"""CAP-1 to CAP-9 through every path at once: whatever anybody does, nobody is asked more often than they may be."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from tests.faults.paths import World


@pytest.mark.timeout(7200)
def test_nobody_is_asked_too_often_whatever_anybody_does(
    session: Session, tell: Callable[[str], None], *, full: bool
) -> None:
    walks, steps = (60, 600) if full else (4, 300)
    asked = 0
    for seed in range(20261123, 20261123 + walks):
        point = session.begin_nested()
        world = World(session, seed)
        try:
            world.walk(steps)
        except Exception as error:
            raise AssertionError("\n".join([f"seed {seed}", *world.did[-80:], str(error)])) from error
        point.rollback()
        asked += world.asked
    tell(f"{walks} walks of {steps} steps: {asked} asks reached somebody, none too soon or unwished")
    assert asked > walks
