"""The outbox: a promise is a row committed with the change that made it."""

from datetime import datetime, timedelta

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.domain.kinds import URGENT_TOPICS, MessageState, Queue, Topic
from portal.domain.models import Outbox, Program

KEEP_TRYING = timedelta(days=2)


def promise(
    session: Session,
    topic: Topic,
    *,
    key: str,
    now: datetime,
    recipient_id: int | None = None,
    ask_id: int | None = None,
    about_id: int | None = None,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
    state: MessageState = MessageState.QUEUED,
) -> None:
    """Promise `topic` once per `key`; a second promise with the same key is the first one."""
    host = select(func.split_part(Program.sender_address, "@", 2)).scalar_subquery()
    due = not_before or now
    session.execute(
        insert(Outbox)
        .values(
            topic=topic,
            queue=Queue.URGENT if topic in URGENT_TOPICS else Queue.BULK,
            dedupe_key=f"{topic}:{key}",
            recipient_id=recipient_id,
            ask_id=ask_id,
            about_id=about_id,
            message_id=func.concat(
                literal("<"), func.gen_random_uuid(), literal("@"), host, literal(">")
            ),
            state=state,
            not_before=due,
            expires_at=expires_at or due + KEEP_TRYING,
            created_at=now,
        )
        .on_conflict_do_nothing(index_elements=["dedupe_key"])
    )
