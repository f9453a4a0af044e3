"""How colleagues come to use the program (ADO-1)."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Channel, Role, Topic
from portal.domain.models import Adoption, Department, Login, Nomination, Outbox, Person, ProofSearch
from portal.domain.operations import adoptions, logins
from portal.domain.queries import adoptions as queries
from portal.domain.queries.adoptions import Filters, Sort, Step
from portal.domain.rules.adoptions import mark
from tests import make
from tests.make import NOW


def sign_in(session: Session, who: Person, *, days: int = 0) -> None:
    logins.begin(
        session,
        token_hash=f"{who.id}:{days}".encode(),
        person_id=who.id,
        role=who.role,
        method="link",
        user_agent="",
        now=NOW + timedelta(days=days),
    )


def names(session: Session, filters: Filters, sort: Sort = Sort.NAME) -> list[str]:
    return [line.name for line in queries.lines(session, filters, sort, page=0)]


def test_signing_in_is_remembered_after_the_login_is_forgotten(session: Session) -> None:
    leo = make.colleague(session)
    for days in (0, 9):
        sign_in(session, leo, days=days)
    logins.forget_old(session, now=NOW + timedelta(days=400))
    assert session.scalars(select(Login)).all() == []
    line = queries.one(session, leo.id)
    assert (line.first_signed_in_at, line.seen_at) == (NOW, NOW + timedelta(days=9))


def test_a_customer_is_not_counted(session: Session) -> None:
    dana = session.get_one(Person, make.advocate(session).person_id)
    sign_in(session, dana)
    assert session.scalars(select(Adoption)).all() == []


def test_the_same_search_within_an_hour_is_one_and_its_words_are_nowhere(session: Session) -> None:
    leo = make.colleague(session)
    for minutes, sought in ((0, "Dana Okafor"), (59, " dana  okafor"), (61, "Dana Okafor"), (62, "carriers")):
        now = NOW + timedelta(minutes=minutes)
        adoptions.note_search(session, by_id=leo.id, sought=sought, results=minutes, now=now)
    kept = session.scalars(select(ProofSearch).order_by(ProofSearch.id)).all()
    assert [one.results for one in kept] == [0, 61, 62]
    assert {one.mark for one in kept} <= set(range(-(1 << 15), 1 << 15))
    assert not any(isinstance(value, str) for one in kept for value in vars(one).values())
    assert mark(1, "x") != mark(2, "x")


def test_each_step_is_seen_filtered_and_sorted(session: Session) -> None:
    leo, amara = make.colleague(session), make.colleague(session, name="Amara Bello")
    waits = make.person(session, role=Role.COLLEAGUE, name="Zoe Waits")
    make.person(session, role=Role.COLLEAGUE, name="Gone").disabled_at = NOW
    sign_in(session, leo)
    adoptions.note_search(session, by_id=leo.id, sought="carriers", results=1, now=NOW)
    make.request(session, requester=leo)
    session.add(Nomination(name="Owen", email="o@x.example", nominator_id=leo.id, channel=Channel.SALES, at=NOW))
    session.flush()
    line = queries.one(session, leo.id)
    assert (line.searches, line.requests, line.nominations, line.seen_at) == (1, 1, 1, NOW)
    everybody = ["Amara Bello", "Leo Marchetti", "Zoe Waits"]
    assert names(session, Filters()) == everybody
    for step in Step:
        assert names(session, Filters(lacks=step)) == ["Amara Bello", "Zoe Waits"]
    assert names(session, Filters(), Sort.SEARCHES)[0] == names(session, Filters(), Sort.SEEN)[0] == "Leo Marchetti"
    department = session.scalars(select(Department.id)).one()
    assert names(session, Filters(department_id=department)) == ["Amara Bello", "Leo Marchetti"]
    assert names(session, Filters(words="zOE")) == [waits.name]
    shares = queries.shares(session)
    assert (shares.colleagues, shares.invited, shares.signed_in, shares.nominated) == (2, 1, 1, 1)
    assert queries.one(session, amara.id).searches == 0


def test_a_colleague_is_asked_in_once_and_only_through_an_open_door(session: Session) -> None:
    priya, leo = make.person(session), make.colleague(session)
    outside = make.person(session, role=Role.COLLEAGUE)
    with pytest.raises(Refused):
        adoptions.invite(session, person_id=outside.id, actor_id=priya.id, now=NOW)
    with pytest.raises(NotFound):
        adoptions.invite(session, person_id=priya.id, actor_id=priya.id, now=NOW)
    adoptions.invite(session, person_id=leo.id, actor_id=priya.id, now=NOW)
    with pytest.raises(Refused):
        adoptions.invite(session, person_id=leo.id, actor_id=priya.id, now=NOW)
    sent = session.scalars(select(Outbox.recipient_id).where(Outbox.topic == Topic.COLLEAGUE_INVITED)).all()
    assert sent == [leo.id]
    invitation = queries.invitation(session, leo.id)
    assert invitation is not None
    assert invitation.by == priya.name
    sign_in(session, leo)
    assert queries.invitation(session, leo.id) is None


def test_notes_are_dated_with_their_author_and_can_go(session: Session) -> None:
    priya, leo = make.person(session), make.colleague(session)
    for words in ("Travels until May.", "Showed him the form."):
        adoptions.note(session, person_id=leo.id, words=words, actor_id=priya.id, now=NOW)
    newest, oldest = queries.notes(session, leo.id)
    assert (newest.words, oldest.words, newest.by) == ("Showed him the form.", "Travels until May.", priya.name)
    assert adoptions.remove_note(session, note_id=oldest.id, actor_id=priya.id, now=NOW) == leo.id
    assert [one.id for one in queries.notes(session, leo.id)] == [newest.id]
    with pytest.raises(NotFound):
        adoptions.remove_note(session, note_id=oldest.id, actor_id=priya.id, now=NOW)


def test_the_first_steps_tick_themselves_off_and_stay_away(session: Session) -> None:
    leo = make.colleague(session)
    assert queries.guide(session, leo.id) == queries.Guide(
        searched=False, requested=False, nominated=False, hidden=False
    )
    make.request(session, requester=leo)
    assert queries.guide(session, leo.id).requested
    for days in (0, 1):
        adoptions.hide_guide(session, person_id=leo.id, now=NOW + timedelta(days=days))
    assert queries.guide(session, leo.id).hidden
    assert session.get_one(Adoption, leo.id).guide_hidden_at == NOW
