"""A deterministic pool of N advocates with their past, written by set-based SQL through the product's own schema."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.domain.operations import programs

PEOPLE = """
INSERT INTO person (email, name, role, publisher, created_at)
SELECT 'advocate' || n || '@customer.example', 'Given' || n || ' Family' || (n * 7919 % 4999), 'advocate', false, :now
FROM generate_series(1, :count) n
"""
STAFF = """
INSERT INTO person (email, name, role, publisher, created_at)
VALUES ('priya@company.example', 'Priya Raman', 'administrator', false, :now) RETURNING id
"""
ACCOUNTS = """
INSERT INTO account (name, industry, region, employees, created_at)
SELECT 'Account ' || n, (ARRAY['logistics', 'retail', 'health', 'energy', 'software'])[1 + n % 5],
       (ARRAY['Nordics', 'DACH', 'Benelux', 'UK'])[1 + n % 4], n * 37 % 20000, :now
FROM generate_series(1, greatest(:count / 20, 1)) n
"""
ADVOCATES = """
INSERT INTO advocate (person_id, account_id, stage, stage_at, channel, languages, products, use_cases, tags,
                      joined_at, validated_at, created_at)
SELECT p.id, (SELECT min(id) FROM account) + p.id % greatest(:count / 20, 1),
       (ARRAY['joined', 'interviewed', 'confirmed', 'confirmed'])[1 + p.id % 4], :now, 'self', '{}', '{}', '{}', '{}',
       :now, :now, :now
FROM person p WHERE p.role = 'advocate' ORDER BY p.id
"""
WILLINGNESS = """
INSERT INTO willingness (advocate_id, activity_id, answer, chosen_at)
SELECT a.id, c.id, (ARRAY['happy', 'happy', 'ask_first', 'not_now'])[1 + (a.id * 31 + c.id * 17) % 4], :now
FROM advocate a CROSS JOIN activity c
"""
CONSENTS = """
INSERT INTO consent (advocate_id, kind, given_at) SELECT id, 'share_contact', :now FROM advocate WHERE id % 5 <> 0
"""
PAST_ASKS = """
INSERT INTO ask (advocate_id, activity_id, asker_id, effort, minutes, other_role, other_industry, happen_by, sentence,
                 why, reply_by, state, holds_place, asked_on, sent_at, reached_at, answered_at, link_version,
                 time_open, created_at)
SELECT a.id, c.id, :asker, c.effort, c.minutes, 'operations director', 'logistics', day + 14,
       'Would you take one call with an operations director at a logistics company?', 'They look at the same system.',
       day + 7, (ARRAY['completed', 'declined', 'expired'])[1 + (a.id + lap) % 3], true, day,
       day::timestamptz, day::timestamptz, day::timestamptz, 1, false, day::timestamptz
FROM advocate a
CROSS JOIN generate_series(1, :laps) lap
JOIN activity c ON c.slug = CASE WHEN (a.id + lap) % 2 = 0 THEN 'call' ELSE 'review' END
CROSS JOIN LATERAL (SELECT (:today)::date - (lap * 110 + (a.id % 60))::int AS day) d
"""
OPEN_ASKS = """
INSERT INTO ask (advocate_id, activity_id, asker_id, effort, minutes, other_role, other_industry, happen_by, sentence,
                 why, reply_by, state, holds_place, asked_on, sent_at, reached_at, link_version, time_open, created_at)
SELECT a.id, c.id, :asker, c.effort, c.minutes, 'supply chain director', 'logistics', (:today)::date + 14,
       'Would you take one 30-minute call with a supply chain director at a logistics company?',
       'They are replacing the same planning system.', (:today)::date + 7, 'sent', true, (:today)::date,
       :now, :now, 1, false, :now
FROM advocate a JOIN activity c ON c.slug = 'call' WHERE a.id % :every = 0
"""
MATCH_ROWS = """
INSERT INTO match_row (advocate_id, may_be_asked, resting, shares_contact, open_ask_id, last_high_on, last_low_on,
                       high_gap, low_gap, happy, ask_first, fair_key)
SELECT a.id, true, false, a.id % 5 <> 0, k.open_ask_id, k.high, k.low, (ARRAY[92, 92, 184, 366])[1 + a.id % 4],
       (ARRAY[31, 62, 92, 184])[1 + a.id % 4], coalesce(w.happy, '{}'), coalesce(w.ask_first, '{}'),
       k.fair_key
FROM advocate a
LEFT JOIN (SELECT advocate_id, max(id) FILTER (WHERE state = 'sent') AS open_ask_id,
                  max(asked_on) FILTER (WHERE effort = 'high') AS high,
                  max(asked_on) FILTER (WHERE effort = 'low') AS low,
                  180 * ln(sum(CASE effort WHEN 'high' THEN 3 ELSE 1 END
                               * 2 ^ ((asked_on - date '2020-01-01') / 180::float))) / ln(2::float) AS fair_key
           FROM ask GROUP BY advocate_id) k ON k.advocate_id = a.id
LEFT JOIN (SELECT advocate_id, array_agg(activity_id ORDER BY activity_id) FILTER (WHERE answer = 'happy') AS happy,
                  array_agg(activity_id ORDER BY activity_id) FILTER (WHERE answer = 'ask_first') AS ask_first
           FROM willingness GROUP BY advocate_id) w ON w.advocate_id = a.id
"""


def fill(session: Session, *, count: int, now: datetime, laps: int = 3, open_every: int = 4) -> int:
    """`count` advocates, `laps` past asks each, an open ask for every `open_every`-th; answers the asker's id."""
    programs.ensure(session, now=now)
    values = {"count": count, "now": now, "today": now.date(), "laps": laps, "every": open_every}
    asker = int(session.execute(text(STAFF), values).scalar_one())
    for statement in (PEOPLE, ACCOUNTS, ADVOCATES, WILLINGNESS, CONSENTS, PAST_ASKS, OPEN_ASKS, MATCH_ROWS):
        session.execute(text(statement), values | {"asker": asker})
    session.execute(text("ANALYZE"))
    return asker
