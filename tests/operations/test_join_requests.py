"""Asking to join without being invited (ID-5, ADV-1)."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Channel, InvitationState, JoinRequestState, Role, Stage
from portal.domain.models import Advocate, Invitation, JoinRequest, Person
from portal.domain.operations import join_requests
from portal.domain.queries import join_requests as waiting
from portal.links import Links
from tests import make

HASHES = Links("k" * 32).address_hashes
LENA = "lena@shop.example"


def ask(session: Session, email: str = LENA, block: str = "192.0.2.1") -> None:
    make.program(session)
    join_requests.ask(
        session,
        name="Lena Vogt",
        email=email,
        company="Shop GmbH",
        title="Head of logistics",
        activities=["call"],
        words="Ask me about cold chains.",
        block=block,
        address_hashes=HASHES,
        now=make.NOW,
    )


def only(session: Session) -> JoinRequest:
    return session.scalars(select(JoinRequest)).one()


def approve(session: Session, request_id: int, actor_id: int) -> Advocate:
    return join_requests.approve(session, request_id=request_id, actor_id=actor_id, address_hashes=HASHES, now=make.NOW)


def test_a_request_waits_for_the_team(session: Session) -> None:
    ask(session)
    assert [request.email for request in waiting.waiting(session)] == [LENA]
    assert session.scalar(select(func.count()).select_from(Person)) == 0


def test_asking_twice_is_asking_once(session: Session) -> None:
    ask(session)
    ask(session, LENA.upper())
    assert len(waiting.waiting(session)) == 1


def test_approving_makes_a_candidate_and_invites(session: Session) -> None:
    ask(session)
    team = make.person(session)
    advocate = approve(session, only(session).id, team.id)
    invitation = session.scalars(select(Invitation)).one()
    assert (invitation.advocate_id, invitation.state) == (advocate.id, InvitationState.OPEN)
    session.refresh(advocate)
    assert (advocate.channel, advocate.stage, advocate.came_by) == (Channel.SELF, Stage.INVITED, None)
    assert only(session).state is JoinRequestState.APPROVED
    assert waiting.waiting(session) == []
    with pytest.raises(Refused, match="decided"):
        approve(session, only(session).id, team.id)


def test_refusing_sends_nothing_and_they_can_ask_again(session: Session) -> None:
    ask(session)
    team = make.person(session)
    join_requests.refuse(session, request_id=only(session).id, actor_id=team.id, now=make.NOW)
    assert session.scalar(select(func.count()).select_from(Invitation)) == 0
    ask(session)
    assert len(waiting.waiting(session)) == 1


def test_a_request_that_is_not_there_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        approve(session, 404, make.person(session).id)


def test_the_companys_own_people_are_no_advocates(session: Session) -> None:
    team = make.person(session, email=LENA)
    ask(session)
    with pytest.raises(Refused, match="one of us"):
        approve(session, only(session).id, team.id)


def test_who_has_joined_already_is_said_so(session: Session) -> None:
    make.advocate(session, email=LENA)
    team = make.person(session)
    ask(session)
    with pytest.raises(Refused, match="joined already"):
        approve(session, only(session).id, team.id)


def test_whoever_was_merged_is_invited_as_who_they_are_now(session: Session) -> None:
    survivor = make.advocate(session, stage=Stage.CANDIDATE, willing={})
    loser = make.advocate(session, email=LENA, stage=Stage.DEPARTED, willing={})
    loser.merged_into_id = survivor.id
    session.flush()
    ask(session)
    assert approve(session, only(session).id, make.person(session).id).id == survivor.id
    assert session.scalars(select(Invitation.advocate_id)).all() == [survivor.id]


def test_an_own_domain_lets_itself_in(session: Session) -> None:
    make.program(session).own_domains = ["shop.example"]
    make.person(session, role=Role.ADMINISTRATOR)
    session.flush()
    ask(session)
    assert session.scalars(select(Invitation)).one().state is InvitationState.OPEN
    assert only(session).state is JoinRequestState.APPROVED


@pytest.mark.parametrize(
    "email", ["lena@shop.example.evil.example", "lena@sub.shop.example", "shop.example@evil.example"]
)
def test_only_the_domain_itself_is_let_in(session: Session, email: str) -> None:
    make.program(session).own_domains = ["shop.example"]
    make.person(session, role=Role.ADMINISTRATOR)
    session.flush()
    ask(session, email)
    assert len(waiting.waiting(session)) == 1


def test_where_it_cannot_let_itself_in_it_waits(session: Session) -> None:
    make.program(session).own_domains = ["shop.example"]
    make.person(session, role=Role.ADMINISTRATOR, email=LENA)
    session.flush()
    ask(session)
    assert len(waiting.waiting(session)) == 1


def test_one_place_asks_so_often_and_no_oftener(session: Session) -> None:
    for number in range(join_requests.FROM_ONE_PLACE):
        ask(session, f"lena{number}@shop.example")
    with pytest.raises(Refused, match="Try again later"):
        ask(session, "one.more@shop.example")
    ask(session, "elsewhere@shop.example", block="192.0.2.2")
    assert timedelta(hours=1) == join_requests.HOUR
