"""A deal has closed: whoever helped with it hears once that it mattered, and nothing of the deal (ASK-7)."""

from datetime import datetime, timedelta

from sqlalchemy import String, cast, exists, literal, select
from sqlalchemy.orm import Session, aliased

from portal.domain.demand_kinds import LinkKind, Outcome
from portal.domain.kinds import AskState, Topic
from portal.domain.models import Advocate, Ask, MatchRow, Opportunity, OpportunityLink, OpportunityVersion, Outbox
from portal.domain.operations import program_mails
from portal.domain.queries import programs
from portal.domain.queries.merges import is_now
from portal.domain.queries.program_mails import may_get_one

SLICE = 200
STILL_NEWS = timedelta(days=184)
"""What closed longer ago than this is not told any more."""


def thank_due(session: Session, *, now: datetime) -> int:
    """One mail an ask, whatever further imports say of its deal. Who is on a break hears when it is over."""
    closed = exists().where(
        OpportunityLink.kind == LinkKind.ASK,
        OpportunityLink.about_id == Ask.id,
        Opportunity.id == OpportunityLink.opportunity_id,
        Opportunity.outcome != Outcome.OPEN,
        OpportunityVersion.opportunity_id == Opportunity.id,
        OpportunityVersion.outcome == Opportunity.outcome,
        OpportunityVersion.at > now - STILL_NEWS,
    )
    entry = aliased(Advocate)
    key = literal(f"{Topic.HELP_MATTERED}:") + cast(Ask.id, String)
    due = (
        select(Ask.id, Advocate.id, Advocate.person_id)
        .join(entry, entry.id == Ask.advocate_id)
        .join(Advocate, is_now(Advocate, entry))
        .join(MatchRow, MatchRow.advocate_id == Advocate.id)
        .where(Ask.state == AskState.COMPLETED, closed, ~exists().where(Outbox.dedupe_key == key))
        .where(*may_get_one(programs.current(session), now))
        .order_by(Ask.id)
        .limit(SLICE)
    )
    return program_mails.promise_each(session, Topic.HELP_MATTERED, due, now=now)
