"""An account that is left alone: an ask there needs a reason, and nothing more (ID-4)."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import AskState, Stage
from portal.domain.models import Account, Advocate, Audit, Person
from portal.domain.operations import asks, relationships
from portal.domain.queries import relationships as queries
from tests import make
from tests.make import NOW, TODAY


@pytest.fixture
def leo(session: Session) -> Person:
    make.program(session)
    return make.colleague(session)


@pytest.fixture
def dana(session: Session, leo: Person) -> Advocate:
    """At an account of Leo's."""
    someone = make.advocate(session)
    session.get_one(Account, someone.account_id).csm_id = leo.id
    session.flush()
    return someone


def leave_alone(session: Session, dana: Advocate, leo: Person, *, days: int = 30, why: str = "Renewal talks") -> None:
    relationships.leave_alone(
        session,
        account_id=dana.account_id or 0,
        until=TODAY + timedelta(days=days),
        why=why,
        csm_id=leo.id,
        now=NOW,
    )


@pytest.mark.parametrize("slug", ["call", "review"])
def test_an_ask_there_needs_a_reason(session: Session, dana: Advocate, leo: Person, slug: str) -> None:
    leave_alone(session, dana, leo)
    draft = make.draft(session, dana, slug)
    with pytest.raises(Refused, match="be left alone until") as refused:
        asks.send(session, ask_id=draft.id, actor_id=draft.asker_id, now=NOW)
    assert refused.value.reason == "too_large"
    draft.override_reason = "She offered it herself yesterday."
    assert asks.send(session, ask_id=draft.id, actor_id=draft.asker_id, now=NOW).state is AskState.SENT


def test_on_the_day_it_ends_and_elsewhere_nothing_is_asked_for(session: Session, dana: Advocate, leo: Person) -> None:
    leave_alone(session, dana, leo, days=1)
    assert queries.warnings(session, make.advocate(session).id, TODAY) == []
    assert len(queries.warnings(session, dana.id, TODAY)) == 1
    assert queries.warnings(session, dana.id, TODAY + timedelta(days=1)) == []
    relationships.end(session, account_id=dana.account_id or 0, csm_id=leo.id, now=NOW)
    assert queries.warnings(session, dana.id, TODAY) == []
    written = set(session.scalars(select(Audit.action).where(Audit.object_kind == "account")))
    assert written == {"account.left_alone", "account.left_alone_no_more"}


@pytest.mark.parametrize(("days", "why"), [(0, "x"), (-1, "x"), (367, "x"), (30, " ")])
def test_it_has_an_end_and_a_reason(session: Session, dana: Advocate, leo: Person, days: int, why: str) -> None:
    with pytest.raises(Refused):
        leave_alone(session, dana, leo, days=days, why=why)
    assert queries.warnings(session, dana.id, TODAY) == []


def test_only_the_owner_of_the_account_says_so(session: Session, dana: Advocate) -> None:
    with pytest.raises(NotFound):
        leave_alone(session, dana, make.colleague(session, name="Amara Bello"))


def test_who_is_not_validated_or_has_left_is_not_shown(session: Session, dana: Advocate, leo: Person) -> None:
    account_id = dana.account_id or 0
    for name, changes in (("Unseen", {"validated_at": None}), ("Left", {"stage": Stage.DEPARTED})):
        other = make.advocate(session, name=name)
        other.account_id = account_id
        for key, value in changes.items():
            setattr(other, key, value)
    session.flush()
    assert [one.name for one in queries.own_people(session, account_id)] == ["Dana Okafor"]
    assert queries.own_account(session, account_id, leo.id).people == 1
