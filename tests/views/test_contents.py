"""An advocate's own content: approved from the mail or signed in, put differently, taken back (CON-1)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.db import Database
from portal.domain.kinds import ContentState, Use
from portal.domain.models import Advocate, Content, ContentConsent
from portal.domain.operations import contents
from portal.links import Links, Purpose
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page
from tests.views.customers import Customer, SignIn, customer

WORDS = "We moved forty carriers in nine weeks."


@pytest.fixture
def dana(database: Database, signed_in: SignIn) -> Customer:
    return customer(database, signed_in)


@pytest.fixture
def waiting(database: Database, dana: Customer) -> Content:
    with database.writing() as session:
        return make.sent(session, make.content(session, session.get_one(Advocate, dana.advocate.id)))


@pytest.fixture
def out(database: Database, dana: Customer) -> Content:
    with database.writing() as session:
        who = session.get_one(Advocate, dana.advocate.id)
        return make.published(session, who, extras=(Use.NAME, Use.LOGO))


def link(links: Links, content: Content, who: Customer, *, version: int = 1) -> str:
    return f"/c/{links.make(Purpose.CONTENT, id=content.id, version=version, subject=who.person.email)}"


def now(database: Database, content: Content) -> Content:
    with database.writing() as session:
        return session.get_one(Content, content.id)


def agreed(database: Database, content: Content) -> list[Use]:
    with database.writing() as session:
        statement = select(ContentConsent.use).where(
            ContentConsent.content_id == content.id, ContentConsent.revoked_at.is_(None)
        )
        return list(session.scalars(statement.order_by(ContentConsent.id)))


def test_it_is_empty_at_first(dana: Customer) -> None:
    text = dana.visitor.get("/contents").text
    check_page(text)
    assert "Nothing of yours is used" in text


def test_the_list_says_how_each_stands(database: Database, dana: Customer, waiting: Content, out: Content) -> None:
    with database.writing() as session:
        who = session.get_one(Advocate, dana.advocate.id)
        for change in (contents.revoke, contents.take_down):
            made = make.published(session, who)
            change(session, content_id=made.id, actor_id=who.person_id, now=make.NOW)
        make.content(session, who)
        make.published(session, who).ends_on = make.TODAY
        edited = make.sent(session, make.content(session, who))
        contents.reword(session, content_id=edited.id, version=1, words="x", actor_id=None, now=make.NOW)
    text = dana.visitor.get("/contents").text
    check_page(text)
    for heading in (
        "Waits for your answer",
        "Out there",
        "Approved, not published",
        "With the team",
        "Over",
        "Taken back",
    ):
        assert f">{heading}</h2>" in text
    assert text.count('href="/contents/') == 7
    assert f"/contents/{waiting.id}" in text
    assert f"/contents/{out.id}" in text


@pytest.mark.parametrize("htmx", [True, False])
def test_a_yes_signed_in_agrees_to_what_was_ticked(
    database: Database, dana: Customer, waiting: Content, htmx: bool
) -> None:
    page = dana.visitor.get(f"/contents/{waiting.id}")
    check_page(page.text)
    assert WORDS in page.text
    assert "checked" not in page.text
    data = {"answer": "yes", "version": "1", "extras": ["name"], "words": "ignored", "reason": "ignored"}
    answer = dana.visitor.post(f"/contents/{waiting.id}/answer", data, htmx=htmx)
    assert answer.status_code == (200 if htmx else 303)
    assert now(database, waiting).state is ContentState.APPROVED
    assert agreed(database, waiting) == [Use.NAME, Use.QUOTE]
    assert "Approved, not published" in (answer.text if htmx else dana.visitor.get(f"/contents/{waiting.id}").text)


def test_a_yes_from_the_mail_needs_no_session(
    database: Database, dana: Customer, waiting: Content, links: Links, visitor: Visitor
) -> None:
    path = link(links, waiting, dana)
    page = visitor.get(path)
    check_page(page.text)
    assert "Dana" in page.text
    assert "Okafor" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert visitor.post(f"{path}/answer", {"answer": "yes"}).location == path
    assert now(database, waiting).approved_version == 1
    assert agreed(database, waiting) == [Use.QUOTE]
    after = visitor.get(path).text
    check_page(after)
    assert "We may use it" in after
    assert WORDS not in after


def test_opening_and_sending_the_page_as_it_stands_approves_nothing(
    database: Database, dana: Customer, waiting: Content, links: Links, visitor: Visitor
) -> None:
    path = link(links, waiting, dana)
    visitor.get(path)
    refused = visitor.post(f"{path}/answer")
    assert refused.status_code == 422
    check_page(refused.text)
    assert "Choose one of the answers." in refused.text
    assert now(database, waiting).state is ContentState.SENT


def test_words_of_their_own_from_the_mail(
    database: Database, dana: Customer, waiting: Content, links: Links, visitor: Visitor
) -> None:
    path = link(links, waiting, dana)
    empty = visitor.post(f"{path}/answer", {"answer": "words", "words": " "})
    assert empty.status_code == 422
    visitor.post(f"{path}/answer", {"answer": "words", "words": "It took nine weeks."})
    content = now(database, waiting)
    assert (content.words, content.version, content.state) == ("It took nine weeks.", 2, ContentState.DRAFT)
    after = visitor.get(path)
    assert after.status_code == 200
    check_page(after.text)
    assert "We have your words" in after.text


def test_a_no_from_the_mail(
    database: Database, dana: Customer, waiting: Content, links: Links, visitor: Visitor
) -> None:
    path = link(links, waiting, dana)
    visitor.post(f"{path}/answer", {"answer": "no", "reason": "Our press team says no."})
    assert now(database, waiting).state is ContentState.REVOKED
    assert "Nothing else to do" in visitor.get(path).text


def test_the_link_of_older_words_says_that_they_changed(
    database: Database, dana: Customer, waiting: Content, links: Links, visitor: Visitor
) -> None:
    with database.writing() as session:
        edit(session, waiting, by=waiting.by_id)
    path = link(links, waiting, dana)
    for answer in (visitor.get(path), visitor.post(f"{path}/answer", {"answer": "yes"})):
        assert answer.status_code == 410
        assert "The words it opened have changed since" in answer.text
    assert now(database, waiting).state is ContentState.DRAFT


def edit(session: object, content: Content, *, by: int) -> None:
    contents.edit(
        session,  # type: ignore[arg-type]
        content_id=content.id,
        version=content.version,
        words=contents.Words("Carriers", "We moved four hundred carriers."),
        facets=make.NO_FACETS,
        actor_id=by,
        now=make.NOW,
    )


def test_a_page_of_older_words_is_refused_and_shows_the_new_ones(
    database: Database, dana: Customer, waiting: Content
) -> None:
    with database.writing() as session:
        content = session.get_one(Content, waiting.id)
        edit(session, content, by=content.by_id)
        make.sent(session, content)
    refused = dana.visitor.post(f"/contents/{waiting.id}/answer", {"answer": "yes", "version": "1"})
    assert refused.status_code == 409
    check_page(refused.text)
    assert "The words have changed since you opened this page" in refused.text
    assert "four hundred" in refused.text
    assert now(database, waiting).state is ContentState.SENT


@pytest.mark.parametrize("version", ["", "x", "2", "-1", "٣"])
def test_a_version_that_was_tampered_with_approves_nothing(
    database: Database, dana: Customer, waiting: Content, version: str
) -> None:
    answer = dana.visitor.post(f"/contents/{waiting.id}/answer", {"answer": "yes", "version": version})
    assert answer.status_code == 409
    assert now(database, waiting).state is ContentState.SENT


def test_a_foreign_or_broken_link_opens_nothing(
    database: Database, dana: Customer, waiting: Content, links: Links, visitor: Visitor
) -> None:
    other = links.make(Purpose.CONTENT, id=waiting.id, version=1, subject="other@customer.example")
    of_ask = links.make(Purpose.ASK, id=waiting.id, version=1, subject=dana.person.email)
    for token in (other, of_ask, "x", "1.1." + "A" * 43):
        answer = visitor.get(f"/c/{token}")
        assert answer.status_code == 404
        check_page(answer.text)
        assert WORDS not in answer.text
    assert now(database, waiting).state is ContentState.SENT


def test_signed_in_the_link_leads_to_ones_own_page(dana: Customer, waiting: Content, links: Links) -> None:
    assert dana.visitor.get(link(links, waiting, dana)).location == f"/contents/{waiting.id}"


def test_what_was_never_sent_is_not_there(database: Database, dana: Customer) -> None:
    with database.writing() as session:
        draft = make.content(session, session.get_one(Advocate, dana.advocate.id))
    assert dana.visitor.get(f"/contents/{draft.id}").status_code == 404


def test_they_see_what_they_agreed_to_and_where_it_is(dana: Customer, out: Content) -> None:
    text = dana.visitor.get(f"/contents/{out.id}").text
    check_page(text)
    for words in (
        "your name and title, and your company’s name and logo",
        "https://larkfield.example/customers",
        "Until",
    ):
        assert words in text


def test_the_words_can_be_changed_later(database: Database, dana: Customer, out: Content) -> None:
    path = f"/contents/{out.id}/words"
    assert dana.visitor.post(path, {"version": "1", "words": ""}).status_code == 422
    assert dana.visitor.post(path, {"version": "7", "words": "It took nine weeks."}).status_code == 409
    assert dana.visitor.post(path, {"version": "1", "words": "It took nine weeks."}).status_code == 303
    assert now(database, out).state is ContentState.DRAFT
    assert agreed(database, out) == []


def test_taking_back_asks_once_and_is_immediate(database: Database, dana: Customer, out: Content) -> None:
    path = f"/contents/{out.id}/revocation"
    check_page(dana.visitor.get(path).text)
    unanswered = dana.visitor.post(path)
    assert unanswered.status_code == 422
    assert now(database, out).state is ContentState.PUBLISHED
    for _ in range(2):
        assert dana.visitor.post(path, {"what": "all"}).status_code == 303
    assert now(database, out).state is ContentState.REVOKED
    check_page(dana.visitor.get(f"/contents/{out.id}").text)
    check_page(dana.visitor.get("/contents").text)


def test_only_the_name_can_be_taken_back(database: Database, dana: Customer, out: Content) -> None:
    dana.visitor.post(f"/contents/{out.id}/revocation", {"what": "name"})
    assert now(database, out).state is ContentState.PUBLISHED
    assert agreed(database, out) == [Use.LOGO, Use.QUOTE]
    text = dana.visitor.get(f"/contents/{out.id}").text
    check_page(text)
    assert "Without the name" in text


def test_a_last_day_that_is_over_is_said_beside_nothing_sent(
    database: Database, dana: Customer, waiting: Content
) -> None:
    past = (make.TODAY - timedelta(days=1)).isoformat()
    data = {"answer": "yes", "version": "1", "ends_on": past}
    answer = dana.visitor.post(f"/contents/{waiting.id}/answer", data)
    assert answer.status_code == 409
    assert "Choose a day after today." in answer.text
    assert now(database, waiting).state is ContentState.SENT


@pytest.mark.parametrize("rest", ["", "/revocation"])
def test_nobody_else_finds_it(
    database: Database, signed_in: Callable[..., Visitor], waiting: Content, rest: str
) -> None:
    stranger = customer(database, signed_in, name="Eva Stone").visitor
    assert stranger.get(f"/contents/{waiting.id}{rest}").status_code == 404
