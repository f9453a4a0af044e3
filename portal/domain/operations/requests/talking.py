"""Words between the requester and the team, and who of the team looks after a request (REQ-2)."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.domain import audit, outbox
from portal.domain.errors import NotFound
from portal.domain.kinds import TEAM_ROLES, Topic
from portal.domain.models import Person, RequestMessage
from portal.domain.operations.requests import steps


def assign(session: Session, *, request_id: int, owner_id: int, actor_id: int, now: datetime) -> None:
    """Said twice it is once. The requester hears who looks after it."""
    request = steps.in_state(session, request_id, steps.RUNNING)
    owner = session.get(Person, owner_id)
    if owner is None or owner.role not in TEAM_ROLES or owner.disabled_at is not None:
        raise NotFound
    if request.owner_id == owner_id:
        return
    request.owner_id = owner_id
    steps.answered(session, request, now=now)
    steps.tell(session, request, Topic.REQUEST_TOLD, request.requester_id, key=f"taken:{now.isoformat()}", now=now)
    audit.record(session, "request.assigned", kind="request", id=request_id, actor_id=actor_id, now=now)


def answer(session: Session, *, request_id: int, words: str, actor_id: int, now: datetime) -> int:
    """The team writes to the requester. Nobody looked after it: now the writer does."""
    request = steps.locked(session, request_id)
    if request.state in steps.RUNNING:
        steps.answered(session, request, now=now)
        request.owner_id = request.owner_id or actor_id
    message = RequestMessage(request_id=request.id, author_id=actor_id, words=words, at=now)
    return _say(session, message, Topic.REQUEST_ANSWERED, to_id=request.requester_id)


def write(session: Session, *, request_id: int, words: str, requester_id: int, now: datetime) -> int:
    """The requester writes to whoever looks after it; until somebody does, it stands in the queue."""
    request = steps.locked(session, request_id)
    if request.requester_id != requester_id:
        raise NotFound
    message = RequestMessage(request_id=request.id, author_id=requester_id, words=words, at=now)
    return _say(session, message, Topic.REQUEST_WRITTEN, to_id=request.owner_id)


def _say(session: Session, message: RequestMessage, topic: Topic, *, to_id: int | None) -> int:
    session.add(message)
    session.flush()
    author_id, now = message.author_id, message.at
    if to_id is not None and to_id != author_id:
        outbox.promise(session, topic, key=str(message.id), now=now, recipient_id=to_id, about_id=message.id)
    audit.record(session, "request.written", kind="request", id=message.request_id, actor_id=author_id, now=now)
    return message.id
