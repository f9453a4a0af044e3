"""One ask and its answer, from the link in a message and signed in (ID-2, ID-3, ASK-4)."""

from datetime import timedelta

import pytest

from portal.clock import SetClock
from portal.db import Database
from portal.domain.kinds import AskState, Topic, Via
from portal.domain.models import Ask, AskEvent, Nomination, Outbox
from portal.domain.operations import asks
from portal.domain.value_kinds import GiftPolicy
from portal.links import Links, Purpose
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page, read
from tests.views.customers import SignIn, ask_link, ask_now, asked, customer, team_member

THURSDAY = "2026-12-03"
TIME = {"answer": "time", "on": THURSDAY, "at": "10:30"}
HAND = {"answer": "hand", "hand_name": "Kim Lee", "hand_email": "kim@customer.example"}
NO = {"answer": "no", "reasons": "It’s a busy time"}
ENDS = [
    ({"answer": "yes"}, AskState.ACCEPTED),
    (TIME, AskState.ACCEPTED),
    (HAND, AskState.HANDED_ON),
    (NO, AskState.DECLINED),
]


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("by_link", [False, True])
@pytest.mark.parametrize(("answer", "state"), ENDS)
def test_each_answer_can_be_given_both_ways(
    database: Database,
    signed_in: SignIn,
    visitor: Visitor,
    links: Links,
    answer: dict[str, object],
    state: AskState,
    by_link: bool,
    htmx: bool,
) -> None:
    dana = customer(database, signed_in)
    ask = asked(database, dana)
    page, browser = (ask_link(links, ask, dana), visitor) if by_link else (f"/asks/{ask.id}", dana.visitor)
    response = browser.post(f"{page}/answer", answer, htmx=htmx)
    assert ask_now(database, ask).state is state
    if htmx:
        assert response.status_code == 200
        check_page(response.text, fragment=True)
    else:
        assert (response.status_code, response.location) == (303, page)
        check_page(browser.get(page).text)
    with database.writing() as session:
        event = session.query(AskEvent).filter_by(ask_id=ask.id, state=state).one()
        topics = {row.topic for row in session.query(Outbox).filter_by(ask_id=ask.id)}
    assert (event.via, event.actor_id) == ((Via.LINK, None) if by_link else (Via.PORTAL, dana.person.id))
    assert {Topic.ASK_ANSWERED, Topic.ASK_TOLD} <= topics


def test_what_belongs_to_an_answer_is_kept(database: Database, signed_in: SignIn) -> None:
    dana = customer(database, signed_in)
    ask = asked(database, dana)
    dana.visitor.post(f"/asks/{ask.id}/answer", TIME | {"words": "any Thursday"})
    kept = ask_now(database, ask)
    assert (str(kept.suggested_on), str(kept.suggested_at), kept.suggestion) == (THURSDAY, "10:30:00", "any Thursday")
    dana.visitor.post(f"/asks/{ask.id}/answer", NO | {"reason": "Quarter end."})
    assert ask_now(database, ask).decline_reason == "It’s a busy time. Quarter end"


def test_handing_on_notes_the_colleague_and_writes_to_nobody_else(database: Database, signed_in: SignIn) -> None:
    dana = customer(database, signed_in)
    ask = asked(database, dana)
    dana.visitor.post(f"/asks/{ask.id}/answer", HAND)
    with database.reading() as session:
        assert session.query(Nomination).one().email == "kim@customer.example"
        recipients = {row.recipient_id for row in session.query(Outbox)}
    assert recipients == {dana.person.id, ask.asker_id}


@pytest.mark.parametrize("first", ["yes", "time", "no", "hand", "nonsense", ""])
def test_nothing_is_chosen_for_them_whatever_the_link_says(
    database: Database, signed_in: SignIn, visitor: Visitor, links: Links, first: str
) -> None:
    dana = customer(database, signed_in)
    page, _ = read(visitor.get(f"{ask_link(links, asked(database, dana), dana)}?first={first}").text)
    radios = [element for element in page.all("input") if element.get("name") == "answer"]
    assert len(radios) == 4
    assert [radio for radio in radios if radio.get("checked") is not None] == []
    if first in {"yes", "time", "no", "hand"}:
        assert radios[0].get("value") == first


def test_a_link_shows_the_first_name_and_the_ask_and_nothing_else(
    database: Database, signed_in: SignIn, visitor: Visitor, links: Links
) -> None:
    dana = customer(database, signed_in, email="dana.private@customer.example")
    ask = asked(database, dana)
    link = ask_link(links, ask, dana)
    pages = [visitor.get(link).text]
    visitor.post(f"{link}/answer", {"answer": "yes"})
    pages.append(visitor.get(link).text)
    for text in pages:
        assert "Dana" in text
        for private in ("Okafor", "dana.private", "Account ", "Ingrid", "halden", "/history", "Sign out"):
            assert private not in text, private


def test_signed_in_the_other_side_is_named_only_after_a_yes(database: Database, signed_in: SignIn) -> None:
    dana = customer(database, signed_in)
    ask = asked(database, dana)
    assert "Ingrid" not in dana.visitor.get(f"/asks/{ask.id}").text
    dana.visitor.post(f"/asks/{ask.id}/answer", {"answer": "yes"})
    text = dana.visitor.get(f"/asks/{ask.id}").text
    assert "You’re speaking with Ingrid Solheim" in text
    assert "ingrid@halden.example" in text
    dana.visitor.post(f"/asks/{ask.id}/answer", {"answer": "no"})
    assert "Ingrid" not in dana.visitor.get(f"/asks/{ask.id}").text


def test_the_owner_who_is_signed_in_sees_their_own_page_instead(
    database: Database, signed_in: SignIn, links: Links
) -> None:
    dana = customer(database, signed_in)
    ask = asked(database, dana)
    response = dana.visitor.get(f"{ask_link(links, ask, dana)}?first=no")
    assert (response.status_code, response.location) == (303, f"/asks/{ask.id}?first=no")


BAD = [
    ({}, ["Choose one of the answers."]),
    ({"answer": "perhaps"}, ["Choose one of the answers."]),
    ({"answer": "time"}, ["Choose a date, or describe what works."]),
    ({"answer": "time", "on": "2026-11-29", "at": ""}, ["29 November is a Sunday.", "Enter a time, like 10:30."]),
    ({"answer": "time", "on": "2026-11-20", "at": "10:00"}, ["Choose a day that is still to come."]),
    ({"answer": "time", "on": "soon", "at": "10:00"}, ["Enter a date."]),
    ({"answer": "time", "on": THURSDAY, "at": "noon"}, ["Enter a time, like 10:30."]),
    ({"answer": "time", "on": "", "at": "10:00"}, ["Choose the date too."]),
    ({"answer": "hand"}, ["Enter their name.", "Enter their work email."]),
    ({"answer": "hand", "hand_name": "Kim", "hand_email": "kim"}, ["Enter an email address, like kim@company.com."]),
    ({"answer": "no", "reasons": "made up"}, ["not"]),
]


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(("data", "messages"), BAD)
def test_what_is_wrong_is_said_and_nothing_is_sent(
    database: Database, signed_in: SignIn, data: dict[str, object], messages: list[str], htmx: bool
) -> None:
    dana = customer(database, signed_in)
    ask = asked(database, dana)
    response = dana.visitor.post(f"/asks/{ask.id}/answer", data, htmx=htmx)
    assert response.status_code == 422
    check_page(response.text, fragment=htmx)
    for message in messages:
        assert message in response.text
    assert ask_now(database, ask).state is AskState.SENT


def test_typing_is_kept_also_beside_no_choice(database: Database, signed_in: SignIn) -> None:
    dana = customer(database, signed_in)
    ask = asked(database, dana)
    text = dana.visitor.post(
        f"/asks/{ask.id}/answer",
        {"words": "after the fair", "hand_email": "kim@", "on": "later", "note": "I was at Halden"},
    ).text
    for typed in ("after the fair", "kim@", "later", "I was at Halden"):
        assert typed in text


def test_what_belongs_to_another_answer_is_ignored(database: Database, signed_in: SignIn) -> None:
    dana = customer(database, signed_in)
    ask = asked(database, dana)
    data: dict[str, object] = {"answer": "yes", "on": "later", "hand_email": "kim", "reasons": "made up"}
    assert dana.visitor.post(f"/asks/{ask.id}/answer", data).status_code == 303
    assert ask_now(database, ask).state is AskState.ACCEPTED


def test_the_same_answer_twice_is_one(database: Database, signed_in: SignIn) -> None:
    dana = customer(database, signed_in)
    ask = asked(database, dana)
    for _ in range(2):
        assert dana.visitor.post(f"/asks/{ask.id}/answer", NO).status_code in {303, 422}
    with database.reading() as session:
        assert session.query(AskEvent).filter_by(ask_id=ask.id, state=AskState.DECLINED).count() == 1


@pytest.mark.parametrize("by_link", [False, True])
def test_an_answer_changes_for_seven_days_and_no_longer(
    database: Database, signed_in: SignIn, visitor: Visitor, links: Links, clock: SetClock, by_link: bool
) -> None:
    dana = customer(database, signed_in)
    ask = asked(database, dana)
    page, browser = (ask_link(links, ask, dana), visitor) if by_link else (f"/asks/{ask.id}", dana.visitor)
    browser.post(f"{page}/answer", {"answer": "yes"})
    clock.instant += timedelta(days=6, hours=23)
    changing = browser.get(f"{page}?change=yes")
    check_page(changing.text)
    assert "Change your answer" in changing.text
    browser.post(f"{page}/answer", {"answer": "no"})
    assert ask_now(database, ask).state is AskState.DECLINED
    browser.post(f"{page}/answer", {"answer": "yes"})
    assert ask_now(database, ask).state is AskState.ACCEPTED
    clock.instant += timedelta(hours=1)
    late = browser.post(f"{page}/answer", {"answer": "no"})
    assert late.status_code == 409
    assert ask_now(database, ask).state is AskState.ACCEPTED
    assert "Change my answer" not in browser.get(page).text


def test_a_no_stays_a_no_while_another_ask_waits(database: Database, signed_in: SignIn) -> None:
    dana = customer(database, signed_in)
    first = asked(database, dana)
    dana.visitor.post(f"/asks/{first.id}/answer", NO)
    asked(database, dana, "review")
    response = dana.visitor.post(f"/asks/{first.id}/answer", {"answer": "yes"}, htmx=True)
    assert response.status_code == 409
    check_page(response.text, fragment=True)
    assert "Another ask awaits your answer." in response.text
    assert ask_now(database, first).state is AskState.DECLINED


def test_thanks_for_a_review_are_promised_only_to_whom_they_may_be_given(
    database: Database, signed_in: SignIn, visitor: Visitor, links: Links
) -> None:
    """RWD-5, RWD-6."""
    dana = customer(database, signed_in)
    ask = asked(database, dana, "review")
    pages = [(visitor, ask_link(links, ask, dana)), (dana.visitor, f"/asks/{ask.id}")]
    assert all("thanks you for your time with" in who.get(page).text for who, page in pages)
    with database.writing() as session:
        make.accepts(session, dana.advocate, GiftPolicy.NOTHING)
    assert not any("thanks you for your time" in who.get(page).text for who, page in pages)


def test_an_ask_that_closed_meanwhile_says_so(database: Database, signed_in: SignIn) -> None:
    dana = customer(database, signed_in)
    ask = asked(database, dana)
    with database.writing() as session:
        asks.withdraw(session, ask_id=ask.id, via=Via.TEAM, actor_id=ask.asker_id, now=database.now(session))
    response = dana.visitor.post(f"/asks/{ask.id}/answer", {"answer": "yes"})
    assert response.status_code == 409
    check_page(response.text)
    assert "We’ve taken this ask back." in response.text


def end(ask: Ask, database: Database, state: AskState) -> None:
    with database.writing() as session:
        now = database.now(session)
        match state:
            case AskState.WITHDRAWN:
                asks.withdraw(session, ask_id=ask.id, via=Via.TEAM, actor_id=ask.asker_id, now=now)
            case AskState.UNDELIVERED:
                asks.undeliver(session, ask_id=ask.id, now=now)
            case AskState.EXPIRED:
                asks.expire_due(session, now=now)
            case _:
                asks.accept(session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=now)
                if state is AskState.NO_SHOW:
                    asks.no_show(session, ask_id=ask.id, actor_id=ask.asker_id, now=now)
                elif state is AskState.COMPLETED:
                    asks.complete(
                        session, ask_id=ask.id, on=now.date(), evidence="held", actor_id=ask.asker_id, now=now
                    )
                else:
                    asks.schedule(session, ask_id=ask.id, at=now + timedelta(days=3), actor_id=ask.asker_id, now=now)


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (AskState.SCHEDULED, 200),
        (AskState.WITHDRAWN, 410),
        (AskState.UNDELIVERED, 410),
        (AskState.EXPIRED, 410),
        (AskState.COMPLETED, 410),
        (AskState.NO_SHOW, 410),
    ],
)
def test_a_closed_ask_has_a_page_for_its_owner_and_a_dead_link(
    database: Database,
    signed_in: SignIn,
    visitor: Visitor,
    links: Links,
    clock: SetClock,
    state: AskState,
    status: int,
) -> None:
    dana = customer(database, signed_in)
    ask = asked(database, dana)
    clock.instant += timedelta(days=8) if state is AskState.EXPIRED else timedelta()
    end(ask, database, state)
    assert ask_now(database, ask).state is state
    check_page(dana.visitor.get(f"/asks/{ask.id}").text)
    link = ask_link(links, ask, dana)
    response = visitor.get(link)
    check_page(response.text)
    assert response.status_code == status
    if status == 410:
        assert visitor.post(f"{link}/answer", {"answer": "yes"}).status_code == 410
        assert visitor.post(f"{link}/answer", {"answer": "yes"}, htmx=True).headers["HX-Redirect"] == link
        assert ask_now(database, ask).state is state


def test_a_link_works_for_its_own_ask_address_and_version_only(
    database: Database, signed_in: SignIn, visitor: Visitor, links: Links
) -> None:
    dana = customer(database, signed_in)
    ask = asked(database, dana)
    good = {"id": ask.id, "version": 1, "subject": dana.person.email}
    wrong = [good | {"version": 2}, good | {"id": ask.id + 1}, good | {"subject": "other@customer.example"}]
    tokens = [links.make(Purpose.ASK, **one) for one in wrong]  # type: ignore[arg-type]
    tokens += [links.make(Purpose.INVITATION, **good), "x", f"{ask.id}.1.{'A' * 43}"]  # type: ignore[arg-type]
    for token in tokens:
        for response in (visitor.get(f"/a/{token}"), visitor.post(f"/a/{token}/answer", {"answer": "yes"})):
            assert response.status_code == 404, token
            check_page(response.text)
            assert "Dana" not in response.text
    assert ask_now(database, ask).state is AskState.SENT


def test_a_link_signs_nobody_in(database: Database, signed_in: SignIn, visitor: Visitor, links: Links) -> None:
    dana = customer(database, signed_in)
    link = ask_link(links, asked(database, dana), dana)
    visitor.get(link)
    visitor.post(f"{link}/answer", {"answer": "yes"})
    assert "_user_id" not in visitor.cookie()
    assert visitor.get("/home").status_code == 303


def test_opening_and_sending_a_link_as_it_stands_changes_nothing(
    database: Database, signed_in: SignIn, visitor: Visitor, links: Links
) -> None:
    dana = customer(database, signed_in)
    ask = asked(database, dana)
    link = ask_link(links, ask, dana)
    for query in ("", "?first=yes", "?first=no", "?change=yes"):
        visitor.get(link + query)
        assert visitor.post(f"{link}/answer{query}").status_code == 422
    assert ask_now(database, ask).state is AskState.SENT


def test_somebody_elses_ask_is_like_none(database: Database, signed_in: SignIn) -> None:
    ask = asked(database, customer(database, signed_in))
    ana = customer(database, signed_in, name="Ana Silva")
    for path in (f"/asks/{ask.id}", f"/asks/{ask.id + 1000}"):
        assert ana.visitor.get(path).status_code == 404
        assert ana.visitor.post(f"{path}/answer", {"answer": "yes"}).status_code == 404
    assert ask_now(database, ask).state is AskState.SENT


def test_only_advocates_and_only_signed_in(database: Database, signed_in: SignIn, visitor: Visitor) -> None:
    ask = asked(database, customer(database, signed_in))
    team = team_member(database, signed_in)
    assert team.get(f"/asks/{ask.id}").status_code == 403
    assert team.post(f"/asks/{ask.id}/answer", {"answer": "yes"}).status_code == 403
    assert visitor.get(f"/asks/{ask.id}").status_code == 303
    signed_out = visitor.post(f"/asks/{ask.id}/answer", {"answer": "yes"}, htmx=True)
    assert signed_out.headers["HX-Redirect"].startswith("/sign-in")
    assert team.get(f"/asks/{ask.id}/answer").status_code == 405
    assert ask_now(database, ask).state is AskState.SENT


def test_a_draft_is_nobodys_business_yet(database: Database, signed_in: SignIn) -> None:
    dana = customer(database, signed_in)
    with database.writing() as session:
        draft = make.draft(session, dana.advocate)
    assert dana.visitor.get(f"/asks/{draft.id}").status_code == 404


def test_a_yes_from_a_link_takes_ten_statements_at_most(
    database: Database, signed_in: SignIn, visitor: Visitor, links: Links, statements: list[str]
) -> None:
    dana = customer(database, signed_in)
    page = ask_link(links, asked(database, dana), dana)
    visitor.get(page)
    statements.clear()
    visitor.post(f"{page}/answer", {"answer": "yes"})
    sent = [statement for statement in statements if "transaction_read_only" not in statement]
    assert len(sent) <= 10, sent


def test_the_links_page_and_its_answer_take_few_statements(
    database: Database, signed_in: SignIn, visitor: Visitor, links: Links, statements: list[str]
) -> None:
    """G2: at most ten for the answer, the clock's own among them."""
    dana = customer(database, signed_in)
    link = ask_link(links, asked(database, dana), dana)
    token = visitor.token()
    statements.clear()
    visitor.get(link)
    assert len([one for one in statements if "transaction_read_only" not in one]) <= 2, statements
    statements.clear()
    assert visitor.post(f"{link}/answer", {"answer": "yes"}, token=token).status_code == 303
    assert len(statements) <= 9, statements
