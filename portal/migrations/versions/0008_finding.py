"""Finding among a million"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

FACETS = ("stage", "industry", "region", "persona", "channel")
READ_BESIDE = (*FACETS, "employees", "fresh_until", "unconfirmed")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("advocate", sa.Column("story", sa.Text(), nullable=True))
    op.add_column("program", sa.Column("freshness_after", sa.BigInteger(), nullable=True))
    op.add_column("search_row", sa.Column("unconfirmed", sa.Boolean(), server_default=sa.false(), nullable=False))
    # Rows that are there already say so after the job has been through them.
    op.execute("UPDATE program SET freshness_after = 0")
    for facet in FACETS:
        op.drop_index(f"ix_search_row_{facet}", table_name="search_row")
        _read_from_index(f"ix_search_row_{facet}", facet)
    _read_from_index("ix_search_row_together", "industry", "region", "persona")
    op.create_index("ix_search_row_unconfirmed", "search_row", ["advocate_id"], postgresql_where=sa.text("unconfirmed"))
    op.create_index("ix_person_mail_domain", "person", [sa.text("split_part(email, '@', 2)")])
    # Reading from an index alone needs pages that a vacuum has seen since their last change.
    op.execute("ALTER TABLE search_row SET (autovacuum_vacuum_scale_factor = 0.01)")


def _read_from_index(name: str, *facets: str) -> None:
    op.create_index(
        name,
        "search_row",
        [*facets, sa.text("advocate_id DESC")],
        postgresql_include=[column for column in READ_BESIDE if column not in facets],
    )
