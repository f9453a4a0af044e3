"""The outbox: a promise is a row committed with the change that made it. `leases` keeps it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Text,
    bindparam,
    cast,
    column,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session

from portal.domain.kinds import URGENT_TOPICS, MessageState, Queue, Topic
from portal.domain.models import Outbox, Program
from portal.domain.recordsets import lists

KEEP_TRYING = timedelta(days=2)

_HOST = select(func.split_part(Program.sender_address, "@", 2)).scalar_subquery()
_NEWS = lists("news", topic=Text, queue=Text, key=Text, recipient_id=BigInteger)
_SAME = ("ask_id", "about_id", "state", "not_before", "expires_at", "created_at")
_KEEP = (
    insert(Outbox)
    .from_select(
        ["topic", "queue", "dedupe_key", "recipient_id", "message_id", *_SAME],
        select(
            *_NEWS.c,
            func.concat(literal("<"), func.gen_random_uuid(), literal("@"), _HOST, literal(">")),
            *(bindparam(name, type_=Outbox.__table__.c[name].type) for name in _SAME),
        ),
    )
    .on_conflict_do_nothing(index_elements=["dedupe_key"])
)
"""Any number of promises about one thing in one statement."""


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
    due = not_before or now
    _keep(
        session,
        {topic: recipient_id},
        key,
        ask_id=ask_id,
        about_id=about_id,
        state=state,
        not_before=due,
        expires_at=expires_at or due + KEEP_TRYING,
        created_at=now,
    )


def tell(session: Session, recipients: Mapping[Topic, int], *, ask_id: int, key: str, now: datetime) -> None:
    """Promise the news of one ask to several people at once, each under the topic meant for them."""
    _keep(
        session,
        recipients,
        key,
        ask_id=ask_id,
        about_id=None,
        state=MessageState.QUEUED,
        not_before=now,
        expires_at=now + KEEP_TRYING,
        created_at=now,
    )


def promise_asks(session: Session, recipients: Mapping[int, int], *, now: datetime, expires_at: datetime) -> None:
    """The first message of many asks in one statement; `recipients` are people by the id of their ask."""
    _keep_each(session, Topic.ASK_SENT, "ask_id", recipients, now=now, expires_at=expires_at)


def promise_each(
    session: Session, topic: Topic, recipients: Mapping[int, int], *, now: datetime, suffix: str = ""
) -> None:
    """As `promise`, of many things in one statement; `recipients` are people by the id of what it is about."""
    _keep_each(session, topic, "about_id", recipients, now=now, expires_at=now + KEEP_TRYING, suffix=suffix)


def _keep_each(
    session: Session,
    topic: Topic,
    about: str,
    recipients: Mapping[int, int],
    *,
    now: datetime,
    expires_at: datetime,
    suffix: str = "",
) -> None:
    if not recipients:
        return
    each = (
        func.unnest(cast(list(recipients), ARRAY(BigInteger)), cast(list(recipients.values()), ARRAY(BigInteger)))
        .table_valued(column("id", BigInteger), column("recipient_id", BigInteger))
        .render_derived()
    )
    queue = Queue.URGENT if topic in URGENT_TOPICS else Queue.BULK
    facts = {
        "topic": topic,
        "queue": queue,
        "state": MessageState.QUEUED,
        "not_before": now,
        "expires_at": expires_at,
        "created_at": now,
    }
    values = [literal(value, Outbox.__table__.c[name].type) for name, value in facts.items()]
    key = func.concat(literal(f"{topic}:"), each.c.id, literal(suffix))
    message = func.concat(literal("<"), func.gen_random_uuid(), literal("@"), _HOST, literal(">"))
    made = insert(Outbox).from_select(
        [about, "recipient_id", "dedupe_key", "message_id", *facts],
        select(each.c.id, each.c.recipient_id, key, message, *values),
    )
    session.execute(made.on_conflict_do_nothing(index_elements=["dedupe_key"]))
    session.info.setdefault("promised", set()).add(queue)


def _keep(session: Session, recipients: Mapping[Topic, int | None], key: str, **same: Any) -> None:  # noqa: ANN401
    queues = [Queue.URGENT if topic in URGENT_TOPICS else Queue.BULK for topic in recipients]
    news = {
        "news_topic": list(recipients),
        "news_queue": queues,
        "news_key": [f"{topic}:{key}" for topic in recipients],
        "news_recipient_id": list(recipients.values()),
    }
    session.connection().execute(_KEEP, news | same)
    if same["not_before"] <= same["created_at"]:
        session.info.setdefault("promised", set()).update(queues)
