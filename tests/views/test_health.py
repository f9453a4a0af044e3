"""What a supervisor asks of this process."""

from sqlalchemy import insert

from portal.clock import SetClock
from portal.db import Database
from portal.domain.models import Beat
from portal.views.health import LATE
from tests.fixtures.web import Visitor


def test_the_process_answers(visitor: Visitor) -> None:
    assert visitor.get("/healthz").json == {"ok": True}


def test_it_is_not_ready_before_the_first_sweep(visitor: Visitor) -> None:
    answer = visitor.get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"ready": False, "database": True, "sweep": False, "redis": True}


def test_it_is_ready_while_the_sweep_runs_and_not_when_it_stops(
    visitor: Visitor, database: Database, clock: SetClock
) -> None:
    with database.writing() as session:
        session.execute(insert(Beat).values(name="sweep", at=clock.instant))
    assert visitor.get("/readyz").status_code == 200
    clock.instant += LATE
    assert visitor.get("/readyz").status_code == 503
