"""After a campaign changed many match rows at once, tidying them lets the index alone answer again."""

from sqlalchemy import text, update

from portal.db import Database
from portal.domain.models import MatchRow
from tests import make

VISIBLE = text("SELECT relallvisible > 0 FROM pg_class WHERE relname = 'match_row'")


def seen_by_the_index_alone(database: Database) -> bool:
    with database.reading() as session:
        return bool(session.execute(VISIBLE).scalar_one())


def test_what_changed_is_visible_to_the_index_again(real_database: Database) -> None:
    with real_database.writing() as session:
        for _ in range(3):
            make.advocate(session)
        session.execute(update(MatchRow).values(high_gap=184))
    assert not seen_by_the_index_alone(real_database)
    real_database.tidy("match_row")
    assert seen_by_the_index_alone(real_database)
