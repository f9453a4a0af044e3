"""Who left or moved is asked nothing more, keeps their history, and can come back (ADV-2)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import AskState, DepartureKind, Stage
from portal.domain.models import Account, Advocate, Ask, Departure
from portal.domain.operations import advocates, departures, places, searches
from portal.domain.queries import departures as queries
from tests import make
from tests.make import NOW

LEFT, MOVED = DepartureKind.LEFT, DepartureKind.MOVED


def note(session: Session, who: Advocate, kind: DepartureKind, company: str = "") -> Departure:
    return departures.note(
        session,
        advocate_id=who.id,
        kind=kind,
        company=company,
        words="Told us by mail.",
        actor_id=make.person(session).id,
        now=NOW,
    )


def bring_back(session: Session, who: Advocate) -> Advocate:
    return departures.bring_back(session, advocate_id=who.id, actor_id=make.person(session).id, now=NOW)


def in_order(session: Session) -> bool:
    return not places.differences(session) and not searches.differences(session)


def test_who_left_is_asked_nothing_more_and_keeps_the_history(session: Session) -> None:
    dana = make.advocate(session)
    ask = make.ask(session, dana)
    first = note(session, dana, LEFT)
    assert note(session, dana, MOVED, "Elsewhere") is first
    session.refresh(ask)
    row = make.match_row(session, dana)
    assert (ask.state, dana.stage, row.may_be_asked) == (AskState.WITHDRAWN, Stage.DEPARTED, False)
    assert session.scalar(select(func.count()).select_from(Ask)) == 1
    assert queries.of(session, dana.id)[0].note == "Told us by mail."
    assert in_order(session)
    bring_back(session, dana)
    assert (dana.stage, make.match_row(session, dana).may_be_asked) == (Stage.CONFIRMED, True)
    assert dana.validated_at is not None
    assert in_order(session)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Stage.CANDIDATE, Stage.CANDIDATE),
        (Stage.INVITED, Stage.CANDIDATE),
        (Stage.JOINED, Stage.JOINED),
        (Stage.CONFIRMED, Stage.JOINED),
    ],
)
def test_who_moved_comes_back_to_be_confirmed_and_checked_anew(session: Session, before: Stage, after: Stage) -> None:
    dana = make.advocate(session, stage=before)
    old = dana.account_id
    made = note(session, dana, MOVED, "  New   Harbour ")
    new = session.execute(select(Account).where(Account.name == "New Harbour")).scalar_one()
    assert (made.from_account_id, made.to_account_id, dana.account_id) == (old, new.id, new.id)
    assert not make.match_row(session, dana).may_be_asked
    bring_back(session, dana)
    bring_back(session, dana)
    assert (dana.stage, dana.account_id, dana.validated_at) == (after, new.id, None)
    assert in_order(session)


def test_where_they_went_need_not_be_known(session: Session) -> None:
    dana = make.advocate(session)
    made = note(session, dana, MOVED)
    assert made.to_account_id is None
    assert dana.account_id == made.from_account_id


def test_who_left_by_their_own_word_is_not_brought_back(session: Session) -> None:
    dana = make.advocate(session)
    advocates.leave(session, advocate_id=dana.id, actor_id=dana.person_id, now=NOW)
    with pytest.raises(Refused, match="out of the program already"):
        note(session, dana, LEFT)
    with pytest.raises(Refused, match="own word"):
        bring_back(session, dana)
    other = make.advocate(session)
    note(session, other, LEFT)
    advocates.leave(session, advocate_id=other.id, actor_id=other.person_id, now=NOW)
    with pytest.raises(Refused, match="own word"):
        bring_back(session, other)


def test_whom_the_team_noted_as_gone_does_not_come_back_by_leaving_once_more(session: Session) -> None:
    dana = make.advocate(session)
    note(session, dana, MOVED, "Elsewhere")
    later: dict[str, Any] = {"advocate_id": dana.id, "actor_id": dana.person_id, "now": NOW + timedelta(days=1)}
    advocates.leave(session, **later)
    assert not advocates.come_back(session, **later)
    assert (dana.stage, dana.left_at) == (Stage.DEPARTED, None)
    assert not make.match_row(session, dana).may_be_asked
    assert in_order(session)
    assert bring_back(session, dana).stage is Stage.JOINED


def test_who_had_never_joined_comes_back_as_a_candidate(session: Session) -> None:
    lena = make.advocate(session, stage=Stage.CANDIDATE)
    lena.joined_at = None
    for change in (advocates.leave, advocates.come_back):
        change(session, advocate_id=lena.id, actor_id=lena.person_id, now=NOW)
    assert (lena.stage, lena.left_at) == (Stage.CANDIDATE, None)
    assert not make.match_row(session, lena).may_be_asked
    assert in_order(session)


def test_nobody_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        departures.note(session, advocate_id=9, kind=LEFT, company="", words=None, actor_id=1, now=NOW)
    with pytest.raises(NotFound):
        departures.bring_back(session, advocate_id=9, actor_id=1, now=NOW)
