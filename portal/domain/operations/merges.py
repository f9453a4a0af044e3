"""Two entries of one person become one: the loser points at the survivor and keeps its asks (SEG-2)."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.domain import audit
from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import AskState, Stage
from portal.domain.models import (
    Advocate,
    Ask,
    ContactView,
    Content,
    Interview,
    Invitation,
    JoinRequest,
    MatchRow,
    Nomination,
    Note,
    Person,
    Reconfirmation,
    Signal,
    ThankYou,
)
from portal.domain.operations import advocates, appearances, inheritances, places, searches, stages, suppressions
from portal.domain.operations.freshness import carry
from portal.domain.queries import freshness
from portal.domain.queries import merges as queries
from portal.domain.queries.invitations import AddressHashes
from portal.domain.rules import merges as rules

UNFINISHED = (AskState.SENT, AskState.ACCEPTED, AskState.SCHEDULED)
OF_PERSON = ("title", "phone", "time_zone")
OF_ADVOCATE = ("account_id", "persona", "region", "outcomes", "expertise", "interests", "sponsor_id")
LISTS = ("languages", "products", "use_cases", "tags")
MOVED: tuple[InstrumentedAttribute[Any], ...] = (
    ContactView.advocate_id,
    Content.advocate_id,
    Interview.advocate_id,
    Invitation.advocate_id,
    JoinRequest.advocate_id,
    Nomination.advocate_id,
    Note.advocate_id,
    Reconfirmation.advocate_id,
    ThankYou.advocate_id,
)
"""What goes over to the survivor. An invitation's link dies with the address it was made for."""


def merge(
    session: Session,
    *,
    survivor_id: int,
    loser_id: int,
    address_hashes: AddressHashes,
    actor_id: int,
    now: datetime,
) -> Advocate:
    """The survivor's consents and choices stay; whatever keeps either from being asked longer wins. Twice is once."""
    if survivor_id == loser_id:
        raise Refused("same", "Choose two entries to merge.")
    survivor, loser = _both(session, survivor_id, loser_id)
    if loser.merged_into_id == survivor_id:
        return survivor
    _check(session, survivor, loser)
    word = queries.carried(session, survivor_id, loser_id, address_hashes=address_hashes)
    known = freshness.known(session, (survivor_id, loser_id))
    stages.move(session, advocate_id=loser_id, stage=Stage.DEPARTED, actor_id=actor_id, now=now)
    filled = _fill_in(session, survivor, loser)
    _keep_word(session, survivor, loser, word=word, address_hashes=address_hashes, now=now)
    _hand_over(session, survivor, loser)
    session.flush()
    carry(session, survivor_id=survivor_id, loser_id=loser_id, known=known)
    inheritances.hand_over(session, loser_id=loser_id, survivor_id=survivor_id, actor_id=actor_id, now=now)
    session.flush()
    places.refresh(session, loser_id)
    searches.refresh(session, advocate_ids=[survivor_id, loser_id])
    for action, about, fields in (("advocate.merged", loser_id, ()), ("advocate.absorbed", survivor_id, filled)):
        audit.record(
            session,
            action,
            kind="advocate",
            id=about,
            actor_id=actor_id,
            now=now,
            fields=fields,
            reason=f"advocates {loser_id} into {survivor_id}",
        )
    return survivor


def _both(session: Session, survivor_id: int, loser_id: int) -> tuple[Advocate, Advocate]:
    pair = sorted((survivor_id, loser_id))
    if any(session.get(Advocate, one) is None for one in pair):
        raise NotFound
    for one in pair:
        places.lock(session, one)
    found = [session.get_one(Advocate, one, with_for_update=True, populate_existing=True) for one in pair]
    return (found[0], found[1]) if pair[0] == survivor_id else (found[1], found[0])


def _check(session: Session, survivor: Advocate, loser: Advocate) -> None:
    for one in (survivor, loser):
        if one.merged_into_id is not None:
            raise Refused("merged", "One of these entries was merged already. Open the one that stayed.")
    inheritances.hold(session, loser)
    unfinished = select(Ask.id).where(Ask.advocate_id.in_(queries.everyone_of(loser.id)), Ask.state.in_(UNFINISHED))
    if session.scalar(unfinished.limit(1)) is not None:
        name = session.get_one(Person, loser.person_id).name
        raise Refused(
            "unfinished", f"{name} has an ask that isn’t finished. Keep that entry instead, or end the ask first."
        )


def _fill_in(session: Session, survivor: Advocate, loser: Advocate) -> tuple[str, ...]:
    """Where the survivor's entry is empty; lists are joined, the newer score counts. Answers the fields' names."""
    person, other = session.get_one(Person, survivor.person_id), session.get_one(Person, loser.person_id)
    values: dict[str, object] = {name: getattr(survivor, name) or getattr(loser, name) for name in OF_ADVOCATE}
    values |= {name: list(dict.fromkeys(getattr(survivor, name) + getattr(loser, name))) for name in LISTS}
    values["rather_not"] = "\n".join(dict.fromkeys(filter(None, (survivor.rather_not, loser.rather_not)))) or None
    values["story"] = loser.story if survivor.story is None else survivor.story
    values["hot_on"] = max(filter(None, (survivor.hot_on, loser.hot_on)), default=None)
    if loser.score_on and (not survivor.score_on or survivor.score_on < loser.score_on):
        values |= {"score": loser.score, "score_on": loser.score_on}
    filled = [name for name, value in values.items() if getattr(survivor, name) != value]
    for name in filled:
        setattr(survivor, name, values[name])
    for name in OF_PERSON:
        if not getattr(person, name) and getattr(other, name):
            setattr(person, name, getattr(other, name))
            filled.append(name)
    return tuple(filled)


def _keep_word(
    session: Session,
    survivor: Advocate,
    loser: Advocate,
    *,
    word: rules.Word,
    address_hashes: AddressHashes,
    now: datetime,
) -> None:
    if word.left and survivor.left_at is None:
        advocates.leave(session, advocate_id=survivor.id, actor_id=loser.person_id, now=now)
    row = session.get_one(MatchRow, survivor.id)
    row.break_until, row.high_gap, row.low_gap = word.break_until, word.high_gap, word.low_gap
    if word.resting and survivor.rest_since is None:
        survivor.rest_since = loser.rest_since
    if word.unwanted is not None:
        address = session.get_one(Person, survivor.person_id).email
        suppressions.suppress(
            session,
            person_id=survivor.person_id,
            address_hash=address_hashes(address)[0],
            reason=word.unwanted,
            now=now,
        )


def _hand_over(session: Session, survivor: Advocate, loser: Advocate) -> None:
    for column in (*MOVED, Advocate.merged_into_id):
        _repoint(session, column, loser.id, survivor.id)
    appearances.hand_over(session, loser_id=loser.id, survivor_id=survivor.id)
    _repoint(session, Signal.person_id, loser.person_id, survivor.person_id)
    loser.merged_into_id = survivor.id


def _repoint(session: Session, column: InstrumentedAttribute[Any], old: int, new: int) -> None:
    session.execute(
        update(column.class_)
        .where(column == old)
        .values({column.key: new})
        .execution_options(synchronize_session=False)
    )
