"""The activity log: once in it, out and back, and whom it may name (ACT-1)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import AppearanceKind
from portal.domain.errors import NotFound, Refused
from portal.domain.import_kinds import ImportState, RowState
from portal.domain.models import Advocate, Appearance, AppearanceAdvocate
from portal.domain.operations import appearances, merges
from portal.domain.operations.appearances import Facts
from portal.domain.queries import appearances as queries
from portal.domain.queries import data
from portal.domain.queries.appearances import Filters
from portal.domain.rules.imports import Noun
from tests import make
from tests.make import NOW, TODAY
from tests.operations.imported import confirm, hashed, states, take_in, undo, whys

PANEL = Facts(AppearanceKind.EVENT, TODAY - timedelta(days=3), "Nordic Supply Days", "https://days.example", 12)
HEAD = ["Type", "Date", "Title", "URL", "Leads", "Speakers", "Content"]


def add(session: Session, facts: Facts = PANEL) -> Appearance:
    return appearances.add(session, facts=facts, actor_id=make.person(session).id, now=NOW)


def featuring(who: Advocate, *more: Advocate) -> Facts:
    return replace(PANEL, advocate_ids=frozenset(one.id for one in (who, *more)))


def logged(session: Session) -> list[str]:
    return [line.title for line in queries.page(session, Filters(), page=0)]


def test_what_was_written_down_is_listed_with_whom_it_featured(session: Session) -> None:
    dana = make.advocate(session, consents=frozenset())
    story = make.published(session, make.advocate(session, name="Owen Pritchard"))
    add(session, replace(featuring(dana), content_ids=frozenset({story.id})))
    add(session, Facts(AppearanceKind.SOCIAL_POST, TODAY, "Nine weeks", leads=2))
    post, panel = queries.page(session, Filters(), page=0)
    assert (post.title, post.advocates) == ("Nine weeks", ())
    assert [(one.name, one.agreed) for one in panel.advocates] == [("Dana Okafor", False)]
    assert [one.title for one in panel.contents] == [story.title]
    totals = queries.totals(session, Filters())
    assert (totals.entries, totals.featuring, totals.leads) == (2, 1, 14)
    assert [one.title for one in queries.of_advocate(session, dana.id)] == ["Nordic Supply Days"]
    assert [len(list(row)) for row in queries.every(session, Filters())] == [7, 7, 7]


@pytest.mark.parametrize(("title", "other"), [("İstanbul days", "istanbul days"), ("ΟΔΟΣ", "οδοσ")])
def test_titles_that_python_lowers_otherwise_are_one_entry(session: Session, title: str, other: str) -> None:
    run = take_in(
        session,
        ("event", TODAY.isoformat(), title, "", "", "", ""),
        ("event", TODAY.isoformat(), other, "", "", "", ""),
        noun=Noun.APPEARANCES,
        head=HEAD,
    )
    confirm(session, run)
    assert states(session, run) == [RowState.IMPORTED, RowState.REJECTED]
    assert logged(session) == [title]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (PANEL, "known"),
        (replace(PANEL, title="nordic supply DAYS"), "known"),
        (replace(PANEL, happened_on=TODAY + timedelta(days=1)), "not_yet"),
        (replace(PANEL, title="Other", url="javascript:alert(1)"), "not_web"),
        (replace(PANEL, title="Other", advocate_ids=frozenset({9_999_999})), "nobody"),
    ],
)
def test_what_may_not_be_in_it_is_refused(session: Session, facts: Facts, reason: str) -> None:
    make.program(session)
    add(session)
    with pytest.raises(Refused) as refusal:
        add(session, facts)
    assert refusal.value.reason == reason
    assert logged(session) == ["Nordic Supply Days"]


def test_a_draft_is_shown_nowhere(session: Session) -> None:
    draft = make.content(session, make.advocate(session))
    with pytest.raises(Refused):
        add(session, replace(PANEL, content_ids=frozenset({draft.id})))


def test_it_goes_out_and_comes_back_unless_another_took_its_place(session: Session) -> None:
    dana = make.advocate(session)
    made, actor = add(session, featuring(dana)), make.person(session).id
    for _ in range(2):
        appearances.remove(session, appearance_id=made.id, actor_id=actor, now=NOW)
    assert (logged(session), queries.of_advocate(session, dana.id)) == ([], [])
    with pytest.raises(NotFound):
        appearances.change(session, appearance_id=made.id, facts=PANEL, actor_id=actor, now=NOW)
    for _ in range(2):
        appearances.restore(session, appearance_id=made.id, actor_id=actor, now=NOW)
    assert logged(session) == ["Nordic Supply Days"]
    appearances.remove(session, appearance_id=made.id, actor_id=actor, now=NOW)
    add(session)
    with pytest.raises(Refused):
        appearances.restore(session, appearance_id=made.id, actor_id=actor, now=NOW)


def test_a_merge_leaves_the_survivor_featured_once(session: Session) -> None:
    survivor, loser = make.advocate(session), make.advocate(session)
    add(session, featuring(survivor, loser))
    add(session, replace(featuring(loser), title="Other"))
    actor = make.person(session).id
    merges.merge(session, survivor_id=survivor.id, loser_id=loser.id, address_hashes=hashed, actor_id=actor, now=NOW)
    session.expire_all()
    assert set(session.scalars(select(AppearanceAdvocate.advocate_id))) == {survivor.id}
    assert len(queries.of_advocate(session, survivor.id)) == 2
    taken = data.everything(session, survivor.id)["appearances"]
    assert {row["title"] for row in taken} == {"Nordic Supply Days", "Other"}
    assert "leads" not in taken[0]


def test_names_are_found_as_people_write_them(session: Session) -> None:
    dana = make.advocate(session, name="Dana Okafor", email="dana@customer.example")
    make.advocate(session, name="Danai Popa")
    for words in ("dana@CUSTOMER.example", "Dana Okafor", "okaf"):
        assert [one.id for one in queries.advocates_called(session, words)] == [dana.id], words
    assert len(queries.advocates_called(session, "dana")) == 2
    [found] = queries.advocates_called(session, "Dana Okafor")
    assert [one.id for one in queries.advocates_called(session, found.called)] == [dana.id]
    assert queries.advocates_called(session, "100%") == []


def test_a_file_comes_in_once_and_goes_out_again(session: Session) -> None:
    dana = make.advocate(session, email="dana@customer.example")
    make.published(session, dana)
    rows = (
        (
            "Webinar",
            "2026-11-10",
            "Carriers live",
            "https://x.example",
            "31",
            "Dana@customer.example",
            "Carriers in nine weeks",
        ),
        ("LinkedIn", "2026-11-12", "Nine weeks", "", "", "", ""),
    )
    run = take_in(session, *rows, noun=Noun.APPEARANCES, head=HEAD)
    assert (run.state, states(session, run)) == (ImportState.CHECKED, [RowState.READY] * 2)
    confirm(session, run)
    assert logged(session) == ["Nine weeks", "Carriers live"]
    [line] = [one for one in queries.page(session, Filters(), page=0) if one.leads]
    assert (line.leads, line.advocates[0].id, line.contents[0].title) == (31, dana.id, "Carriers in nine weeks")
    again = take_in(session, *rows, noun=Noun.APPEARANCES, head=HEAD)
    assert states(session, again) == [RowState.DUPLICATE] * 2
    changed = replace(PANEL, title="Nine weeks, told again")
    [post] = session.scalars(select(Appearance).where(Appearance.title == "Nine weeks"))
    later = NOW + timedelta(minutes=1)
    appearances.change(session, appearance_id=post.id, facts=changed, actor_id=make.person(session).id, now=later)
    undo(session, run)
    assert logged(session) == ["Nine weeks, told again"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("party", "2026-11-10", "T", "", "", "", ""), "Not an event or a social post"),
        (("event", "10/11/2026", "T", "", "", "", ""), "Not a date we can read"),
        (("event", "2026-12-10", "T", "", "", "", ""), "A day that has not come yet"),
        (("event", "2026-11-10", "", "", "", "", ""), "Empty"),
        (("event", "2026-11-10", "T", "ftp://x", "", "", ""), "Not a web address"),
        (("event", "2026-11-10", "T", "", "many", "", ""), "Not a number"),
        (("event", "2026-11-10", "T", "", "", "who@nowhere.example", ""), "Nobody in the program has the address"),
        (("event", "2026-11-10", "T", "", "", "", "Unheard of"), "No published content is called"),
    ],
)
def test_a_bad_row_says_why(session: Session, row: tuple[str, ...], why: str) -> None:
    make.program(session)
    run = take_in(session, row, noun=Noun.APPEARANCES, head=HEAD)
    assert states(session, run) == [RowState.REJECTED]
    assert any(each.startswith(why) for found in whys(session, run).values() for each in found)
