"""Asking to join on the public page; the team decides, or the company's own domain has been let in (ID-5)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import TEAM_ROLES, Channel, JoinRequestState, Role
from portal.domain.models import Advocate, JoinLink, JoinRequest, Person
from portal.domain.operations import candidates, counters, invitations
from portal.domain.queries import programs
from portal.domain.queries.invitations import AddressHashes
from portal.domain.queries.merges import is_now
from portal.domain.rules.invitations import WHY, Reason

HOUR = timedelta(hours=1)
FROM_ONE_PLACE = 20


def ask(
    session: Session,
    *,
    name: str,
    email: str,
    company: str,
    title: str | None,
    activities: Sequence[str],
    words: str | None,
    block: str,
    address_hashes: AddressHashes,
    now: datetime,
    link_id: int | None = None,
) -> None:
    """The same for everybody who asks, known or not. Asking again while one waits changes nothing.

    `link_id`: the join link by which they came; a closed one counts for nothing (ACT-2).
    """
    if not counters.spend(session, key=f"join:from:{block}", limit=FROM_ONE_PLACE, window=HOUR, now=now):
        raise Refused("too_often", "That was a lot of requests in a short time. Try again later.")
    address = email.strip().lower()
    made = session.scalar(
        insert(JoinRequest)
        .values(
            email=address,
            name=name,
            company=company,
            title=title,
            activities=list(activities),
            words=words,
            link_id=select(JoinLink.id).where(JoinLink.id == link_id, JoinLink.closed_at.is_(None)).scalar_subquery(),
            created_at=now,
        )
        .on_conflict_do_nothing()
        .returning(JoinRequest.id)
    )
    if made is None:
        return
    audit.record(session, "join_request.made", kind="join_request", id=made, actor_id=None, now=now)
    if address.rpartition("@")[2] in programs.current(session).own_domains:
        _let_in(session, made, address_hashes, now)


def approve(
    session: Session, *, request_id: int, actor_id: int, address_hashes: AddressHashes, now: datetime
) -> Advocate:
    """They become a candidate and are invited at once; the invitation proves that the address is theirs."""
    request = _waiting(session, request_id)
    advocate = _advocate_of(session, request, actor_id, now)
    invited = invitations.invite(
        session, advocate_ids=[advocate.id], inviter_id=actor_id, note=None, address_hashes=address_hashes, now=now
    )
    for left_out in invited.left_out:
        if left_out.reason is not Reason.AWAITING:
            raise Refused("not_invited", f"{request.email}: {WHY[left_out.reason]}", next_on=left_out.next_on)
    _decide(session, request, JoinRequestState.APPROVED, actor_id=actor_id, now=now)
    request.advocate_id = advocate.id
    return advocate


def refuse(session: Session, *, request_id: int, actor_id: int, now: datetime) -> None:
    """Nothing is sent to anybody."""
    _decide(session, _waiting(session, request_id), JoinRequestState.REFUSED, actor_id=actor_id, now=now)


def _let_in(session: Session, request_id: int, address_hashes: AddressHashes, now: datetime) -> None:
    """In the name of whoever runs the program longest. Where that can't be, the request waits for the team."""
    first = select(Person.id).where(Person.role.in_(TEAM_ROLES), Person.disabled_at.is_(None)).order_by(Person.id)
    host = session.scalar(first.limit(1))
    if host is None:
        return
    try:
        with session.begin_nested():
            approve(session, request_id=request_id, actor_id=host, address_hashes=address_hashes, now=now)
    except Refused:
        return


def _waiting(session: Session, request_id: int) -> JoinRequest:
    request = session.get(JoinRequest, request_id, with_for_update=True)
    if request is None:
        raise NotFound
    if request.state != JoinRequestState.WAITING:
        raise Refused("decided", "Somebody of the team has decided about this request already.")
    return request


def _advocate_of(session: Session, request: JoinRequest, actor_id: int, now: datetime) -> Advocate:
    known = session.scalar(select(Person).where(Person.email == request.email))
    if known is not None:
        if known.role is not Role.ADVOCATE:
            raise Refused("one_of_us", f"{request.email} is one of us, so they can’t be an advocate.")
        entry = aliased(Advocate)
        by_now = select(Advocate).join(entry, is_now(Advocate, entry)).where(entry.person_id == known.id)
        return session.scalars(by_now).one()
    advocate = candidates.add(
        session,
        name=request.name,
        email=request.email,
        company=request.company,
        title=request.title,
        channel=_channel(session, request),
        actor_id=actor_id,
        now=now,
    )
    advocate.came_by = None
    return advocate


def _channel(session: Session, request: JoinRequest) -> Channel:
    """Of the link by which they came; without one they put themselves forward."""
    return session.scalar(select(JoinLink.channel).where(JoinLink.id == request.link_id)) or Channel.SELF


def _decide(session: Session, request: JoinRequest, state: JoinRequestState, *, actor_id: int, now: datetime) -> None:
    request.state, request.decided_at, request.decided_by = state, now, actor_id
    audit.record(session, f"join_request.{state.value}", kind="join_request", id=request.id, actor_id=actor_id, now=now)
