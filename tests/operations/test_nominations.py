"""Nominating and deciding (NOM-1): what each does, twice, in bulk, and what the nominator is told."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Channel, NominationState, Role, Stage, SuppressionReason, Topic
from portal.domain.models import Advocate, Audit, Invitation, Nomination, Outbox, Person, SearchRow, Suppression
from portal.domain.operations import invitations, nominations, preferences
from portal.domain.operations.nominations import Nominee
from portal.domain.queries import departments
from portal.links import Links
from tests import make
from tests.make import NOW

OWEN = Nominee(
    name="Owen Pritchard",
    email="owen@grid.example",
    title="Head of Operations",
    company="Severn Grid",
    why="Says support is the best.",
    how_known="We talk often",
    activity_ids=(),
)


@pytest.fixture
def leo(session: Session) -> Person:
    make.program(session)
    return make.colleague(session)


@pytest.fixture
def priya(session: Session) -> Person:
    return make.person(session)


def named(session: Session, links: Links, who: Person, **changes: object) -> int:
    nominee = replace(OWEN, **changes)  # type: ignore[arg-type]
    return nominations.nominate(
        session, nominee=nominee, nominator_id=who.id, sure=True, address_hashes=links.address_hashes, now=NOW
    )


def invite(session: Session, links: Links, who: Person, *ids: int) -> nominations.Outcome:
    return nominations.invite(
        session, nomination_ids=ids, actor_id=who.id, address_hashes=links.address_hashes, now=NOW
    )


def told(session: Session) -> list[tuple[Topic, int | None]]:
    mine = select(Outbox.topic, Outbox.about_id).where(
        Outbox.topic.in_((Topic.NOMINATION_DECIDED, Topic.NOMINATION_JOINED))
    )
    return [tuple(row) for row in session.execute(mine.order_by(Outbox.id))]  # type: ignore[misc]


def test_inviting_makes_a_candidate_with_its_channel_and_nominator(
    session: Session, links: Links, leo: Person, priya: Person
) -> None:
    one = named(session, links, leo)
    assert invite(session, links, priya, one).done == ["Owen Pritchard"]
    session.expire_all()
    advocate = session.execute(select(Advocate)).scalar_one()
    nomination = session.get_one(Nomination, one)
    assert (advocate.stage, advocate.channel, advocate.came_by) == (Stage.INVITED, Channel.CUSTOMER_SUCCESS, leo.id)
    assert (nomination.state, nomination.advocate_id) == (NominationState.INVITED, advocate.id)
    assert (nomination.decided_by, nomination.owner_id) == (priya.id, priya.id)
    assert session.execute(select(Invitation.inviter_id)).scalars().all() == [priya.id]
    assert session.get(SearchRow, advocate.id) is not None
    assert told(session) == [(Topic.NOMINATION_DECIDED, one)]
    assert {"nomination.made", "nomination.invited"} <= set(session.scalars(select(Audit.action)))


def test_twice_is_once(session: Session, links: Links, leo: Person, priya: Person) -> None:
    one = named(session, links, leo)
    assert named(session, links, leo) == one
    invite(session, links, priya, one)
    again = invite(session, links, priya, one)
    assert (again.done, again.left_out) == ([], [])
    assert len(session.scalars(select(Invitation)).all()) == 1
    assert len(told(session)) == 1


def test_sent_again_while_it_waits_the_newer_words_stand(session: Session, links: Links, leo: Person) -> None:
    one = named(session, links, leo)
    assert named(session, links, leo, why="He offered to speak in May.", title=None) == one
    session.expire_all()
    kept = session.get_one(Nomination, one)
    assert (kept.note, kept.title, kept.name) == ("He offered to speak in May.", None, "Owen Pritchard")


def test_all_who_named_the_same_person_are_decided_about_and_told_together(
    session: Session, links: Links, leo: Person, priya: Person
) -> None:
    maud = make.colleague(session, name="Maud Leclerc", department="Sales")
    first, second = named(session, links, leo), named(session, links, maud)
    assert first != second
    assert invite(session, links, priya, second).done == ["Owen Pritchard"]
    assert told(session) == [(Topic.NOMINATION_DECIDED, first), (Topic.NOMINATION_DECIDED, second)]
    assert len(session.scalars(select(Invitation)).all()) == 1


def test_all_who_named_the_same_person_are_settled_when_one_is_taken_up(
    session: Session, links: Links, leo: Person, priya: Person
) -> None:
    maud = make.colleague(session, name="Maud Leclerc", department="Sales")
    first, second = named(session, links, leo), named(session, links, maud)
    advocate = nominations.take_up(session, nomination_id=second, actor_id=priya.id, now=NOW)
    for one in (first, second):
        nomination = session.get_one(Nomination, one, populate_existing=True)
        assert (nomination.state, nomination.advocate_id) == (NominationState.INVITED, advocate.id)


def test_in_bulk_one_refusal_leaves_the_others_alone(
    session: Session, links: Links, leo: Person, priya: Person
) -> None:
    ids = [named(session, links, leo, name=f"P{n}", email=f"p{n}@grid.example") for n in range(4)]
    hashed = links.address_hashes("p1@grid.example")[0]
    session.add(Suppression(address_hash=hashed, reason=SuppressionReason.BOUNCED, at=NOW))
    make.person(session, role=Role.COLLEAGUE, email="p2@grid.example")
    session.flush()
    outcome = invite(session, links, priya, *ids)
    assert outcome.done == ["P0", "P3"]
    assert [name for name, _ in outcome.left_out] == ["P1", "P2"]
    states = [session.get_one(Nomination, one).state for one in ids]
    waits, invited = NominationState.WAITING, NominationState.INVITED
    assert states == [invited, waits, waits, invited]
    assert len(session.scalars(select(Advocate)).all()) == 2, "whoever was refused is no candidate either"


def test_an_invitation_that_awaits_an_answer_is_not_sent_again(
    session: Session, links: Links, leo: Person, priya: Person
) -> None:
    one = named(session, links, leo)
    known = make.advocate(session, email=OWEN.email, stage=Stage.CANDIDATE, willing={})
    invitations.invite(
        session,
        advocate_ids=[known.id],
        inviter_id=priya.id,
        note=None,
        address_hashes=links.address_hashes,
        now=NOW,
    )
    assert invite(session, links, priya, one).done == ["Owen Pritchard"]
    assert len(session.scalars(select(Invitation)).all()) == 1


def test_not_now_needs_a_reason_and_can_be_looked_at_again(
    session: Session, links: Links, leo: Person, priya: Person
) -> None:
    one = named(session, links, leo)
    with pytest.raises(Refused, match="Say why not now"):
        nominations.pass_over(session, nomination_ids=[one], reason=" ", actor_id=priya.id, now=NOW)
    nominations.pass_over(session, nomination_ids=[one], reason="Too early.", actor_id=priya.id, now=NOW)
    assert session.get_one(Nomination, one).reason == "Too early."
    assert session.scalars(select(Advocate)).all() == []
    for _ in range(2):
        nominations.reopen(session, nomination_id=one, actor_id=priya.id, now=NOW)
    assert session.get_one(Nomination, one).state is NominationState.WAITING
    invite(session, links, priya, one)
    with pytest.raises(Refused):
        nominations.reopen(session, nomination_id=one, actor_id=priya.id, now=NOW)


def test_a_put_off_nomination_gives_way_to_a_newer_one(
    session: Session, links: Links, leo: Person, priya: Person
) -> None:
    one = named(session, links, leo)
    nominations.pass_over(session, nomination_ids=[one], reason="Too early.", actor_id=priya.id, now=NOW)
    assert named(session, links, leo) != one
    with pytest.raises(Refused, match="nominated them anew"):
        nominations.reopen(session, nomination_id=one, actor_id=priya.id, now=NOW)


def test_merging_sends_nothing_to_the_person(session: Session, links: Links, leo: Person, priya: Person) -> None:
    one, known = named(session, links, leo), make.advocate(session, name="Owen P. Pritchard")
    with pytest.raises(NotFound):
        nominations.merge(session, nomination_id=one, advocate_id=900_000, actor_id=priya.id, now=NOW)
    nominations.merge(session, nomination_id=one, advocate_id=known.id, actor_id=priya.id, now=NOW)
    nomination = session.get_one(Nomination, one)
    assert (nomination.state, nomination.advocate_id) == (NominationState.MERGED, known.id)
    assert session.scalars(select(Invitation)).all() == []
    assert told(session) == [(Topic.NOMINATION_DECIDED, one)]
    with pytest.raises(Refused):
        nominations.merge(session, nomination_id=one, advocate_id=known.id, actor_id=priya.id, now=NOW)


def test_joining_is_told_and_counted(session: Session, links: Links, leo: Person, priya: Person) -> None:
    one = named(session, links, leo)
    named(session, links, leo, email="other@grid.example")
    invite(session, links, priya, one)
    invitation = session.execute(select(Invitation)).scalar_one()
    invitations.accept(
        session,
        invitation_id=invitation.id,
        version=1,
        wishes=preferences.Wishes(answers={}, high_gap=92, low_gap=31, consents=frozenset()),
        browser_hash=b"x" * 32,
        address_hashes=links.address_hashes,
        now=NOW,
    )
    assert (Topic.NOMINATION_JOINED, one) in told(session)
    assert departments.contribution(session, leo.id) == departments.Contribution(2, 1, 1, 0)
    member = next(each for each in departments.members(session) if each.id == leo.id)
    assert member.contribution == departments.Contribution(2, 1, 1, 0)


def test_no_customer_who_handed_an_ask_on_is_mailed(session: Session, links: Links, priya: Person) -> None:
    dana = make.advocate(session)
    handed_on = Nomination(
        name="Kim", email="kim@customer.example", nominator_id=dana.person_id, channel=Channel.ADVOCATE, at=NOW
    )
    session.add(handed_on)
    session.flush()
    invite(session, links, priya, handed_on.id)
    assert told(session) == []


def test_only_the_team_looks_after_nominations(session: Session, links: Links, leo: Person, priya: Person) -> None:
    one = named(session, links, leo)
    assert nominations.assign(session, nomination_ids=[one], owner_id=priya.id, actor_id=priya.id, now=NOW) == 1
    assert nominations.assign(session, nomination_ids=[one], owner_id=priya.id, actor_id=priya.id, now=NOW) == 0
    with pytest.raises(NotFound):
        nominations.assign(session, nomination_ids=[one], owner_id=leo.id, actor_id=priya.id, now=NOW)
    with pytest.raises(NotFound):
        nominations.pass_over(session, nomination_ids=[one, 900_000], reason="x", actor_id=priya.id, now=NOW)


def test_the_same_address_elsewhere_or_a_similar_name_here_asks_first(
    session: Session, links: Links, leo: Person
) -> None:
    make.advocate(session, name="Owen Pritchard").account_id = make.account(session, name="Severn Grid").id
    session.flush()
    with pytest.raises(Refused) as refused:
        nominations.nominate(
            session, nominee=OWEN, nominator_id=leo.id, sure=False, address_hashes=links.address_hashes, now=NOW
        )
    assert refused.value.reason == "alike"


def test_twelve_are_invited_in_as_many_statements_as_one(
    session: Session, links: Links, leo: Person, priya: Person
) -> None:
    """So that whoever presses again meanwhile waits for a moment, not for seconds."""
    few = [named(session, links, leo, name="Uma Rao", email="uma@grid.example", company="Grid")]
    many = [
        named(session, links, leo, name=f"P{n}", email=f"p{n}@mill.example", company=f"Mill {n % 3}") for n in range(12)
    ]
    one = counted(session, lambda: invite(session, links, priya, *few))
    twelve = counted(session, lambda: invite(session, links, priya, *many))
    assert len(session.scalars(select(Invitation)).all()) == 13
    assert twelve <= one + 4
    assert twelve < 50


def counted(session: Session, work: Callable[[], object]) -> int:
    statements: list[str] = []
    connection = session.connection()

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(connection, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(connection, "before_cursor_execute", note)
    return len(statements)


def test_whoever_was_merged_is_invited_as_who_they_are_now(
    session: Session, links: Links, leo: Person, priya: Person
) -> None:
    survivor = make.advocate(session, stage=Stage.CANDIDATE, willing={})
    loser = make.advocate(session, email=OWEN.email, stage=Stage.DEPARTED, willing={})
    one = named_before(session, leo, OWEN.email)
    loser.merged_into_id = survivor.id
    session.flush()
    assert invite(session, links, priya, one).done == ["Owen Pritchard"]
    assert session.get_one(Nomination, one).advocate_id == survivor.id


def named_before(session: Session, who: Person, email: str) -> int:
    made = Nomination(name="Owen Pritchard", email=email, nominator_id=who.id, channel=Channel.SALES, at=NOW)
    session.add(made)
    session.flush()
    return made.id
