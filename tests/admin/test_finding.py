"""Finding in the team's pages: from a search to a segment, tags in bulk, and what found nobody (SEG-1)."""

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.kinds import Answer
from portal.domain.models import Account, Advocate, SearchMiss, Segment, Tagging
from portal.domain.operations import searches
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page


@pytest.fixture
def grace(session: Session) -> Advocate:
    made = make.advocate(session, name="Grace Lindqvist", willing={"speak": Answer.HAPPY})
    account = session.get_one(Account, made.account_id)
    account.industry, account.employees = "retail", 4200
    make.advocate(session, name="Dana Okafor")
    searches.refresh(session, advocate_ids=[made.id])
    session.flush()
    return made


def one_search(session: Session) -> str:
    speak = make.activity(session, "speak")
    return f"industry=retail&employees_from=1001&activity={speak.id}&fresh=fresh"


def test_large_retail_that_speaks_and_is_fresh_is_one_search_and_one_segment(
    team: Visitor, session: Session, grace: Advocate
) -> None:
    query = one_search(session)
    page = team.get(f"/admin/advocates?{query}")
    check_page(page.text)
    assert f"/admin/advocates/{grace.id}" in page.text
    assert "Dana Okafor" not in page.text
    assert "Found by 4,200 employees; Up to date until" in page.text
    form = team.get(f"/admin/segments/new?{query}")
    check_page(form.text)
    assert "1 person matches now" in form.text
    packed = re.search(r'name="search" value="([^"]+)"', form.text)
    assert packed
    data = {"name": "Large retail speakers", "search": packed[1].replace("&amp;", "&")}
    answer = team.post("/admin/segments", data)
    assert answer.status_code == 303
    opened = team.get(answer.location)
    check_page(opened.text)
    assert re.search(r'aria-current="page">Large retail speakers <span class="count">1<', opened.text)
    again = team.post("/admin/segments", data)
    assert again.status_code == 409
    assert "There is a segment called Large retail speakers already" in again.text
    assert session.scalar(select(func.count()).select_from(Segment)) == 1
    check_page(team.get("/admin/segments").text)


def test_each_choice_is_a_chip_that_takes_only_itself_away(team: Visitor, grace: Advocate) -> None:
    assert grace.id
    page = team.get("/admin/advocates?industry=retail&industry=mining&tag=Champion")
    assert 'href="/admin/advocates?industry=mining&amp;tag=Champion"' in page.text
    assert 'href="/admin/advocates?industry=retail&amp;industry=mining"' in page.text
    assert page.text.count('type="hidden" name="industry"') == 2


def test_a_filter_that_means_nothing_says_so(team: Visitor, grace: Advocate) -> None:
    answer = team.get("/admin/advocates?stage=nonsense")
    assert answer.status_code == 422
    assert "which means nothing there" in answer.text
    assert grace.id
    check_page(answer.text)
    assert team.get("/admin/segments/new?stage=nonsense").status_code == 422
    assert team.post("/admin/segments", {"name": "X", "search": "stage=nonsense"}).status_code == 422
    assert team.get("/admin/advocates/facets?stage=nonsense").status_code == 200


def test_a_search_that_finds_nobody_is_noted_once(team: Visitor, session: Session, grace: Advocate) -> None:
    assert grace.id
    for _ in range(3):
        check_page(team.get("/admin/advocates?q=zeppelin&industry=retail").text)
    team.get("/admin/advocates?q=grace")
    assert session.scalar(select(func.count()).select_from(SearchMiss)) == 1
    page = team.get("/admin/segments/misses")
    check_page(page.text)
    assert "“zeppelin”; Industry: retail" in page.text


def test_every_filter_shows_how_many_it_would_leave(team: Visitor, session: Session, grace: Advocate) -> None:
    assert grace.id
    page = team.get(f"/admin/advocates/facets?activity={make.activity(session, 'speak').id}")
    check_page(page.text)
    assert re.search(r"retail <span class=\"count\">1</span>", page.text)
    assert re.search(r"logistics <span class=\"count\">1</span>", page.text)


def segment(session: Session) -> Segment:
    made = Segment(name="Retail", criteria={"industry": ["retail"]}, created_at=make.NOW, changed_at=make.NOW)
    session.add(made)
    session.flush()
    return made


def test_a_segment_is_changed_renamed_deleted_and_brought_back(team: Visitor, session: Session) -> None:
    made = segment(session)
    page = team.get(f"/admin/segments/{made.id}")
    check_page(page.text)
    assert team.post(f"/admin/segments/{made.id}/name", {"name": ""}).status_code == 422
    assert team.post(f"/admin/segments/{made.id}/name", {"name": "Shops"}).status_code == 303
    assert team.post(f"/admin/segments/{made.id}/criteria", {"search": "industry=retail&can=high"}).status_code == 303
    assert team.post(f"/admin/segments/{made.id}/criteria", {"search": ""}).status_code == 409
    assert team.post(f"/admin/segments/{made.id}/criteria", {"search": "x=1"}).status_code == 422
    session.refresh(made)
    assert (made.name, made.criteria) == ("Shops", {"industry": ["retail"], "can": ["high"]})
    answer = team.post(f"/admin/segments/{made.id}/deletion")
    listed = team.get(answer.location)
    check_page(listed.text)
    assert "Shops is deleted" in listed.text
    assert team.get(f"/admin/segments/{made.id}").status_code == 404
    assert team.post(f"/admin/segments/{made.id}/restoring").status_code == 303
    assert team.get(f"/admin/segments/{made.id}").status_code == 200


def test_a_changed_search_can_become_the_segment(team: Visitor, session: Session, grace: Advocate) -> None:
    made = segment(session)
    assert grace.id
    page = team.get(f"/admin/advocates?industry=retail&q=grace&segment={made.id}")
    check_page(page.text)
    assert "Change “Retail” to this" in page.text
    assert "Change “Retail” to this" not in team.get(f"/admin/advocates?industry=retail&segment={made.id}").text


def test_several_are_tagged_and_it_is_undone(team: Visitor, session: Session, grace: Advocate) -> None:
    other = make.advocate(session, name="Ruth Abernathy")
    session.flush()
    page = team.get(f"/admin/taggings/new?id={grace.id}&id={other.id}&id=999")
    check_page(page.text)
    assert "Tag 2 people" in page.text
    data = {"id": [str(grace.id), str(other.id)], "tag": "Champion", "what": "put_on"}
    answer = team.post("/admin/taggings", data)
    assert answer.status_code == 303
    shown = team.get(answer.location)
    check_page(shown.text)
    assert "“Champion” put on 2 people" in shown.text
    assert f'href="/admin/advocates/{grace.id}"' in team.get("/admin/advocates?tag=Champion").text
    assert team.post(f"{answer.location}/undoing").status_code == 303
    assert "This was undone" in team.get(answer.location).text
    assert "Nobody matches" in team.get("/admin/advocates?tag=Champion").text


def test_everyone_who_matches_is_tagged(team: Visitor, session: Session, grace: Advocate) -> None:
    page = team.get("/admin/taggings/new?who=all&industry=retail")
    check_page(page.text)
    assert "Tag 1 person" in page.text
    assert f'name="id" value="{grace.id}"' in page.text
    assert session.scalar(select(func.count()).select_from(Tagging)) == 0


def test_nobody_chosen_or_no_tag_is_asked_for(team: Visitor, grace: Advocate) -> None:
    nobody = team.post("/admin/taggings", {"tag": "Champion", "what": "put_on"})
    assert nobody.status_code == 422
    check_page(nobody.text)
    assert "Choose at least one person." in nobody.text
    without = team.post("/admin/taggings", {"id": str(grace.id), "tag": "", "what": "put_on"})
    assert without.status_code == 422
    assert "Write the tag." in without.text
    two = team.post("/admin/taggings", {"id": str(grace.id), "tag": "a, b", "what": "put_on"})
    assert two.status_code == 409
    assert "without commas" in two.text
