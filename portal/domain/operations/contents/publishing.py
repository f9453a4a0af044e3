"""What is approved is published, used and counted, taken down, and ends on its day (CON-1, CON-2)."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.domain import audit, outbox
from portal.domain.demand_kinds import LinkKind
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import ContentState, Topic, WorkStep
from portal.domain.models import Content, ContentUse, Opportunity, OpportunityLink
from portal.domain.operations import opportunities
from portal.domain.operations.contents import steps
from portal.domain.queries import contents as queries
from portal.domain.queries import programs
from portal.domain.rules import contents as rules

AT_ONCE = 200
"""How many one call ends; the next call takes the rest."""


def publish(session: Session, *, content_id: int, version: int, where: str, actor_id: int, now: datetime) -> Content:
    """It can be seen at `where`, an address or words. Once more for a second place; twice for the same is once."""
    if not where.strip():
        raise Refused("no_place", "Say where it is published: the page’s address, or what it stands in.")
    content = steps.locked(session, content_id)
    steps.at_version(content, version)
    today = programs.today(programs.current(session), now)
    if content.ends_on is not None and content.ends_on <= today:
        raise Refused("over", steps.NOW_IT_IS[ContentState.EXPIRED])
    if content.state is ContentState.PUBLISHED:
        if where.strip() in queries.places(session, content_id):
            return content
        event_id = steps.note_event(session, content, actor_id=actor_id, now=now, place=where.strip())
    else:
        content.published_at = now
        event_id = steps.change(
            session, content, ContentState.PUBLISHED, actor_id=actor_id, now=now, place=where.strip()
        )
        steps.finish_step(session, content, WorkStep.PUBLICATION, now=now)
    if content.advocate_id is not None:
        outbox.promise(
            session,
            Topic.CONTENT_PUBLISHED,
            key=str(event_id),
            now=now,
            recipient_id=steps.person_of(session, content),
            about_id=event_id,
        )
    return content


def take_down(session: Session, *, content_id: int, actor_id: int, now: datetime) -> Content:
    """Off every list. The approval stays; what belongs to nobody is a draft again."""
    content = steps.locked(session, content_id)
    if content.state is not ContentState.PUBLISHED:
        raise Refused(f"is_{content.state}", steps.NOW_IT_IS[content.state])
    state = ContentState.APPROVED if content.advocate_id is not None else ContentState.DRAFT
    content.published_at = None
    steps.change(session, content, state, actor_id=actor_id, now=now, note="Taken down")
    return content


def use(
    session: Session,
    *,
    content_id: int,
    opportunity: str,
    actor_id: int,
    now: datetime,
    opportunity_id: int | None = None,
) -> ContentUse:
    """Note that it was used, for a deal or for what is said of it; the same person's same one counts once (CON-2).

    Raises NotFound unless usable.
    """
    steps.locked(session, content_id)
    today = programs.today(programs.current(session), now)
    if not queries.is_usable(session, content_id, today):
        raise NotFound
    words = _deal_named(session, opportunity_id) if opportunity_id is not None else " ".join(opportunity.split())
    touched = exists().where(OpportunityLink.kind == LinkKind.CONTENT, OpportunityLink.about_id == ContentUse.id)
    same = select(ContentUse).where(
        ContentUse.content_id == content_id,
        ContentUse.by_id == actor_id,
        ContentUse.opportunity == words,
        ~touched if opportunity_id is None else touched.where(OpportunityLink.opportunity_id == opportunity_id),
    )
    if found := session.scalar(same):
        return found
    made = ContentUse(content_id=content_id, by_id=actor_id, opportunity=words, at=now)
    session.add(made)
    session.flush()
    if opportunity_id is not None:
        opportunities.link(session, opportunity_id, LinkKind.CONTENT, made.id, actor_id=actor_id, now=now)
    audit.record(session, "content.used", kind="content", id=content_id, actor_id=actor_id, now=now)
    return made


def _deal_named(session: Session, opportunity_id: int) -> str:
    deal = session.get(Opportunity, opportunity_id)
    if deal is None:
        raise NotFound
    return deal.name


def expire_due(session: Session, *, now: datetime) -> int:
    """End what was agreed until today; answers how many. No list showed it any more since midnight."""
    today = programs.today(programs.current(session), now)
    due = (
        select(Content)
        .where(Content.state.in_([ContentState.SENT, *rules.BOUND]), Content.ends_on <= today)
        .order_by(Content.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    found = session.scalars(due).all()
    for content in found:
        state = ContentState.DRAFT if content.state is ContentState.SENT else ContentState.EXPIRED
        steps.end_consents(session, content, now=now)
        steps.change(session, content, state, actor_id=None, now=now)
    return len(found)
