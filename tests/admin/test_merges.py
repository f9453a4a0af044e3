"""Merging in the team's pages: likely pairs, the preview, the merge (SEG-2)."""

import re

import pytest
from sqlalchemy.orm import Session

from portal.domain.models import Advocate
from portal.domain.rules.caps import OPEN_END
from tests import make
from tests.fixtures.web import Visitor
from tests.page_checker import check_page


@pytest.fixture
def pair(session: Session) -> tuple[Advocate, Advocate]:
    older = make.advocate(session, name="Dana Okafor", email="dana@harbour.example")
    newer = make.advocate(session, name="Okafor Dana", email="dokafor@harbour.example", break_until=OPEN_END)
    make.advocate(session, name="Ruth Abernathy", email="ruth@harbour.example")
    return older, newer


def test_from_the_list_to_one_entry(team: Visitor, session: Session, pair: tuple[Advocate, Advocate]) -> None:
    older, newer = pair
    listed = team.get("/admin/merges")
    check_page(listed.text)
    link = re.search(r'href="(/admin/merges/new\?[^"]+)"', listed.text)
    assert link
    preview = team.get(link[1].replace("&amp;", "&"))
    check_page(preview.text)
    assert "d…a@harbour.example" in preview.text
    assert "dana@harbour.example" not in preview.text
    assert "on a break with no end" in preview.text
    data = {"survivor": str(older.id), "loser": str(newer.id)}
    for _ in range(2):
        answer = team.post("/admin/merges", data)
        assert (answer.status_code, answer.location) == (303, f"/admin/advocates/{older.id}")
    session.expire_all()
    assert session.get_one(Advocate, newer.id).merged_into_id == older.id
    gone = team.get(f"/admin/advocates/{newer.id}")
    check_page(gone.text)
    assert f'href="/admin/advocates/{older.id}"' in gone.text
    empty = team.get("/admin/merges")
    check_page(empty.text)
    assert "No likely duplicates" in empty.text
    refused = team.post("/admin/merges", {"survivor": str(newer.id), "loser": str(older.id)})
    assert refused.status_code == 409
    check_page(refused.text)
    assert "was merged already" in refused.text


def test_the_survivors_page_tells_of_the_asks_of_both(
    team: Visitor, session: Session, pair: tuple[Advocate, Advocate]
) -> None:
    older, newer = pair
    newer.match.break_until = None
    session.flush()
    ask = make.ask(session, newer)
    assert team.post(f"/admin/asks/{ask.id}/withdrawal", {"note": "Wrong entry"}).status_code == 303
    team.post("/admin/merges", {"survivor": str(older.id), "loser": str(newer.id)})
    assert f'href="/admin/asks/{ask.id}"' in team.get(f"/admin/advocates/{older.id}").text


def test_the_other_entry_is_searched_for(team: Visitor, pair: tuple[Advocate, Advocate]) -> None:
    older, newer = pair
    page = team.get(f"/admin/merges/new?survivor={older.id}")
    check_page(page.text)
    assert f"survivor={older.id}&amp;loser={newer.id}" in page.text
    nobody = team.get(f"/admin/merges/new?survivor={older.id}&q=zeppelin")
    check_page(nobody.text)
    assert "Nobody else is found" in nobody.text


@pytest.mark.parametrize("query", ["survivor=999", "survivor={id}&loser=999"])
def test_who_is_not_there_is_not_found(team: Visitor, pair: tuple[Advocate, Advocate], query: str) -> None:
    assert team.get(f"/admin/merges/new?{query.format(id=pair[0].id)}").status_code == 404
    assert team.post("/admin/merges", {"survivor": str(pair[0].id), "loser": "999"}).status_code == 404
    assert team.post("/admin/merges", {}).status_code == 404
    assert team.get("/admin/merges/new?survivor=x").location == "/admin/merges"
