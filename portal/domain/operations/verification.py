"""Are the books in order? Each check computes anew, by another way than the operations do, and must find nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from portal.domain.operations import audits, bookkeeping, facets, places, searches


@dataclass(frozen=True)
class Finding:
    """`check` names the rule; `sentence` says what breaks it, by internal id."""

    check: str
    sentence: str


@dataclass(frozen=True)
class Check:
    """A statement whose rows are what is wrong; `sentence` is filled with each row's columns."""

    name: str
    sentence: str
    statement: str


CHECKS = (
    Check(
        "caps",
        "Asks {earlier} and {later} to advocate {advocate_id} lie {days} days apart, both {effort}",
        """
        SELECT * FROM (
            SELECT advocate_id, effort, id AS later, lag(id) OVER one AS earlier,
                asked_on - lag(asked_on) OVER one AS days
            FROM ask WHERE holds_place
            WINDOW one AS (PARTITION BY advocate_id, effort ORDER BY asked_on, id)
        ) AS pairs
        WHERE days < CASE effort WHEN 'high' THEN 92 ELSE 31 END
        """,
    ),
    Check(
        "one open ask",
        "Advocate {advocate_id} has {number} asks that await an answer",
        "SELECT advocate_id, count(*) AS number FROM ask WHERE state = 'sent' GROUP BY 1 HAVING count(*) > 1",
    ),
    Check(
        "match rows",
        "Advocate {id} has no match row",
        "SELECT id FROM advocate WHERE NOT EXISTS (SELECT FROM match_row WHERE advocate_id = advocate.id)",
    ),
    Check(
        "histories",
        "Ask {id} is {state}, but its last event says {last}",
        """
        SELECT id, state, coalesce(last, 'nothing') AS last FROM ask LEFT JOIN LATERAL (
            SELECT state AS last FROM ask_event WHERE ask_id = ask.id ORDER BY id DESC LIMIT 1
        ) AS newest ON true
        WHERE coalesce(last, 'draft') <> state
        """,
    ),
    Check(
        "histories",
        "Ask {ask_id} went from {before} to {state}, but its event says it was {was}",
        """
        SELECT * FROM (
            SELECT ask_id, id, state, was, lag(state) OVER (PARTITION BY ask_id ORDER BY id) AS before FROM ask_event
        ) AS steps
        WHERE before IS NOT NULL AND was IS DISTINCT FROM before
        """,
    ),
    Check(
        "promises",
        "Ask {id} was sent, but no message was promised",
        """
        SELECT id FROM ask WHERE state <> 'draft'
            AND NOT EXISTS (SELECT FROM outbox WHERE ask_id = ask.id AND topic = 'ask.sent')
        """,
    ),
    Check(
        "promises",
        "Ask {id} awaits an answer, but its message is {message}",
        """
        SELECT ask.id, outbox.state AS message FROM ask JOIN outbox ON ask_id = ask.id AND topic = 'ask.sent'
        WHERE ask.state = 'sent' AND outbox.state IN ('failed', 'cancelled', 'bounced')
        """,
    ),
    Check(
        "promises",
        "Ask {id} was answered, but no receipt was promised",
        """
        SELECT id FROM ask WHERE answered_at IS NOT NULL
            AND NOT EXISTS (SELECT FROM outbox WHERE ask_id = ask.id AND topic = 'ask.answered')
        """,
    ),
    Check(
        "promises",
        "Invitation {id} was made, but no message was promised",
        """
        SELECT id FROM invitation
        WHERE NOT EXISTS (SELECT FROM outbox WHERE about_id = invitation.id AND topic = 'invitation.made')
        """,
    ),
    Check(
        "merges",
        "Advocate {id} was merged into {merged_into_id}, who was merged too",
        """
        SELECT id, merged_into_id FROM advocate WHERE merged_into_id IN (
            SELECT id FROM advocate WHERE merged_into_id IS NOT NULL
        )
        """,
    ),
    Check(
        "audit",
        "Ask {ask_id} became {state}, but the audit trail doesn’t say so",
        """
        SELECT ask_id, state FROM ask_event WHERE NOT EXISTS (
            SELECT FROM audit WHERE object_kind = 'ask' AND object_id = ask_id AND action = 'ask.' || state
        )
        """,
    ),
)


def findings(session: Session, *, seal_keys: Sequence[bytes]) -> Iterator[Finding]:
    """Everything that is out of order. Read it on one snapshot."""
    for row in places.differences(session):
        yield Finding("match rows", f"Advocate {row.advocate_id}’s match row differs from history and wishes")
    for row in searches.differences(session):
        yield Finding("search rows", f"Advocate {row.advocate_id}’s search row differs from what it copies")
    for row in facets.differences(session):
        yield Finding(
            "profiles", f"Advocate {row.advocate_id}’s match row says something else of them than their profile"
        )
    for check in CHECKS:
        for wrong in session.execute(text(check.statement)).mappings():
            yield Finding(check.name, check.sentence.format(**wrong))
    for sentence in audits.differences(session, keys=seal_keys):
        yield Finding("seals", sentence)
    for sentence in bookkeeping.differences(session, keys=seal_keys):
        yield Finding("ledger", sentence)
