"""What matching reads of a profile, kept in the match row as small numbers (REQ-3).

Copied from the search row, whose writer calls this; `queries/matching.py` reads it.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Integer, Row, Select, any_, cast, false, func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from portal.domain.kinds import Stage
from portal.domain.models import Facet, MatchRow, SearchRow
from portal.domain.recordsets import among
from portal.domain.rules.matching import Criterion

COPIES = (
    "shown",
    "industry_code",
    "region_code",
    "persona_code",
    "channel_code",
    "employees",
    "product_codes",
    "use_case_codes",
    "fresh_until",
)
_NUMBER = text("""
INSERT INTO facet (kind, value)
SELECT DISTINCT kind, value FROM search_row CROSS JOIN LATERAL (
    VALUES ('industry', industry), ('region', region), ('persona', persona), ('channel', channel::text)
    UNION ALL SELECT 'product', unnest(products)
    UNION ALL SELECT 'use_case', unnest(use_cases)
) AS known (kind, value)
WHERE (CAST(:everybody AS boolean) OR advocate_id = ANY (CAST(:ids AS bigint[]))) AND value IS NOT NULL
    AND NOT EXISTS (SELECT FROM facet WHERE facet.kind = known.kind AND facet.value = known.value)
ORDER BY kind, value
ON CONFLICT DO NOTHING
""")
_DIFFERENCES = text("""
SELECT m.advocate_id FROM match_row AS m
LEFT JOIN search_row AS s USING (advocate_id)
LEFT JOIN facet AS industry ON industry.id = industry_code AND industry.kind = 'industry'
LEFT JOIN facet AS region ON region.id = region_code AND region.kind = 'region'
LEFT JOIN facet AS persona ON persona.id = persona_code AND persona.kind = 'persona'
LEFT JOIN facet AS channel ON channel.id = channel_code AND channel.kind = 'channel'
WHERE (shown, m.employees, m.fresh_until,
       coalesce(industry.value, industry_code::text), coalesce(region.value, region_code::text),
       coalesce(persona.value, persona_code::text), coalesce(channel.value, channel_code::text),
       ARRAY(SELECT coalesce(value, code::text) FROM unnest(product_codes) AS code
             LEFT JOIN facet ON id = code AND kind = 'product' ORDER BY 1),
       ARRAY(SELECT coalesce(value, code::text) FROM unnest(use_case_codes) AS code
             LEFT JOIN facet ON id = code AND kind = 'use_case' ORDER BY 1))
    IS DISTINCT FROM
      (coalesce(s.stage = 'confirmed' AND s.validated, false), s.employees, s.fresh_until,
       s.industry, s.region, s.persona, s.channel::text,
       ARRAY(SELECT DISTINCT unnest(s.products) ORDER BY 1), ARRAY(SELECT DISTINCT unnest(s.use_cases) ORDER BY 1))
ORDER BY m.advocate_id
""")
"""Read back from the numbers; one that stands for nothing shows as itself."""


def refresh(session: Session, *, advocate_ids: Collection[int] | None = None) -> None:
    """Write the copies anew, of some people or of everybody; rows that say so already are left alone."""
    session.execute(_NUMBER, {"everybody": advocate_ids is None, "ids": list(advocate_ids or ())})
    facts = decided(advocate_ids).subquery()
    kept = tuple_(*(getattr(MatchRow, name) for name in COPIES))
    session.execute(
        update(MatchRow)
        .where(
            MatchRow.advocate_id == facts.c.advocate_id,
            kept.is_distinct_from(tuple_(*(facts.c[name] for name in COPIES))),
        )
        .values({name: facts.c[name] for name in COPIES})
        .execution_options(synchronize_session=False)
    )


def differences(session: Session) -> list[Row[Any]]:
    """Match rows that say something else of a profile than its search row does."""
    return list(session.execute(_DIFFERENCES))


def decided(advocate_ids: Collection[int] | None) -> Select[*tuple[Any, ...]]:
    """What the copies ought to be. Nobody without a search row is shown."""
    singles: dict[Criterion, InstrumentedAttribute[Any]] = {
        Criterion.INDUSTRY: SearchRow.industry,
        Criterion.REGION: SearchRow.region,
        Criterion.PERSONA: SearchRow.persona,
        Criterion.CHANNEL: SearchRow.channel,
    }
    coded = {kind: aliased(Facet) for kind in singles}
    shown = func.coalesce((SearchRow.stage == Stage.CONFIRMED) & SearchRow.validated, false())
    statement: Select[*tuple[Any, ...]] = (
        select(
            MatchRow.advocate_id,
            shown.label("shown"),
            *(facet.id.label(f"{kind}_code") for kind, facet in coded.items()),
            SearchRow.employees,
            _codes(Criterion.PRODUCT, SearchRow.products).label("product_codes"),
            _codes(Criterion.USE_CASE, SearchRow.use_cases).label("use_case_codes"),
            SearchRow.fresh_until,
        )
        .select_from(MatchRow)
        .outerjoin(SearchRow, SearchRow.advocate_id == MatchRow.advocate_id)
    )
    for kind, facet in coded.items():
        statement = statement.outerjoin(facet, (facet.kind == kind) & (facet.value == singles[kind]))
    return statement if advocate_ids is None else statement.where(among(MatchRow.advocate_id, advocate_ids))


def _codes(kind: Criterion, values: InstrumentedAttribute[list[str]]) -> Any:  # noqa: ANN401 - an SQL expression
    found = select(Facet.id).where(Facet.kind == kind, Facet.value == any_(values)).order_by(Facet.id)
    return cast(func.array(found.correlate(SearchRow).scalar_subquery()), ARRAY(Integer))
