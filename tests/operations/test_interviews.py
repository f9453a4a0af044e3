"""What an advocate told us: written down, changed, removed and put back (ADV-5)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Part, Role, Stage
from portal.domain.models import Advocate, Confirmation, Interview, Person, SearchRow
from portal.domain.operations import interviews, searches, verification
from portal.domain.operations.interviews import Told
from tests import make
from tests.make import NOW, TODAY

DAY = timedelta(days=1)


def told(by: Person, **changed: object) -> Told:
    plain: dict[str, object] = {
        "held_on": TODAY - 3 * DAY,
        "by_id": by.id,
        "experience": "Runs forty warehouses since spring.",
        "story": "We halved our zugzwang.",
        "interests": ["Early access"],
        "expertise": ["Cold chain"],
    }
    return Told(**{**plain, **changed})  # type: ignore[arg-type]


def found_by(session: Session, word: str) -> set[int]:
    matching = select(SearchRow.advocate_id).where(SearchRow.words.op("@@")(text("to_tsquery('simple', :word)")))
    return set(session.scalars(matching, {"word": word}))


def add(session: Session, who: Advocate, by: Person, **changed: object) -> Interview:
    return interviews.add(session, advocate_id=who.id, told=told(by, **changed), actor_id=by.id, now=NOW)


def test_the_first_interview_makes_somebody_interviewed_and_is_found(session: Session) -> None:
    who, priya = make.advocate(session, stage=Stage.JOINED), make.person(session)
    add(session, who, priya)
    assert (who.stage, who.stage_by) == (Stage.INTERVIEWED, priya.id)
    assert found_by(session, "zugzwang") == {who.id}
    confirmed = session.get_one(Confirmation, (who.id, Part.STORY))
    assert confirmed.confirmed_at == datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert list(verification.findings(session, seal_keys=[])) == []


@pytest.mark.parametrize("stage", [Stage.CANDIDATE, Stage.INVITED, Stage.CONFIRMED, Stage.DEPARTED])
def test_an_interview_takes_no_other_step(session: Session, stage: Stage) -> None:
    who, priya = make.advocate(session, stage=stage), make.person(session)
    add(session, who, priya)
    assert who.stage is stage


def test_the_newest_story_is_the_one_that_counts(session: Session) -> None:
    who, priya = make.advocate(session), make.person(session)
    add(session, who, priya)
    add(session, who, priya, held_on=TODAY - 300 * DAY, story="An older one.")
    assert session.get_one(Confirmation, (who.id, Part.STORY)).confirmed_at == datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert session.scalar(select(func.count()).select_from(Confirmation)) == 1


def test_it_is_removed_from_searches_and_put_back(session: Session) -> None:
    who, priya = make.advocate(session), make.person(session)
    kept = add(session, who, priya)
    for _ in range(2):
        interviews.remove(session, interview_id=kept.id, actor_id=priya.id, now=NOW)
    assert found_by(session, "zugzwang") == set()
    with pytest.raises(Refused, match="has been removed"):
        interviews.change(session, interview_id=kept.id, told=told(priya), actor_id=priya.id, now=NOW)
    for _ in range(2):
        interviews.put_back(session, interview_id=kept.id, actor_id=priya.id, now=NOW)
    assert found_by(session, "zugzwang") == {who.id}
    assert list(searches.differences(session)) == []


def test_without_the_newest_story_the_older_one_is_unconfirmed(session: Session) -> None:
    who, priya = make.advocate(session), make.person(session)
    add(session, who, priya, held_on=TODAY - 300 * DAY, story="An older one.")
    newest = add(session, who, priya)
    interviews.remove(session, interview_id=newest.id, actor_id=priya.id, now=NOW)
    session.expire_all()
    assert session.get(Confirmation, (who.id, Part.STORY)) is None


def test_what_was_removed_goes_for_good_after_a_week(session: Session) -> None:
    who, priya = make.advocate(session), make.person(session)
    kept = add(session, who, priya)
    interviews.remove(session, interview_id=kept.id, actor_id=priya.id, now=NOW)
    assert interviews.forget_removed(session, now=NOW + 6 * DAY) == 0
    assert interviews.forget_removed(session, now=NOW + 7 * DAY) == 1
    session.expunge(kept)
    with pytest.raises(NotFound):
        interviews.put_back(session, interview_id=kept.id, actor_id=priya.id, now=NOW)


def test_a_change_is_kept_and_found(session: Session) -> None:
    who, priya = make.advocate(session), make.person(session)
    kept = add(session, who, priya)
    changed = told(priya, story="We doubled our parapluie.")
    arguments = {"interview_id": kept.id, "told": changed, "actor_id": priya.id, "now": NOW}
    assert interviews.change(session, **arguments) == ("story",)  # type: ignore[arg-type]
    assert interviews.change(session, **arguments) == ()  # type: ignore[arg-type]
    assert (found_by(session, "zugzwang"), found_by(session, "parapluie")) == (set(), {who.id})


def test_what_cannot_be_an_interview(session: Session) -> None:
    who, priya = make.advocate(session), make.person(session)
    with pytest.raises(Refused, match="once it was held"):
        add(session, who, priya, held_on=TODAY + DAY)
    with pytest.raises(Refused, match="what they told you"):
        add(session, who, priya, experience=" ")
    with pytest.raises(NotFound):
        add(session, who, make.person(session, role=Role.ADVOCATE))
    with pytest.raises(NotFound):
        interviews.add(session, advocate_id=900_000, told=told(priya), actor_id=priya.id, now=NOW)
