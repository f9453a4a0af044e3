"""Each check finds its own kind of damage, and nothing in sound books."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.db import Database
from portal.domain.kinds import Via
from portal.domain.models import Advocate
from portal.domain.operations import asks, audits, verification
from tests import make
from tests.make import NOW

KEYS = [b"k" * 32]


@pytest.fixture
def dana(session: Session) -> Advocate:
    """Asked twice, one answered, one waiting."""
    who = make.advocate(session)
    call = make.ask(session, who, "call")
    asks.accept(session, ask_id=call.id, via=Via.LINK, actor_id=None, now=NOW)
    make.ask(session, who, "review")
    session.flush()
    return who


def checks(session: Session) -> set[str]:
    return {finding.check for finding in verification.findings(session, seal_keys=KEYS)}


@pytest.mark.usefixtures("dana")
def test_sound_books_have_no_findings(session: Session) -> None:
    assert list(verification.findings(session, seal_keys=KEYS)) == []


@pytest.mark.usefixtures("dana")
@pytest.mark.parametrize(
    ("damage", "check"),
    [
        ("UPDATE match_row SET last_high_on = NULL", "match rows"),
        ("UPDATE match_row SET open_ask_id = NULL", "match rows"),
        ("UPDATE match_row SET shown = NOT shown", "profiles"),
        ("UPDATE match_row SET channel_code = NULL", "profiles"),
        ("UPDATE match_row SET product_codes = '{0}'", "profiles"),
        ("UPDATE facet SET value = 'something else'", "profiles"),
        ("UPDATE ask SET state = 'completed' WHERE state = 'accepted'", "histories"),
        ("UPDATE ask_event SET was = 'declined' WHERE state = 'accepted'", "histories"),
        ("DELETE FROM outbox WHERE topic = 'ask.sent'", "promises"),
        ("DELETE FROM outbox WHERE topic = 'ask.answered'", "promises"),
        ("UPDATE outbox SET state = 'failed' WHERE topic = 'ask.sent'", "promises"),
        ("UPDATE ask_event SET state = 'declined', was = 'sent' WHERE state = 'accepted'", "audit"),
    ],
)
def test_damage_is_found(session: Session, damage: str, check: str) -> None:
    session.execute(text(damage))
    assert check in checks(session)


def test_two_asks_inside_one_quiet_period_are_found(session: Session, dana: Advocate) -> None:
    session.execute(text("ALTER TABLE ask DROP CONSTRAINT quiet_period"))
    session.execute(
        text("UPDATE ask SET effort = 'high', asked_on = asked_on + :days WHERE state = 'sent' AND advocate_id = :id"),
        {"days": 91, "id": dana.id},
    )
    assert "caps" in checks(session)
    session.execute(text("UPDATE ask SET asked_on = asked_on + 1 WHERE state = 'sent'"))
    assert "caps" not in checks(session)


def test_a_changed_seal_is_found(real_database: Database) -> None:
    with real_database.writing() as session:
        make.ask(session, make.advocate(session))
    make.settled(real_database)
    with real_database.writing() as session:
        assert audits.seal(session, key=KEYS[0], now=NOW)
        assert "seals" not in checks(session)
        session.execute(text("ALTER TABLE audit_seal DISABLE TRIGGER ALL"))
        session.execute(text("UPDATE audit_seal SET rows = rows + 1"))
        assert "seals" in checks(session)
