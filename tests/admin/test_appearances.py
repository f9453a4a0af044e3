"""The activity log's pages (ACT-1)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.models import Account, Appearance, AppearanceAdvocate, AppearanceContent
from portal.domain.operations import contents
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page

TYPED = {
    "kind": "event",
    "happened_on": "2026-11-20",
    "title": "Nordic Supply Days",
    "url": "https://days.example",
    "leads": "12",
}


def entry(session: Session) -> Appearance:
    return session.scalars(select(Appearance)).one()


def test_an_entry_is_kept_with_whom_it_featured_and_shown_where_it_belongs(team: Visitor, session: Session) -> None:
    dana = make.advocate(session)
    story = make.published(session, dana)
    check_page(team.get("/admin/appearances").text)
    check_page(team.get(f"/admin/appearances/new?advocate={dana.id}").text)
    assert "Dana Okafor, Account" in team.get(f"/admin/appearances/new?advocate={dana.id}").text
    answer = team.post("/admin/appearances", TYPED | {"advocates": "Dana Okafor\r\n", "contents": story.title})
    assert (answer.status_code, answer.location) == (303, "/admin/appearances")
    assert session.scalars(select(AppearanceAdvocate.advocate_id)).all() == [dana.id]
    assert session.scalars(select(AppearanceContent.content_id)).all() == [story.id]
    for path in ("/admin/appearances", f"/admin/appearances?advocate={dana.id}", f"/admin/advocates/{dana.id}"):
        page = team.get(path).text
        check_page(page)
        assert "Nordic Supply Days" in page
    assert "Nordic Supply Days" in team.get("/admin/appearances.csv").text
    check_page(team.get("/admin/appearances?q=nothing", htmx=True).text, fragment=True)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Give it a title."),
        ({"happened_on": "soon"}, "Not a valid date"),
        ({"leads": "-1"}, "Write a number from 0"),
        ({"advocates": "Nobody Known"}, "Nothing here is called “Nobody Known”."),
        ({"advocates": "Dana"}, "“Dana” can be: "),
        ({"contents": "Unheard of"}, "Nothing here is called “Unheard of”."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    team: Visitor, session: Session, wrong: dict[str, str], said: str
) -> None:
    make.advocate(session)
    make.advocate(session, name="Danai Popa")
    answer = team.post("/admin/appearances", TYPED | wrong)
    assert answer.status_code == 422
    check_page(answer.text)
    assert said in answer.text
    assert "Nordic" in answer.text or "title" in wrong


def test_a_change_names_on_whom_and_what_it_named_though_others_are_called_the_same(
    team: Visitor, session: Session
) -> None:
    dana = make.advocate(session)
    story = make.published(session, dana)
    company = session.get_one(Account, dana.account_id).name
    typed = TYPED | {"advocates": f"Dana Okafor, {company}", "contents": story.title}
    assert team.post("/admin/appearances", typed).status_code == 303
    other = make.advocate(session)
    other.account_id = dana.account_id
    make.published(session, other)
    assert team.post(f"/admin/appearances/{entry(session).id}", typed | {"leads": "15"}).status_code == 303
    assert session.scalars(select(AppearanceAdvocate.advocate_id)).all() == [dana.id]
    assert session.scalars(select(AppearanceContent.content_id)).all() == [story.id]


def test_it_is_changed_removed_and_put_back(team: Visitor, session: Session) -> None:
    dana = make.advocate(session, consents=frozenset())
    team.post("/admin/appearances", TYPED | {"advocates": "Dana Okafor"})
    path = f"/admin/appearances/{entry(session).id}"
    page = team.get(path).text
    check_page(page)
    assert "has not agreed to be named in public" in page
    assert team.post(path, TYPED | {"leads": "15", "advocates": ""}).status_code == 303
    session.expire_all()
    assert (entry(session).leads, session.scalars(select(AppearanceAdvocate)).all()) == (15, [])
    assert team.post(path, TYPED | {"title": ""}).status_code == 422
    assert team.post(f"{path}/removal").status_code == 303
    check_page(team.get(path).text)
    assert "Nordic" not in team.get("/admin/appearances").text
    assert team.post(f"{path}/removal/end").status_code == 303
    again = team.post("/admin/appearances", TYPED)
    assert again.status_code == 409
    check_page(again.text)
    assert "is in the log already" in again.text
    assert dana.id


def test_what_an_advocate_took_back_is_neither_shown_nor_featured_anew(team: Visitor, session: Session) -> None:
    """Nor does changing the entry lose that it was featured."""
    dana = make.advocate(session)
    story = make.published(session, dana)
    team.post("/admin/appearances", TYPED | {"contents": story.title})
    contents.revoke(session, content_id=story.id, actor_id=dana.person_id, now=make.NOW)
    path = f"/admin/appearances/{entry(session).id}"
    for page in (path, "/admin/appearances", "/admin/appearances.csv"):
        assert story.title not in team.get(page).text
    assert team.post(path, TYPED | {"leads": "13"}).status_code == 303
    assert session.scalars(select(AppearanceContent.content_id)).all() == [story.id]
    refused = team.post("/admin/appearances", TYPED | {"title": "Another day", "contents": story.title})
    assert "Nothing here is called" in refused.text
