"""Leases: one holder at a time, fenced off from the ones before."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.db import Database
from portal.domain import leases, outbox
from portal.domain.errors import Refused
from portal.domain.kinds import MessageState, Queue, Topic
from portal.domain.leases import Claimed, LeaseLost
from portal.domain.models import Audit, Outbox
from portal.domain.operations import deliveries
from tests import make


def promised(session: Session, many: int = 1) -> None:
    make.program(session)
    for number in range(many):
        outbox.promise(session, Topic.INVITATION_MADE, key=str(number), now=make.NOW)


def claimed(session: Session) -> Claimed:
    found = leases.claim(session, Queue.BULK, owner="here/one", now=make.NOW)
    assert found is not None
    return found


def row(session: Session, outbox_id: int) -> Outbox:
    return session.scalars(select(Outbox).where(Outbox.id == outbox_id).execution_options(populate_existing=True)).one()


def test_a_promise_is_made_once_per_key(session: Session) -> None:
    promised(session)
    promised(session)
    assert len(session.scalars(select(Outbox)).all()) == 1


def test_what_has_been_due_longest_goes_first_and_nothing_before_its_time(session: Session) -> None:
    make.program(session)
    for key, hours in (("later", 1), ("early", -2), ("now", 0)):
        outbox.promise(
            session, Topic.INVITATION_MADE, key=key, now=make.NOW, not_before=make.NOW + timedelta(hours=hours)
        )
    keys = [row(session, claimed(session).id).dedupe_key for _ in range(2)]
    assert keys == ["invitation.made:early", "invitation.made:now"]
    assert leases.claim(session, Queue.BULK, owner="here/one", now=make.NOW) is None
    assert not leases.due(session, Queue.BULK, now=make.NOW)


def test_two_at_once_claim_different_rows_and_do_not_wait(real_database: Database) -> None:
    with real_database.writing() as session:
        promised(session, 2)
    with real_database.writing() as one, real_database.writing() as other:
        assert claimed(one).id != claimed(other).id
        assert leases.claim(other, Queue.BULK, owner="here/three", now=make.NOW) is None


def test_a_lease_that_ran_out_fences_off_its_old_holder(session: Session) -> None:
    promised(session)
    old = claimed(session)
    assert leases.recover(session, dead=[], now=make.NOW + timedelta(minutes=14)) == (0, 0)
    assert leases.recover(session, dead=[], now=make.NOW + timedelta(minutes=15)) == (1, 0)
    new = claimed(session)
    assert new.lease_token == old.lease_token + 1
    with pytest.raises(LeaseLost):
        leases.move(session, old, was=MessageState.CLAIMED, state=MessageState.SENT)
    leases.move(session, new, was=MessageState.CLAIMED, state=MessageState.SENT)


def test_what_a_dead_process_held_is_taken_back_at_once(session: Session) -> None:
    promised(session, 2)
    before, beyond = claimed(session), claimed(session)
    leases.move(session, beyond, was=MessageState.CLAIMED, state=MessageState.DOTTED, dotted_at=make.NOW)
    assert leases.recover(session, dead=["here/one"], now=make.NOW) == (1, 1)
    assert row(session, before.id).state is MessageState.QUEUED
    assert row(session, beyond.id).state is MessageState.UNCERTAIN


def uncertain(session: Session) -> int:
    promised(session)
    lost = claimed(session)
    leases.move(session, lost, was=MessageState.CLAIMED, state=MessageState.DOTTED, dotted_at=make.NOW)
    leases.recover(session, dead=["here/one"], now=make.NOW)
    return lost.id


def test_the_uncertain_can_be_sent_again_with_the_same_message_id(session: Session) -> None:
    outbox_id, team = uncertain(session), make.person(session)
    before = row(session, outbox_id).message_id
    deliveries.resend(session, outbox_id=outbox_id, actor_id=team.id, now=make.NOW)
    again = row(session, outbox_id)
    assert (again.state, again.message_id, again.attempt) == (MessageState.QUEUED, before, 0)
    assert session.scalars(select(Audit.action).where(Audit.object_kind == "outbox")).all() == ["message.resent"]
    with pytest.raises(Refused):
        deliveries.resend(session, outbox_id=outbox_id, actor_id=team.id, now=make.NOW)
