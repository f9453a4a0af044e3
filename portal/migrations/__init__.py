"""Bring a database to the current schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text


def configuration(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection) -> None:
    """One migration at a time, whoever else starts now: an advisory lock queues them. The caller commits."""
    connection.execute(text("SELECT pg_advisory_xact_lock(7152026)"))
    command.upgrade(configuration(connection), "head")
