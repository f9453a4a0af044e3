"""Matching in small numbers"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"

VALUES = """
INSERT INTO facet (kind, value)
SELECT DISTINCT kind, value FROM search_row CROSS JOIN LATERAL (
    VALUES ('industry', industry), ('region', region), ('persona', persona), ('channel', channel::text)
    UNION ALL SELECT 'product', unnest(products)
    UNION ALL SELECT 'use_case', unnest(use_cases)
) AS known (kind, value)
WHERE value IS NOT NULL ORDER BY kind, value
"""
CODES = """
UPDATE match_row SET
    shown = s.stage = 'confirmed' AND s.validated,
    industry_code = (SELECT id FROM facet WHERE kind = 'industry' AND value = s.industry),
    region_code = (SELECT id FROM facet WHERE kind = 'region' AND value = s.region),
    persona_code = (SELECT id FROM facet WHERE kind = 'persona' AND value = s.persona),
    channel_code = (SELECT id FROM facet WHERE kind = 'channel' AND value = s.channel),
    employees = s.employees,
    product_codes = ARRAY(SELECT id FROM facet WHERE kind = 'product' AND value = ANY (s.products) ORDER BY id),
    use_case_codes = ARRAY(SELECT id FROM facet WHERE kind = 'use_case' AND value = ANY (s.use_cases) ORDER BY id),
    fresh_until = s.fresh_until
FROM search_row AS s WHERE s.advocate_id = match_row.advocate_id
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "facet",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facet")),
        sa.UniqueConstraint("kind", "value", name=op.f("uq_facet_kind_value")),
    )
    op.add_column("match_row", sa.Column("shown", sa.Boolean(), server_default=sa.false(), nullable=False))
    for name in ("industry_code", "region_code", "persona_code", "channel_code", "employees"):
        op.add_column("match_row", sa.Column(name, sa.Integer(), nullable=True))
    for name in ("product_codes", "use_case_codes"):
        op.add_column("match_row", sa.Column(name, postgresql.ARRAY(sa.Integer()), server_default="{}", nullable=False))
    op.add_column("match_row", sa.Column("fresh_until", sa.Date(), nullable=True))
    op.execute(VALUES)
    op.execute(CODES)
    op.create_index("ix_match_row_shown", "match_row", ["advocate_id"], unique=False, postgresql_where=sa.text("shown"))
