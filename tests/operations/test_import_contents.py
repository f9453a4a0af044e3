"""Files of content: drafts only, tied to who and what they name, and back out again (CON-1, SEG-2)."""

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.import_kinds import ImportState, RowState
from portal.domain.kinds import ContentKind, ContentState
from portal.domain.models import Account, Advocate, Content, ContentEvent, Import, Person
from portal.domain.operations import imports
from portal.domain.rules.imports import Noun
from tests import make
from tests.make import NOW
from tests.operations.imported import confirm, file, hashed, states, take_in, undo, whys

HEAD = ["Title", "Type", "Quote", "URL", "Advocate email", "Company", "Industry", "Tags"]


def bring(session: Session, *rows: Sequence[str]) -> Import:
    return take_in(session, *rows, noun=Noun.CONTENT, head=HEAD)


def test_drafts_come_in_tied_to_advocate_and_account(session: Session) -> None:
    dana = make.advocate(session, email="dana@harbour.example")
    make.account(session, name="Grid Power")
    run = bring(
        session,
        ("They cut our costs", "Quote", "A third less,\nwithin a year.", "", "Dana@harbour.example", "", "", "ROI; EU"),
        ("On stage", "webinar", "", "https://grid.example/talk", "", "GRID POWER", "energy", ""),
    )
    assert (run.state, states(session, run)) == (ImportState.CHECKED, [RowState.READY] * 2)
    assert session.scalar(select(func.count()).select_from(Content)) == 0
    confirm(session, run)
    quote, talk = session.scalars(select(Content).order_by(Content.id))
    assert (quote.kind, quote.state, quote.advocate_id) == (ContentKind.QUOTE, ContentState.DRAFT, dana.id)
    assert (quote.words, quote.tags, quote.account_id) == (
        "A third less,\nwithin a year.",
        ["ROI", "EU"],
        dana.account_id,
    )
    assert (talk.kind, talk.url, talk.industry) == (ContentKind.RECORDING, "https://grid.example/talk", "energy")
    assert session.get_one(Account, talk.account_id).name == "Grid Power"
    assert session.scalar(select(func.count()).select_from(ContentEvent)) == 2
    again = bring(session, ("They cut our costs", "Quote", "A third less,\nwithin a year.", "", "", "", "", ""))
    assert states(session, again) == [RowState.DUPLICATE]
    confirm(session, again)
    assert session.scalar(select(func.count()).select_from(Content)) == 2


def test_what_differs_in_its_link_or_late_in_its_words_is_another_piece(session: Session) -> None:
    start = "How we began. " * 60
    rows = [
        *(("On stage", "webinar", "", f"https://grid.example/{talk}", "", "", "", "") for talk in ("one", "two")),
        *(("A year on", "case study", start + end, "", "", "", "", "") for end in ("It went well.", "It went on.")),
    ]
    confirm(session, bring(session, *rows))
    assert session.scalar(select(func.count()).select_from(Content)) == 4
    assert states(session, bring(session, *rows)) == [RowState.DUPLICATE] * 4


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("", "Quote", "Words", "", "", "", "", ""), "Empty"),
        (("T", "poem", "Words", "", "", "", "", ""), "Not a quote, case study"),
        (("T", "Quote", "", "", "", "", "", ""), "No words and no link"),
        (("T", "Quote", "Words", "", "who@nowhere.example", "", "", ""), "Nobody in the program"),
        (("T", "Quote", "Words", "", "not an address", "", "", ""), "Not an email address"),
        (("T", "Quote", "Words", "", "", "Unknown Ltd", "", ""), "No account has this name"),
    ],
)
def test_a_bad_row_says_why(session: Session, row: Sequence[str], why: str) -> None:
    run = bring(session, row)
    assert states(session, run) == [RowState.REJECTED]
    assert whys(session, run)[2][0].startswith(why)


def test_a_link_that_is_no_page_is_left_out_when_it_comes_in(session: Session) -> None:
    run = bring(
        session,
        ("Good", "Video", "", "https://grid.example/v", "", "", "", ""),
        ("Bad", "Video", "", "javascript:alert(1)", "", "", "", ""),
    )
    confirm(session, run)
    assert states(session, run) == [RowState.IMPORTED, RowState.REJECTED]
    assert session.scalars(select(Content.title)).all() == ["Good"]


def test_undo_removes_drafts_and_leaves_what_went_on(session: Session) -> None:
    dana = make.advocate(session)
    email = session.get_one(Person, session.get_one(Advocate, dana.id).person_id).email
    rows = [(title, "Quote", f"Words of {title}", "", email, "", "", "") for title in ("Stays", "Goes")]
    run = confirm(session, bring(session, *rows))
    sent = session.execute(select(Content).where(Content.title == "Stays")).scalar_one()
    sent.state = ContentState.SENT
    session.add(ContentEvent(content_id=sent.id, at=NOW, actor_id=None, state=ContentState.SENT, version=1))
    session.flush()
    undo(session, run)
    assert states(session, run) == [RowState.KEPT, RowState.UNDONE]
    assert session.scalars(select(Content.title)).all() == ["Stays"]


def test_nobody_brings_content_in_from_a_terminal(session: Session) -> None:
    make.program(session)
    run = imports.take_in(
        session,
        noun=Noun.CONTENT,
        file_name="c.csv",
        rows=file(("T", "Quote", "Words", "", "", "", "", ""), head=HEAD),
        by_id=None,
        address_hashes=hashed,
        now=NOW,
    )
    assert states(session, run) == [RowState.REJECTED]
