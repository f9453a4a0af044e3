"""An advocate's own content: approved signed in and no other way, put differently, taken back (CON-1, ID-3)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.db import Database
from portal.domain.kinds import ContentState, Use
from portal.domain.models import Advocate, Content, ContentConsent, Person, SignIn
from portal.domain.operations import contents
from portal.links import Links, Purpose
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page
from tests.views.customers import Customer, customer

WORDS = "We moved forty carriers in nine weeks."


@pytest.fixture
def dana(database: Database, signed_in: Callable[[Person], Visitor]) -> Customer:
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
        contents.reword(session, content_id=edited.id, version=1, words="x", actor_id=who.person_id, now=make.NOW)
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


def test_signed_out_the_mail_leads_over_the_sign_in_and_back(
    database: Database, dana: Customer, waiting: Content, links: Links, visitor: Visitor
) -> None:
    page = f"/contents/{waiting.id}"
    away = visitor.get(page)
    assert (away.status_code, away.location) == (303, f"/sign-in?next={page}")
    assert visitor.post(f"{page}/answer", {"answer": "yes", "version": "1"}).location == "/sign-in"
    assert now(database, waiting).state is ContentState.SENT
    sign_in = visitor.get(away.location).text
    assert f'name="next" value="{page}"' in sign_in
    assert WORDS not in sign_in
    visitor.post("/sign-in", {"email": dana.person.email, "next": page})
    with database.reading() as session:
        asked = session.scalars(select(SignIn).order_by(SignIn.id.desc()).limit(1)).one()
        token = links.make(Purpose.SIGN_IN, id=asked.id, version=asked.version, subject=dana.person.email)
    assert visitor.post(f"/s/{token}").location == page
    assert WORDS in visitor.get(page).text


def test_sending_the_page_as_it_stands_approves_nothing(database: Database, dana: Customer, waiting: Content) -> None:
    refused = dana.visitor.post(f"/contents/{waiting.id}/answer", {"version": "1"})
    assert refused.status_code == 422
    check_page(refused.text)
    assert "Choose one of the answers." in refused.text
    assert now(database, waiting).state is ContentState.SENT


def test_words_of_their_own(database: Database, dana: Customer, waiting: Content) -> None:
    path = f"/contents/{waiting.id}"
    empty = dana.visitor.post(f"{path}/answer", {"answer": "words", "version": "1", "words": " "})
    assert empty.status_code == 422
    dana.visitor.post(f"{path}/answer", {"answer": "words", "version": "1", "words": "It took nine weeks."})
    content = now(database, waiting)
    assert (content.words, content.version, content.state) == ("It took nine weeks.", 2, ContentState.DRAFT)
    after = dana.visitor.get(path).text
    check_page(after)
    assert "The team reads your words" in after


def test_parts_of_their_words_stay_apart_as_a_browser_sends_them(
    database: Database, dana: Customer, waiting: Content
) -> None:
    typed = "It took nine weeks.\r\n\r\nThen it was quiet."
    dana.visitor.post(f"/contents/{waiting.id}/answer", {"answer": "words", "version": "1", "words": typed})
    assert now(database, waiting).words == "It took nine weeks.\n\nThen it was quiet."


@pytest.mark.parametrize("typed", ["{words}", "  {words}\r\n"])
def test_the_same_words_are_no_words_of_their_own(
    database: Database, dana: Customer, waiting: Content, typed: str
) -> None:
    data = {"answer": "words", "version": "1", "words": typed.format(words=waiting.words)}
    same = dana.visitor.post(f"/contents/{waiting.id}/answer", data)
    assert same.status_code == 422
    check_page(same.text)
    assert "Change the words first." in same.text
    assert now(database, waiting).state is ContentState.SENT


def test_a_no(database: Database, dana: Customer, waiting: Content) -> None:
    path = f"/contents/{waiting.id}"
    dana.visitor.post(f"{path}/answer", {"answer": "no", "version": "1", "reason": "Our press team says no."})
    assert now(database, waiting).state is ContentState.REVOKED
    after = dana.visitor.get(path).text
    check_page(after)
    assert "You said no." in after


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
    same = dana.visitor.post(path, {"version": "1", "words": out.words})
    assert same.status_code == 422
    assert "Change the words first." in same.text
    assert "The team has your words" not in same.text
    assert now(database, out).state is ContentState.PUBLISHED
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


def test_an_answer_that_is_refused_loses_no_typing_and_chooses_nothing(
    database: Database, dana: Customer, waiting: Content
) -> None:
    path = f"/contents/{waiting.id}/answer"
    past = (make.TODAY - timedelta(days=1)).isoformat()
    over = dana.visitor.post(path, {"answer": "yes", "version": "1", "extras": ["name"], "ends_on": past})
    check_page(over.text)
    assert f'value="{past}"' in over.text
    assert over.text.count("checked") == 1
    with database.writing() as session:
        content = session.get_one(Content, waiting.id)
        edit(session, content, by=content.by_id)
        make.sent(session, content)
    typed = {"answer": "words", "version": "1", "words": "It took nine weeks, and two of tests."}
    refused = dana.visitor.post(path, typed)
    check_page(refused.text)
    assert refused.status_code == 409
    assert "It took nine weeks, and two of tests.</textarea>" in refused.text
    assert "checked" not in refused.text
    assert dana.visitor.post(path, typed | {"version": "2"}).status_code == 303


@pytest.mark.parametrize("rest", ["", "/revocation"])
def test_nobody_else_finds_it(
    database: Database, signed_in: Callable[..., Visitor], waiting: Content, rest: str
) -> None:
    stranger = customer(database, signed_in, name="Eva Stone").visitor
    assert stranger.get(f"/contents/{waiting.id}{rest}").status_code == 404


@pytest.mark.parametrize(
    ("given", "status"), [({"extras": ""}, 422), ({"extras": " "}, 422), ({"version": "9" * 5_000}, 409)]
)
def test_what_no_page_sends_is_refused(dana: Customer, waiting: Content, given: dict[str, str], status: int) -> None:
    answer = {"answer": "yes", "version": "1"} | given
    assert dana.visitor.post(f"/contents/{waiting.id}/answer", answer).status_code == status
