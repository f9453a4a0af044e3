"""What finding reads is always what it copies (SEG-1)."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from portal.domain.kinds import Answer, Channel, Effort, Part, Stage
from portal.domain.models import Account, Advocate, Confirmation, Interview, Invitation, Person, SearchRow
from portal.domain.operations import (
    activities,
    advocates,
    candidates,
    invitations,
    preferences,
    profiles,
    searches,
    settings,
    stages,
)
from portal.domain.queries.profiles import Details
from tests import make
from tests.make import NOW

DAY = timedelta(days=1)


def row(session: Session, advocate_id: int) -> SearchRow:
    found = select(SearchRow).where(SearchRow.advocate_id == advocate_id)
    return session.execute(found, execution_options={"populate_existing": True}).scalar_one()


def found_by(session: Session, words: str) -> set[int]:
    matching = select(SearchRow.advocate_id).where(SearchRow.words.op("@@")(text("to_tsquery('simple', :words)")))
    return set(session.scalars(matching, {"words": words}))


def add(session: Session) -> Advocate:
    return candidates.add(
        session,
        name="Grace Lindqvist",
        email="grace@halden.example",
        company="Halden Retail",
        title="VP Supply Chain",
        channel=Channel.EVENT,
        actor_id=make.person(session).id,
        now=NOW,
    )


def details(**changed: object) -> Details:
    empty: dict[str, object] = dict.fromkeys(Details.__dataclass_fields__)
    lists: dict[str, object] = {"languages": [], "products": [], "use_cases": []}
    return Details(**{**empty, **lists, "name": "Dana Okafor", **changed})  # type: ignore[arg-type]


def test_somebody_new_is_found_by_name_company_title_and_address(session: Session) -> None:
    made = add(session)
    for words in ("grace", "halden", "supply", "grace & lindq:*", "'grace@halden.example'"):
        assert found_by(session, words) == {made.id}, words
    assert row(session, made.id).channel is Channel.EVENT


def leave(session: Session, made: Advocate) -> None:
    advocates.leave(session, advocate_id=made.id, actor_id=made.person_id, now=NOW)


def change_details(session: Session, made: Advocate) -> None:
    new = details(region="Nordics", products=["Route"])
    profiles.update(session, advocate_id=made.id, details=new, actor_id=made.person_id, now=NOW)


def interview(session: Session, made: Advocate) -> None:
    stages.move(session, advocate_id=made.id, stage=Stage.INTERVIEWED, actor_id=made.person_id, now=NOW)


def choose(session: Session, made: Advocate) -> None:
    call = make.activity(session, "call")
    wishes = preferences.Wishes(answers={call.id: Answer.HAPPY}, high_gap=92, low_gap=31, consents=frozenset())
    preferences.save(session, advocate_id=made.id, wishes=wishes, actor_id=None, now=NOW - 30 * DAY)


def shorten_a_shelf_life(session: Session, made: Advocate) -> None:
    call = make.activity(session, "call")
    shape = activities.Shape(
        **{name: getattr(call, name) for name in activities.Shape.__dataclass_fields__} | {"shelf_days": 7}
    )
    activities.change(session, activity_id=call.id, shape=shape, actor_id=made.person_id, now=NOW)


@pytest.mark.parametrize("change", [leave, change_details, interview, choose, shorten_a_shelf_life])
def test_no_change_leaves_the_row_behind(session: Session, change: Callable[[Session, Advocate], None]) -> None:
    made = make.advocate(session)
    before = row(session, made.id).__dict__.copy()
    change(session, made)
    assert searches.differences(session) == []
    assert {name: getattr(row(session, made.id), name) for name in searches.COPIES} != {
        name: before[name] for name in searches.COPIES
    }


def test_a_row_that_fell_behind_is_found_by_verify(session: Session) -> None:
    made, other = make.advocate(session), make.advocate(session)
    made.tags = ["Champion"]
    searches.remove(session, advocate_ids=[other.id])
    session.flush()
    assert [each.advocate_id for each in searches.differences(session)] == [made.id, other.id]
    searches.refresh(session, advocate_ids=[made.id, other.id])
    assert searches.differences(session) == []


def test_long_work_writes_the_rows_once_at_its_end(session: Session) -> None:
    made, other = make.advocate(session), make.advocate(session)
    with searches.gathered(session):
        for one in (made, other, made):
            one.tags = [*one.tags, "Champion"]
            searches.refresh(session, advocate_ids=[one.id])
        assert found_by(session, "champion") == set()
    assert found_by(session, "champion") == {made.id, other.id}
    made.tags = ["Cold chain"]
    searches.refresh(session, advocate_ids=[made.id])
    assert found_by(session, "cold") == {made.id}


def test_interviews_and_tags_are_searched(session: Session) -> None:
    made = make.advocate(session)
    made.tags = ["Cold chain"]
    session.add(
        Interview(
            advocate_id=made.id,
            held_on=date(2026, 11, 2),
            by_id=make.person(session).id,
            experience="Moved fourteen warehouses off spreadsheets",
            expertise=["customs"],
            created_at=NOW,
        )
    )
    searches.refresh(session, advocate_ids=[made.id])
    assert found_by(session, "warehouses & customs & cold") == {made.id}


def test_the_earliest_part_decides_until_when_somebody_is_fresh(session: Session) -> None:
    made = make.advocate(session, willing={"call": Answer.HAPPY})
    call = make.activity(session, "call")
    assert call.effort is Effort.HIGH
    assert row(session, made.id).fresh_until == NOW.date() + timedelta(days=call.shelf_days)
    made.outcomes = "28% less time spent on customs"
    held = make.program(session).outcomes_days
    session.add(Confirmation(advocate_id=made.id, part=Part.OUTCOMES, confirmed_at=NOW - (held - 1) * DAY))
    searches.refresh(session, advocate_ids=[made.id])
    assert row(session, made.id).fresh_until == NOW.date() + DAY
    nothing = make.advocate(session, willing={})
    assert row(session, nothing.id).fresh_until is None


def test_merged_people_are_not_found(session: Session) -> None:
    survivor, loser = make.advocate(session), make.advocate(session)
    loser.merged_into_id = survivor.id
    searches.refresh(session, advocate_ids=[loser.id, survivor.id])
    assert set(session.scalars(select(SearchRow.advocate_id))) == {survivor.id}
    assert searches.differences(session) == []


def test_a_companys_change_reaches_its_people(session: Session) -> None:
    made = make.advocate(session)
    session.get_one(Account, made.account_id).industry = "retail"
    searches.refresh_accounts(session, account_ids=[made.account_id or 0])
    assert row(session, made.id).industry == "retail"


def test_a_new_address_is_found(session: Session) -> None:
    made = make.advocate(session)
    session.get_one(Person, made.person_id).email = "new@else.example"
    searches.refresh_person(session, person_id=made.person_id)
    assert found_by(session, "'new@else.example'") == {made.id}


def test_an_invitation_that_never_left_takes_its_stage_back(session: Session) -> None:
    made, actor_id = add(session), make.person(session).id
    make.program(session)
    invited = invitations.invite(
        session, advocate_ids=[made.id], inviter_id=actor_id, note=None, address_hashes=lambda _: [b"x"], now=NOW
    )
    assert invited.invited == [made.id]
    assert row(session, made.id).stage is Stage.INVITED
    invitation_id = session.scalars(select(Invitation.id)).one()
    invitations.withdraw(session, invitation_id=invitation_id, actor_id=actor_id, now=NOW)
    assert row(session, made.id).stage is Stage.CANDIDATE
    assert searches.differences(session) == []


def test_a_change_of_shelf_life_reaches_a_large_pool_slice_by_slice(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever changes it waits for one slice; until the job has been through, `verify` lets the rest be."""
    people = [make.advocate(session, willing={"call": Answer.HAPPY}) for _ in range(5)]
    monkeypatch.setattr(searches, "SLICE", 2)
    values = {"story_days": 200}
    settings.change(session, values=values, actor_id=make.person(session).id, now=NOW)
    call = make.activity(session, "call")
    shape = activities.Shape(**{f.name: getattr(call, f.name) for f in fields(activities.Shape)} | {"shelf_days": 10})
    activities.change(session, activity_id=call.id, shape=shape, actor_id=make.person(session).id, now=NOW)
    dated = [row(session, one.id).fresh_until == NOW.date() + 10 * DAY for one in people]
    assert dated == [True, True, False, False, False]
    assert searches.differences(session) == []
    assert [searches.date_due(session) for _ in range(3)] == [2, 1, 0]
    assert all(row(session, one.id).fresh_until == NOW.date() + 10 * DAY for one in people)
    assert make.program(session).freshness_after is None
    assert searches.differences(session) == []
