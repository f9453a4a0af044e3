"""The steps of an advocate's way, newest first, each with its day and whose step it was (ADV-2)."""

from datetime import timedelta

from sqlalchemy.orm import Session

from portal.domain.kinds import Answer, Channel, Stage
from portal.domain.models import Invitation
from portal.domain.operations import advocates, candidates, invitations, preferences
from portal.domain.operations import stages as operations
from portal.domain.queries import stages
from portal.links import Links
from tests import make
from tests.make import NOW

HASHES = Links("a secret of forty characters for the tests").address_hashes
HOUR = timedelta(hours=1)


def test_the_whole_way(session: Session) -> None:
    make.program(session)
    priya, tom = make.person(session), make.person(session, name="Tom Brandt")
    who = candidates.add(
        session,
        name="Grace Lindqvist",
        email="grace@halden.example",
        company="Halden",
        title=None,
        channel=Channel.EVENT,
        actor_id=tom.id,
        now=NOW,
    )
    invitations.invite(
        session, advocate_ids=[who.id], inviter_id=priya.id, note=None, address_hashes=HASHES, now=NOW + HOUR
    )
    call = make.activity(session, "call").id
    wishes = preferences.Wishes(answers={call: Answer.HAPPY}, high_gap=92, low_gap=31, consents=frozenset())
    open_one = session.query(Invitation).one()
    invitations.accept(
        session,
        invitation_id=open_one.id,
        version=1,
        wishes=wishes,
        browser_hash=bytes(32),
        address_hashes=HASHES,
        now=NOW + 2 * HOUR,
    )
    operations.move(session, advocate_id=who.id, stage=Stage.CONFIRMED, actor_id=tom.id, now=NOW + 3 * HOUR)
    advocates.leave(session, advocate_id=who.id, actor_id=who.person_id, now=NOW + 4 * HOUR)
    advocates.come_back(session, advocate_id=who.id, actor_id=who.person_id, now=NOW + 5 * HOUR)
    assert [(step.stage, step.at, step.by) for step in stages.steps(session, who.id)] == [
        (Stage.JOINED, NOW + 5 * HOUR, "Grace Lindqvist"),
        (Stage.DEPARTED, NOW + 4 * HOUR, "Grace Lindqvist"),
        (Stage.CONFIRMED, NOW + 3 * HOUR, "Tom Brandt"),
        (Stage.JOINED, NOW + 2 * HOUR, "Grace Lindqvist"),
        (Stage.INVITED, NOW + HOUR, "Priya Raman"),
        (Stage.CANDIDATE, NOW, "Tom Brandt"),
    ]
