"""The advocate takes it back, or a part of what they agreed to. At once, everywhere, without a reason (CON-1)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain import audit
from portal.domain.kinds import ContentState, Use
from portal.domain.models import Content
from portal.domain.operations.contents import steps
from portal.domain.rules import contents as rules


def revoke(session: Session, *, content_id: int, actor_id: int, now: datetime) -> Content:
    """All of it, for good. Twice is once."""
    content = steps.locked(session, content_id)
    if content.state is ContentState.REVOKED:
        return content
    steps.end_consents(session, content, now=now)
    event_id = steps.change(session, content, ContentState.REVOKED, actor_id=actor_id, now=now)
    steps.tell(session, content, event_id, now=now)
    return content


def revoke_uses(session: Session, *, content_id: int, uses: Collection[Use], actor_id: int, now: datetime) -> Content:
    """The name or the logo: the words stay, without it. Without the words nothing is left, so that is all of it."""
    content = steps.locked(session, content_id)
    if rules.core_use(content.kind) in uses:
        return revoke(session, content_id=content_id, actor_id=actor_id, now=now)
    if steps.end_consents(session, content, now=now, uses=uses):
        content.uses = [use for use in content.uses if use not in uses]
        event_id = steps.note_event(
            session, content, actor_id=actor_id, now=now, note=" and ".join(f"without the {use}" for use in uses)
        )
        audit.record(
            session, "content.uses_revoked", kind="content", id=content_id, actor_id=actor_id, now=now, fields=("uses",)
        )
        steps.tell(session, content, event_id, now=now)
    return content
