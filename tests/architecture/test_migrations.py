"""The migrations make what the models say, and can be run again."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from portal.domain.models import Base
from portal.migrations import upgrade


def constraints(connection: Connection) -> set[str]:
    return set(connection.execute(text("SELECT conname FROM pg_constraint WHERE contype IN ('c', 'x')")).scalars())


def test_models_equal_the_migrated_schema(connection: Connection) -> None:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    assert compare_metadata(context, Base.metadata) == []


def test_every_check_of_the_models_is_in_the_database(connection: Connection) -> None:
    """Alembic does not compare these."""
    named = {str(one.name) for table in Base.metadata.tables.values() for one in table.constraints if one.name}
    missing = {name for name in named if name.startswith(("ck_", "ex_"))} - constraints(connection)
    assert missing == set()


def test_upgrading_again_changes_nothing(connection: Connection) -> None:
    before = constraints(connection)
    upgrade(connection)
    assert constraints(connection) == before
