"""The library: written down, sent, published, used, taken down; its steps; publishers (CON-1, CON-2, ASK-8)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.kinds import ContentState, Role, Use
from portal.domain.models import Advocate, Content, ContentUse, DigestWish, Person, Work
from portal.domain.operations import contents, works
from tests import make
from tests.fixtures.web import Visitor
from tests.make import NOW, TODAY
from tests.page_checker import check_page

ENDS = (TODAY + timedelta(days=540)).isoformat()


@pytest.fixture
def dana(session: Session) -> Advocate:
    return make.advocate(session, name="Dana Okafor", email="dana@customer.example")


@pytest.fixture
def publisher(session: Session, signed_in: Callable[[Person], Visitor]) -> Visitor:
    person = make.person(session, role=Role.COLLEAGUE, name="Noor Haddad")
    person.publisher = True
    session.flush()
    return signed_in(person)


def newest(session: Session) -> Content:
    session.expire_all()
    return session.scalars(select(Content).order_by(Content.id.desc())).first() or pytest.fail("There is none")


def draft(**more: str) -> dict[str, str]:
    return {"kind": "quote", "title": "Carriers", "words": "We moved forty carriers.", "email": ""} | more


def test_it_is_empty_at_first(team: Visitor) -> None:
    text = team.get("/admin/contents").text
    check_page(text)
    assert "What your advocates said will be here" in text


def test_the_whole_way(team: Visitor, session: Session, dana: Advocate) -> None:
    check_page(team.get(f"/admin/contents/new?advocate={dana.id}").text)
    made = team.post("/admin/contents", draft(email="Dana@customer.example", tags="fast, easy"))
    content = newest(session)
    path = f"/admin/contents/{content.id}"
    assert (made.status_code, made.location) == (303, path)
    assert (content.advocate_id, content.tags, content.industry) == (dana.id, ["fast", "easy"], "logistics")
    check_page(team.get(path).text)
    team.post(f"{path}/sending", {"version": "1", "uses": ["name"], "ends_on": ENDS, "note": "As you said in May."})
    assert newest(session).state is ContentState.SENT
    check_page(team.get(path).text)
    contents.approve(session, content_id=content.id, version=1, extras=[Use.NAME], actor_id=dana.person_id, now=NOW)
    check_page(team.get(path).text)
    team.post(f"{path}/publication", {"version": "1", "where": "https://larkfield.example/dana"})
    assert newest(session).state is ContentState.PUBLISHED
    team.post(f"{path}/uses", {"opportunity": "Halden Freight"})
    text = team.get(path).text
    check_page(text)
    for words in ("Halden Freight", 'href="https://larkfield.example/dana"', "their name and title"):
        assert words in text
    team.post(f"{path}/takedown")
    assert newest(session).state is ContentState.APPROVED


def test_from_somebodys_page_their_words_are_theirs_without_showing_an_address(
    team: Visitor, publisher: Visitor, session: Session, dana: Advocate
) -> None:
    """Their address is shown where each look at it is noted, and to no colleague (ADV-8, REQ-4)."""
    text = team.get(f"/admin/contents/new?advocate={dana.id}").text
    assert "Dana Okafor" in text
    assert "customer.example" not in text
    for words in ("Okafor", "customer.example"):
        assert words not in publisher.get(f"/admin/contents/new?advocate={dana.id}").text
    team.post("/admin/contents", draft(advocate=str(dana.id)))
    assert newest(session).advocate_id == dana.id


def test_an_address_of_a_merged_entry_is_that_of_the_one_that_stayed(
    team: Visitor, session: Session, dana: Advocate
) -> None:
    make.advocate(session, email="d.okafor@customer.example").merged_into_id = dana.id
    session.flush()
    team.post("/admin/contents", draft(email="d.okafor@customer.example"))
    assert newest(session).advocate_id == dana.id


def test_bad_input_is_said_beside_its_field(team: Visitor, session: Session, dana: Advocate) -> None:
    for data, said in (
        (draft(title=""), "Give it a title."),
        (draft(email="nobody@customer.example"), "Nobody here has that address."),
    ):
        answer = team.post("/admin/contents", data)
        assert answer.status_code == 422
        check_page(answer.text)
        assert said in answer.text
    for url in ("javascript:alert(1)", "data:text/html,x", "ftp://files.example"):
        answer = team.post("/admin/contents", draft(url=url))
        assert answer.status_code == 409
        check_page(answer.text)
        assert "An address begins with https://" in answer.text
    assert session.scalar(select(func.count()).select_from(Content)) == 0
    content = make.content(session, dana)
    path = f"/admin/contents/{content.id}"
    for rest in ("sending", "publication", "uses", "works"):
        answer = team.post(f"{path}/{rest}")
        assert answer.status_code == 422, rest
        check_page(answer.text)


def test_a_public_review_is_published_without_asking_anybody(team: Visitor, session: Session) -> None:
    team.post("/admin/contents", draft(kind="review", words="", url="https://reviews.example/7"))
    content = newest(session)
    path = f"/admin/contents/{content.id}"
    check_page(team.get(path).text)
    assert team.post(f"{path}/sending", {"version": "1", "ends_on": ENDS}).status_code == 409
    assert team.post(f"{path}/publication", {"version": "1", "where": "Reviews"}).status_code == 303
    assert newest(session).state is ContentState.PUBLISHED


def test_changed_words_go_back_for_approval_and_changed_tags_do_not(
    team: Visitor, session: Session, dana: Advocate
) -> None:
    content = make.published(session, dana)
    path = f"/admin/contents/{content.id}/words"
    check_page(team.get(path).text)
    same = {"version": "1", "title": make.STORY.title, "words": make.STORY.words, "tags": "new"}
    team.post(path, same)
    assert (newest(session).state, newest(session).tags) == (ContentState.PUBLISHED, ["new"])
    team.post(path, same | {"words": "Four hundred."})
    assert (newest(session).state, newest(session).version) == (ContentState.DRAFT, 2)
    stale = team.post(path, same | {"words": "Five hundred."})
    assert stale.status_code == 409
    check_page(stale.text)
    assert "Five hundred." in stale.text
    assert newest(session).words == "Four hundred."


def test_publishing_what_was_just_taken_back_is_refused(team: Visitor, session: Session, dana: Advocate) -> None:
    content = make.published(session, dana)
    contents.revoke(session, content_id=content.id, actor_id=dana.person_id, now=NOW)
    answer = team.post(f"/admin/contents/{content.id}/publication", {"version": "1", "where": "Website"})
    assert answer.status_code == 409
    check_page(answer.text)
    assert "taken this back" in answer.text


def test_lists_by_state_words_and_facets(team: Visitor, session: Session, dana: Advocate) -> None:
    make.content(session, dana, facets=contents.Facets(tags=("fast",), products=("Planner",), industry="retail"))
    make.sent(session, make.content(session, dana))
    make.published(session, dana)
    gone = make.published(session, dana, words=contents.Words("Zebra", "Zebra words"))
    contents.revoke(session, content_id=gone.id, actor_id=dana.person_id, now=NOW)
    for query, number in (
        ("", 3),
        ("?state=draft", 1),
        ("?state=sent", 1),
        ("?state=published", 1),
        ("?state=revoked", 1),
        ("?state=nonsense", 3),
        ("?tag=fast", 1),
        ("?product=Planner", 1),
        ("?industry=retail", 1),
        ("?industry=nonsense", 3),
        ("?kind=video", 0),
        ("?q=nine+weeks", 3),
        ("?q=okafor", 3),
        ("?q=zebra", 0),
        ("?q=zebra&state=revoked", 0),
    ):
        for htmx in (False, True):
            text = team.get(f"/admin/contents{query}", htmx=htmx).text
            assert text.count('<th scope="row">') == number, (query, htmx)
            assert "Zebra" not in text
        check_page(team.get(f"/admin/contents{query}").text)


def test_a_list_of_many_asks_the_database_no_more_often(
    team: Visitor, session: Session, dana: Advocate, statements: list[str]
) -> None:
    for _ in range(20):
        made = make.published(session, dana)
    for path, most in (("/admin/contents", 6), (f"/admin/contents/{made.id}", 11)):
        statements.clear()
        assert team.get(path).status_code == 200
        assert len(statements) <= most, "\n".join(statements)


def test_it_is_paged_by_keyset(team: Visitor, session: Session, dana: Advocate) -> None:
    for _ in range(51):
        make.content(session, dana)
    first = team.get("/admin/contents").text
    assert first.count('<th scope="row">') == 50
    older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    last = team.get(older).text
    assert last.count('<th scope="row">') == 1
    assert 'rel="prev"' in last


def test_steps_are_planned_moved_done_and_opened_again(
    team: Visitor, session: Session, dana: Advocate, priya: Person
) -> None:
    content = make.content(session, dana)
    path = f"/admin/contents/{content.id}"
    for _ in range(2):
        team.post(f"{path}/works", {"starts_on": TODAY.isoformat(), "owner": str(priya.id)})
    steps = list(session.scalars(select(Work).order_by(Work.due_on)))
    assert [step.step for step in steps] == ["interview", "writing", "review", "approval", "publication"]
    check_page(team.get(path).text)
    first = f"/admin/works/{steps[0].id}"
    changed = {f"step-{steps[0].id}-due_on": "2026-12-24", f"step-{steps[0].id}-owner": str(priya.id)}
    assert team.post(f"{first}/plan", changed).status_code == 303
    bad = team.post(f"{first}/plan", changed | {f"step-{steps[0].id}-due_on": "soon"})
    assert bad.status_code == 422
    team.post(f"{first}/completion")
    assert "Open it again" in team.get(path).text
    team.post(f"{first}/reopening")
    session.expire_all()
    assert (steps[0].due_on.isoformat(), steps[0].done_at) == ("2026-12-24", None)


def test_a_late_step_is_on_the_first_page_and_told_once(
    team: Visitor, session: Session, dana: Advocate, priya: Person
) -> None:
    session.add(DigestWish(person_id=priya.id, daily=False, proof=False, changed_at=NOW))
    content = make.content(session, dana)
    works.plan(
        session,
        content_id=content.id,
        starts_on=TODAY - timedelta(days=10),
        owner_id=priya.id,
        actor_id=priya.id,
        now=NOW,
    )
    text = team.get("/admin/").text
    check_page(text)
    assert "Interview of “Carriers in nine weeks” is overdue." in text
    assert "Overdue since 20 November" in team.get(f"/admin/contents/{content.id}").text
    assert works.warn_overdue(session, now=NOW) == 1
    assert works.warn_overdue(session, now=NOW) == 0


def test_an_approved_piece_waits_on_the_first_page(team: Visitor, session: Session, dana: Advocate) -> None:
    content = make.sent(session, make.content(session, dana))
    contents.approve(session, content_id=content.id, version=1, extras=(), actor_id=dana.person_id, now=NOW)
    assert "1 piece of content approved, and not published." in team.get("/admin/").text


def test_a_publisher_packages_and_publishes_and_sees_nothing_else(
    publisher: Visitor, session: Session, dana: Advocate
) -> None:
    text = publisher.get("/admin/contents").text
    check_page(text)
    made = publisher.post("/admin/contents", draft(email="dana@customer.example"))
    assert made.status_code == 303, made.text
    content = newest(session)
    path = f"/admin/contents/{content.id}"
    page = publisher.get(path).text
    check_page(page)
    assert "/admin/advocates" not in page
    publisher.post(f"{path}/sending", {"version": "1", "ends_on": ENDS})
    contents.approve(session, content_id=content.id, version=1, extras=(), actor_id=dana.person_id, now=NOW)
    publisher.post(f"{path}/publication", {"version": "1", "where": "Website"})
    assert newest(session).state is ContentState.PUBLISHED
    assert publisher.get("/admin/advocates").status_code == 403
    assert publisher.get("/admin/").status_code == 403


def test_an_administrator_lets_a_colleague_publish_and_ends_it(
    administrator: Visitor, colleague: Visitor, session: Session, priya: Person
) -> None:
    person = session.scalars(select(Person).where(Person.role == Role.COLLEAGUE)).one()
    for _ in range(2):
        assert administrator.post(f"/admin/people/{person.id}/publishing").status_code == 303
    assert colleague.get("/admin/contents").status_code == 200
    page = administrator.get("/admin/people").text
    check_page(page)
    assert "Publishes content" in page
    administrator.post(f"/admin/people/{person.id}/publishing/end")
    assert colleague.get("/admin/contents").status_code == 403
    assert administrator.post(f"/admin/people/{priya.id}/publishing").status_code == 409


def test_a_plain_colleague_and_one_who_is_no_more_a_publisher_may_not(
    colleague: Visitor, publisher: Visitor, session: Session, dana: Advocate
) -> None:
    content = make.content(session, dana)
    assert colleague.get("/admin/contents").status_code == 403
    assert colleague.post(f"/admin/contents/{content.id}/publication").status_code == 403
    person = session.scalars(select(Person).where(Person.publisher)).one()
    person.publisher = False
    session.flush()
    assert publisher.get("/admin/contents").status_code == 403


@pytest.mark.parametrize("htmx", [True, False])
def test_each_change_answers_twice_the_same(team: Visitor, session: Session, dana: Advocate, htmx: bool) -> None:
    content = make.published(session, dana)
    path = f"/admin/contents/{content.id}"
    for _ in range(2):
        assert team.post(f"{path}/uses", {"opportunity": "Halden"}, htmx=htmx).status_code == (200 if htmx else 303)
        publication = {"version": "1", "where": "Website"}
        assert team.post(f"{path}/publication", publication, htmx=htmx).status_code == (200 if htmx else 303)
    assert session.scalar(select(func.count()).select_from(ContentUse)) == 1
