"""A deterministic pool of N advocates for finding: facets and words of known frequency, written through the schema.

Match rows get their facts directly, without the asks behind them; bench/pool.py makes those.
"""

import sys
import time
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from portal.domain.models import SearchRow
from portal.domain.operations import facets, programs, searches

INDUSTRIES = [
    *("logistics", "retail", "health", "energy", "software", "banking", "insurance", "media", "telecom", "education"),
    *("food", "travel", "pharma", "automotive", "chemicals", "construction", "mining", "public", "textiles", "rail"),
]
REGIONS = ["nordics", "dach", "benelux", "uk", "iberia", "italy", "france", "poland"]
PERSONAS = [
    *("operations", "supply-chain", "finance", "it", "marketing", "sales"),
    *("service", "procurement", "hr", "legal", "data", "product"),
]
COMMON, MIDDLING, RARE = "warehouse", "customs", "zeppelin"
"""Words that a third, a hundredth and a ten-thousandth of the profiles hold."""

DICE = """
CREATE FUNCTION pg_temp.dice(number bigint, seed bigint) RETURNS bigint LANGUAGE sql IMMUTABLE
RETURN hashint8extended(number, seed) & 1073741823
"""
PEOPLE = """
INSERT INTO person (email, name, role, title, publisher, created_at)
SELECT 'advocate' || n || '@customer' || n % 50000 || '.example',
       'Given' || (n * 7919 % 997) || ' Family' || (n * 104729 % 4999), 'advocate',
       (ARRAY['Director', 'Vice President', 'Head', 'Manager'])[1 + n % 4] || ' of Planning', false, :now
FROM generate_series(1::bigint, :count) n
"""
ACCOUNTS = """
INSERT INTO account (name, industry, region, employees, created_at)
SELECT 'Company ' || n, ((:industries)::text[])[1 + pg_temp.dice(n, 1) % 20],
       ((:regions)::text[])[1 + pg_temp.dice(n, 2) % 8],
       (pg_temp.dice(n, 3) % 20000)::int, :now
FROM generate_series(1::bigint, greatest(:count / 20, 1)) n
"""
ADVOCATES = """
INSERT INTO advocate (person_id, account_id, stage, stage_at, channel, persona, languages, products, use_cases, tags,
                      outcomes, joined_at, validated_at, created_at)
SELECT p.id, first.account + pg_temp.dice(p.n, 4) % greatest(:count / 20, 1),
       (ARRAY['candidate', 'candidate', 'invited', 'joined', 'joined', 'interviewed', 'confirmed', 'confirmed',
              'confirmed', 'departed'])[1 + pg_temp.dice(p.n, 5) % 10], :now,
       (ARRAY['self', 'sales', 'customer_success', 'survey', 'event', 'executive', 'partner_team', 'sentiment',
              'import', 'advocate'])[1 + pg_temp.dice(p.n, 6) % 10],
       ((:personas)::text[])[1 + pg_temp.dice(p.n, 7) % 12], '{}',
       ARRAY['Product ' || pg_temp.dice(p.n, 8) % 40, 'Product ' || pg_temp.dice(p.n, 9) % 40],
       ARRAY['Use case ' || pg_temp.dice(p.n, 10) % 15],
       CASE WHEN p.n % 4 = 0 THEN ARRAY['Tag ' || pg_temp.dice(p.n, 11) % 60] ELSE '{}' END,
       'Plans run daily' || CASE WHEN p.n % 3 = 0 THEN ' warehouse' ELSE '' END
                         || CASE WHEN p.n % 100 = 7 THEN ' customs' ELSE '' END
                         || CASE WHEN p.n % 10000 = 77 THEN ' zeppelin' ELSE '' END, :now, :now, :now
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM person WHERE role = 'advocate') p
CROSS JOIN (SELECT min(id) AS account FROM account) first
ORDER BY p.id
"""
WILLINGNESS = """
INSERT INTO willingness (advocate_id, activity_id, answer, chosen_at)
SELECT a.id, c.id, CASE WHEN (a.id * 31 + c.place) % 4 = 0 THEN 'ask_first' ELSE 'happy' END,
       (:now)::timestamptz - make_interval(days => (pg_temp.dice(a.id, 12) % 400)::int)
FROM advocate a
JOIN (SELECT id, row_number() OVER (ORDER BY position, id) AS place FROM activity) c ON (a.id + c.place) % 3 = 0
WHERE a.stage IN ('joined', 'interviewed', 'confirmed')
"""
CONFIRMATIONS = """
INSERT INTO confirmation (advocate_id, part, confirmed_at)
SELECT a.id, part, (:now)::timestamptz - make_interval(days => (pg_temp.dice(a.id, 16) % 400)::int)
FROM advocate a CROSS JOIN (VALUES ('deployments'), ('outcomes')) parts(part)
WHERE a.stage IN ('joined', 'interviewed', 'confirmed') AND a.id % 5 <> 0
"""
MATCH_ROWS = """
INSERT INTO match_row (advocate_id, may_be_asked, resting, shares_contact, last_high_on, last_low_on, high_gap, low_gap,
                       break_until, happy, ask_first, fair_key)
SELECT a.id, a.stage IN ('joined', 'interviewed', 'confirmed'), a.id % 50 = 0, a.id % 5 <> 0,
       CASE WHEN a.id % 3 <> 0 THEN (:today)::date - (pg_temp.dice(a.id, 13) % 300)::int END,
       CASE WHEN a.id % 2 <> 0 THEN (:today)::date - (pg_temp.dice(a.id, 14) % 120)::int END,
       (ARRAY[92, 92, 184, 366])[1 + a.id % 4],
       (ARRAY[31, 62, 92, 184])[1 + a.id % 4], CASE WHEN a.id % 40 = 0 THEN (:today)::date + 30 END,
       coalesce(w.happy, '{}'), coalesce(w.ask_first, '{}'),
       CASE WHEN a.id % 6 <> 0 THEN 2000 + pg_temp.dice(a.id, 15) % 1000 END
FROM advocate a
LEFT JOIN (SELECT advocate_id, array_agg(activity_id ORDER BY activity_id) FILTER (WHERE answer = 'happy') AS happy,
                  array_agg(activity_id ORDER BY activity_id) FILTER (WHERE answer = 'ask_first') AS ask_first
           FROM willingness GROUP BY advocate_id) w ON w.advocate_id = a.id
"""


def fill(session: Session, *, count: int, now: datetime) -> None:
    """Says on the way how long each table took."""
    session.execute(text("SET LOCAL statement_timeout = 0"))
    session.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
    programs.ensure(session, now=now)
    values = {"count": count, "now": now, "today": now.date()}
    values |= {"industries": INDUSTRIES, "regions": REGIONS, "personas": PERSONAS}
    session.execute(text(DICE))
    for name, statement in (
        ("people", PEOPLE),
        ("companies", ACCOUNTS),
        ("advocates", ADVOCATES),
        ("wishes", WILLINGNESS),
        ("confirmations", CONFIRMATIONS),
        ("match rows", MATCH_ROWS),
    ):
        _timed(name, lambda statement=statement: session.execute(text(statement), values))
    rows = insert(SearchRow).from_select(["advocate_id", *searches.COPIES], searches.decided())
    _timed("search rows", lambda: session.execute(rows))
    _timed("profiles in numbers", lambda: facets.refresh(session))


def _timed(name: str, work: Callable[[], object]) -> None:
    begin = time.perf_counter()
    work()
    print(f"  {name}: {time.perf_counter() - begin:.1f} s", file=sys.stderr)
