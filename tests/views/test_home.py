"""The advocate's first page (ADV-8, CAP-4, CAP-6) and its size (G1)."""

from datetime import timedelta

import pytest

from portal.clock import SetClock
from portal.db import Database
from portal.domain.kinds import Stage, SuppressionReason, Via
from portal.domain.models import Advocate, Person
from portal.domain.operations import asks, merges, suppressions
from portal.links import Links
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page, read
from tests.views.customers import SignIn, asked, customer, team_member


def test_the_ask_that_waits_is_a_letter(database: Database, signed_in: SignIn) -> None:
    dana = customer(database, signed_in)
    ask = asked(database, dana)
    text = dana.visitor.get("/home").text
    check_page(text)
    page, _ = read(text)
    assert "One ask is waiting for you" in text
    assert ask.sentence in text
    assert "Priya Raman" in text
    links = [link.get("href") for link in page.all("a") if f"/asks/{ask.id}" in (link.get("href") or "")]
    assert links == [f"/asks/{ask.id}?first={first}" for first in ("yes", "time", "no")]
    assert "Reply by Monday 30 November" in text


def test_words_that_wait_for_a_yes_are_one_line(database: Database, signed_in: SignIn, statements: list[str]) -> None:
    dana, eva = customer(database, signed_in), customer(database, signed_in, name="Eva Stone")
    with database.writing() as session:
        who = session.get_one(Advocate, dana.advocate.id)
        waiting = make.sent(session, make.content(session, who))
        make.content(session, who)
        make.published(session, who)
    statements.clear()
    text = dana.visitor.get("/home").text
    assert len([one for one in statements if "transaction_read_only" not in one]) <= 4, statements
    check_page(text)
    assert "One quick look" in text
    assert '<a href="/contents">Words of yours wait for your yes</a>' in text
    assert "for your yes" not in eva.visitor.get("/home").text
    with database.writing() as session:
        other = make.sent(session, make.content(session, session.get_one(Advocate, dana.advocate.id)))
    assert "2 pieces of your content wait for your yes" in dana.visitor.get("/home").text
    for content_id in (waiting.id, other.id):
        dana.visitor.post(f"/contents/{content_id}/answer", {"answer": "yes", "version": "1"})
    assert "for your yes" not in dana.visitor.get("/home").text


def test_both_quiet_periods_are_in_sight(database: Database, signed_in: SignIn) -> None:
    dana = customer(database, signed_in)
    asked(database, dana)
    text = dana.visitor.get("/home").text
    assert "Next possible <strong>23 February 2027</strong>" in text
    assert "Not asked yet" in text
    assert "At most one every 3 months." in text
    assert "At most one a month." in text


def test_what_another_entry_of_theirs_did_counts_too(
    database: Database, links: Links, signed_in: SignIn, clock: SetClock
) -> None:
    dana = customer(database, signed_in)
    with database.writing() as session:
        before, now = make.advocate(session), database.now(session)
        ask = make.ask(session, before, "review")
        asks.accept(session, ask_id=ask.id, via=Via.PORTAL, actor_id=before.person_id, now=now)
        asks.complete(session, ask_id=ask.id, on=clock.instant.date(), evidence="held", actor_id=ask.asker_id, now=now)
    assert "<dt>review</dt>" not in dana.visitor.get("/home").text
    with database.writing() as session:
        merges.merge(
            session,
            survivor_id=dana.advocate.id,
            loser_id=before.id,
            address_hashes=links.address_hashes,
            actor_id=ask.asker_id,
            now=now,
        )
    assert "<dt>review</dt><dd>1</dd>" in dana.visitor.get("/home").text


def test_a_newcomer_reads_what_will_be_here(database: Database, signed_in: SignIn) -> None:
    text = customer(database, signed_in, willing={}).visitor.get("/home").text
    check_page(text)
    assert "Nothing needs you today" in text
    assert "You haven’t chosen anything yet" in text
    assert "What you do first will show up here" in text


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        (Stage.CANDIDATE, "You’re not in the program yet"),
        (Stage.INVITED, "You haven’t joined yet."),
        (Stage.DEPARTED, "You’re no longer in the program"),
    ],
)
def test_who_is_not_in_the_program_reads_why_nothing_comes(
    database: Database, signed_in: SignIn, stage: Stage, words: str
) -> None:
    text = customer(database, signed_in, stage=stage, willing={}).visitor.get("/home").text
    check_page(text)
    assert words in text
    assert "You haven’t chosen anything yet" not in text


def test_whom_our_mail_does_not_reach_reads_why_nothing_comes(
    database: Database, signed_in: SignIn, links: Links
) -> None:
    dana = customer(database, signed_in)
    with database.writing() as session:
        person = session.get_one(Person, dana.advocate.person_id)
        suppressions.suppress(
            session,
            person_id=person.id,
            address_hash=links.hash_address(person.email),
            reason=SuppressionReason.UNSUBSCRIBED,
            now=database.now(session),
        )
    text = dana.visitor.get("/home").text
    check_page(text)
    assert "Our messages don’t reach you" in text
    assert "When our mail may reach you again" in text


def test_what_was_done_is_counted(database: Database, signed_in: SignIn, clock: SetClock) -> None:
    dana = customer(database, signed_in)
    for slug in ("call", "review"):
        ask = asked(database, dana, slug)
        with database.writing() as session:
            now = database.now(session)
            asks.accept(session, ask_id=ask.id, via=Via.PORTAL, actor_id=dana.person.id, now=now)
        assert ask.sentence in dana.visitor.get("/home").text
        with database.writing() as session:
            asks.complete(
                session, ask_id=ask.id, on=clock.instant.date(), evidence="held", actor_id=ask.asker_id, now=now
            )
    text = dana.visitor.get("/home").text
    check_page(text)
    assert "call taken, 30 minutes in all" in text
    assert "<dt>review</dt><dd>1</dd>" in text
    assert "What you said yes to" not in text


@pytest.mark.parametrize(("hour", "words"), [(7, "Good morning"), (13, "Good afternoon"), (20, "Good evening")])
def test_the_greeting_knows_the_readers_own_hour(
    database: Database, signed_in: SignIn, clock: SetClock, hour: int, words: str
) -> None:
    dana = customer(database, signed_in)
    with database.writing() as session:
        session.merge(dana.person).time_zone = "Asia/Tokyo"
    clock.instant = clock.instant.replace(hour=0) + timedelta(hours=(hour - 9) % 24)
    assert f"{words}, Dana" in dana.visitor.get("/home").text


def test_it_takes_three_statements_and_fifteen_kilobytes_at_most(
    database: Database, signed_in: SignIn, statements: list[str]
) -> None:
    dana = customer(database, signed_in)
    asked(database, dana)
    dana.visitor.get("/home")
    statements.clear()
    response = dana.visitor.get("/home")
    sent = [statement for statement in statements if "transaction_read_only" not in statement]
    assert len(sent) <= 3, sent
    assert len(response.data) <= 15 * 1024


def test_only_for_advocates(database: Database, signed_in: SignIn, visitor: Visitor) -> None:
    assert team_member(database, signed_in).get("/home").status_code == 403
    assert visitor.get("/home").location == "/sign-in?next=/home"
    assert customer(database, signed_in).visitor.post("/home").status_code == 405
