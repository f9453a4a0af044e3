"""Thousands of people for a campaign, by a few statements: wishes, breaks, stages and consents of every kind."""

from datetime import datetime

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from portal.domain.kinds import SuppressionReason
from portal.domain.models import Advocate, MatchRow, Person
from portal.domain.operations import places, searches, suppressions
from portal.links import Links
from tests import make
from tests.jobs.conftest import SECRET

PEOPLE = """
INSERT INTO person (email, name, role, publisher, created_at)
SELECT 'advocate' || n || CASE WHEN n % 40 = 9 THEN '@company.example' ELSE '@customer.example' END,
       'Given' || n || ' Family', 'advocate', false, :now
FROM generate_series(1, :count) n
"""
ACCOUNTS = """
INSERT INTO account (name, industry, region, employees, leave_alone_until, created_at)
SELECT 'Audience ' || n, 'logistics', 'Nordics', n * 37 % 20000,
       CASE WHEN n % 30 = 4 THEN (:now)::date + 60 END, :now
FROM generate_series(1, :count / 10) n
"""
ADVOCATES = """
INSERT INTO advocate (person_id, account_id, stage, stage_at, channel, languages, products, use_cases, tags, joined_at,
                      validated_at, rest_since, created_at)
SELECT p.id, first.id + p.n % (:count / 10),
       (ARRAY['joined', 'interviewed', 'confirmed', 'confirmed', 'confirmed', 'confirmed', 'confirmed', 'confirmed',
              'confirmed', 'confirmed', 'confirmed', 'confirmed'])[1 + p.n % 12],
       :now, 'self', '{}', '{}', '{}', '{}', :now, CASE WHEN p.n % 25 <> 3 THEN (:now)::timestamptz END,
       CASE WHEN p.n % 45 = 11 THEN (:now)::timestamptz END, :now
FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM person WHERE role = 'advocate') p
CROSS JOIN (SELECT min(id) AS id FROM account WHERE name LIKE 'Audience %') first
"""
WISHES = """
INSERT INTO willingness (advocate_id, activity_id, answer, chosen_at)
SELECT a.id, c.id, CASE (a.id * 31 + c.id * 17) % 10 WHEN 3 THEN 'ask_first' WHEN 5 THEN 'not_now' ELSE 'happy' END,
       :now
FROM advocate a CROSS JOIN activity c
"""
CONSENTS = """
INSERT INTO consent (advocate_id, kind, given_at) SELECT id, 'share_contact', :now FROM advocate WHERE id % 5 <> 0
"""


def gather(session: Session, many: int, now: datetime) -> list[int]:
    """Answers the advocates\u2019 ids; one in forty unsubscribed long ago."""
    make.program(session)
    for statement in (PEOPLE, ACCOUNTS, ADVOCATES, WISHES, CONSENTS):
        session.execute(text(statement), {"count": many, "now": now})
    facts = places.decided().subquery()
    session.execute(insert(MatchRow).from_select([column.name for column in facts.c], select(facts)))
    ids = list(session.scalars(select(Advocate.id).order_by(Advocate.id)))
    searches.refresh(session, advocate_ids=ids)
    pauses = {"break_until": now.date().replace(year=now.year + 1)}
    session.execute(update(MatchRow).where(MatchRow.advocate_id % 20 == 7).values(pauses))
    session.execute(update(MatchRow).where(MatchRow.advocate_id % 4 == 1).values(low_gap=92, high_gap=366))
    _unsubscribe(session, ids[5::40], now)
    return ids


def _unsubscribe(session: Session, advocate_ids: list[int], now: datetime) -> None:
    links = Links(SECRET)
    people = select(Person.id, Person.email).join(Advocate, Advocate.person_id == Person.id)
    for person_id, email in session.execute(people.where(Advocate.id.in_(advocate_ids))).all():
        suppressions.suppress(
            session,
            person_id=person_id,
            address_hash=links.hash_address(email),
            reason=SuppressionReason.UNSUBSCRIBED,
            now=now,
        )
