"""What was asked, what came of it, who looked (ADV-8)."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from portal.clock import SetClock
from portal.db import Database
from portal.domain.kinds import AskState, Via
from portal.domain.models import ContactView
from portal.domain.operations import asks
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page
from tests.views.customers import SignIn, asked, customer, team_member
from tests.views.test_asks import end


def test_it_is_empty_at_first(database: Database, signed_in: SignIn) -> None:
    text = customer(database, signed_in).visitor.get("/history").text
    check_page(text)
    assert "No ask yet" in text
    assert "Nobody has looked" in text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (AskState.SENT, "Reply by Monday 30 November"),
        (AskState.SCHEDULED, "Thursday 26 November, 9am"),
        (AskState.COMPLETED, "Done on 23 November"),
        (AskState.WITHDRAWN, "We took it back."),
        (AskState.UNDELIVERED, "so it doesn’t count"),
        (AskState.NO_SHOW, "It didn’t take place."),
    ],
)
def test_each_ask_says_what_came_of_it(database: Database, signed_in: SignIn, state: AskState, words: str) -> None:
    dana = customer(database, signed_in)
    ask = asked(database, dana)
    if state is not AskState.SENT:
        end(ask, database, state)
    text = dana.visitor.get("/history").text
    check_page(text)
    assert ask.sentence in text
    assert words in text


@pytest.mark.parametrize(
    ("state", "words"), [(AskState.NO_SHOW, "It didn’t take place."), (AskState.WITHDRAWN, "We took it back.")]
)
def test_what_came_to_nothing_after_its_time_was_set_says_so(
    database: Database, signed_in: SignIn, clock: SetClock, state: AskState, words: str
) -> None:
    dana = customer(database, signed_in)
    ask = asked(database, dana)
    end(ask, database, AskState.SCHEDULED)
    with database.writing() as session:
        if state is AskState.WITHDRAWN:
            asks.withdraw(session, ask_id=ask.id, via=Via.TEAM, actor_id=ask.asker_id, now=clock.instant)
        else:
            after = clock.instant + timedelta(days=4)
            asks.no_show(session, ask_id=ask.id, actor_id=ask.asker_id, now=after)
    text = dana.visitor.get("/history").text
    check_page(text)
    assert words in text
    assert "Thursday 26 November, 9am" not in text


def test_the_answers_are_counted(database: Database, signed_in: SignIn, clock: SetClock) -> None:
    dana = customer(database, signed_in)
    first = asked(database, dana)
    with database.writing() as session:
        asks.decline(session, ask_id=first.id, via=Via.PORTAL, actor_id=dana.person.id, now=clock.instant)
    asked(database, dana, "review")
    text = dana.visitor.get("/history").text
    check_page(text)
    assert "2 asks, once no, one waiting." in text


def test_every_look_is_shown(database: Database, signed_in: SignIn) -> None:
    dana = customer(database, signed_in)
    with database.writing() as session:
        leo = make.person(session, name="Leo Marchetti")
        session.execute(insert(ContactView).values(advocate_id=dana.advocate.id, viewer_id=leo.id, at=make.NOW))
    text = dana.visitor.get("/history").text
    check_page(text)
    assert "Leo Marchetti" in text
    assert "Monday 23 November, 9am" in text


def test_only_their_own(database: Database, signed_in: SignIn, visitor: Visitor) -> None:
    ask = asked(database, customer(database, signed_in))
    ana = customer(database, signed_in, name="Ana Silva")
    assert ask.sentence not in ana.visitor.get("/history").text
    assert team_member(database, signed_in).get("/history").status_code == 403
    assert visitor.get("/history").status_code == 303
    assert ana.visitor.post("/history").status_code == 405
