"""Why messages of asks must not be sent after all: what changed since they were promised (CAP-2 to CAP-4)."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, LargeBinary, Row, and_, any_, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.domain.kinds import AskState, Effort, Stage, Topic
from portal.domain.leases import Claimed
from portal.domain.models import Activity, Advocate, Ask, MatchRow, Person, Suppression
from portal.domain.recordsets import lists
from portal.domain.rules.caps import Policy

Addressed = Mapping[Claimed, Collection[bytes]]
"""What was claimed, with its recipient’s address under every key."""
_GIVEN = lists("given", id=BigInteger, address_hash=LargeBinary)
_SUPPRESSED = select(_GIVEN.c.id).join(Suppression, Suppression.address_hash == _GIVEN.c.address_hash)
_ASKED = lists("asked", id=BigInteger, ask_id=BigInteger, recipient_id=BigInteger)
_OTHER, _ENTRY = aliased(Ask), aliased(Advocate)
_LAST_OTHER = (
    select(func.max(_OTHER.asked_on))
    .join(_ENTRY, _ENTRY.id == _OTHER.advocate_id)
    .where(
        or_(_ENTRY.id == MatchRow.advocate_id, _ENTRY.merged_into_id == MatchRow.advocate_id),
        _OTHER.effort == Ask.effort,
        _OTHER.holds_place,
        _OTHER.id != Ask.id,
    )
    .scalar_subquery()
)
_BY_HAND = func.btrim(func.coalesce(Ask.by_hand_note, "")) != ""
_FACTS = (
    select(
        _ASKED.c.id,
        Person.disabled_at,
        Advocate.left_at,
        Advocate.stage,
        MatchRow.break_until,
        Ask.state,
        Ask.effort,
        MatchRow.high_gap,
        MatchRow.low_gap,
        _LAST_OTHER.label("last_other"),
        or_(MatchRow.shares_contact, ~Activity.needs_contact).label("agreed"),
        or_(Ask.activity_id == any_(MatchRow.happy), and_(Ask.activity_id == any_(MatchRow.ask_first), _BY_HAND)).label(
            "chosen"
        ),
    )
    .join(Person, Person.id == _ASKED.c.recipient_id)
    .join(Advocate, Advocate.person_id == Person.id)
    .join(MatchRow, MatchRow.advocate_id == Advocate.id)
    .outerjoin(Ask, Ask.id == _ASKED.c.ask_id)
    .outerjoin(Activity, Activity.id == Ask.activity_id)
)
"""Both are built once: for a handful of rows building a statement takes longer than running it."""


def of_asks(session: Session, addressed: Addressed, *, policy: Policy, today: date) -> dict[Claimed, str | None]:
    """A stable word each, or None where it may go."""
    connection = session.connection()
    pairs = [(one.id, each) for one, hashes in addressed.items() for each in hashes]
    hashed = {"given_id": [number for number, _ in pairs], "given_address_hash": [each for _, each in pairs]}
    suppressed = frozenset(connection.scalars(_SUPPRESSED, hashed))
    asked = {
        "asked_id": [one.id for one in addressed],
        "asked_ask_id": [one.ask_id for one in addressed],
        "asked_recipient_id": [one.recipient_id for one in addressed],
    }
    facts = {row.id: row for row in connection.execute(_FACTS, asked)}
    return {
        one: "suppressed" if one.id in suppressed else _why_stop(one.topic, facts.get(one.id), policy, today)
        for one in addressed
    }


def _why_stop(topic: Topic, row: Row[*tuple[Any, ...]] | None, policy: Policy, today: date) -> str | None:
    """The first that holds."""
    if row is None:
        return "no_such_person"
    reasons = {
        "no_such_person": row.disabled_at is not None,
        "departed": row.left_at is not None or row.stage is Stage.DEPARTED,
        "on_a_break": row.break_until is not None and row.break_until > today,
        "ask_closed": row.state is not AskState.SENT,
        "not_chosen": not row.chosen,
        "no_consent": not row.agreed,
        "too_soon": topic is Topic.ASK_SENT and _is_too_soon(row, policy, today),
    }
    return next((word for word, is_so in reasons.items() if is_so), None)


def _is_too_soon(row: Row[*tuple[Any, ...]], policy: Policy, today: date) -> bool:
    """They or the program chose more time between asks while this one waited, or two entries became one."""
    if row.last_other is None:
        return False
    gap = max(policy.gap(row.effort), row.high_gap if row.effort is Effort.HIGH else row.low_gap)
    return bool(row.last_other + timedelta(days=gap) > today)
