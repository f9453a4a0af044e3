"""Two entries become one: asks stay where they were, days and wishes are carried, nobody is asked earlier (SEG-2)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Answer, AskState, ContentState, Effort, InvitationState, Stage, SuppressionReason, Via
from portal.domain.models import (
    Advocate,
    Ask,
    Audit,
    Base,
    Consent,
    Interview,
    Invitation,
    MatchRow,
    Note,
    Person,
    Suppression,
)
from portal.domain.operations import (
    advocates,
    asks,
    imports,
    invitations,
    merges,
    notes,
    places,
    preferences,
    searches,
    stages,
    verification,
)
from portal.domain.queries import asks as ask_queries
from portal.domain.queries import data, standings
from portal.domain.queries import invitations as invitation_queries
from portal.domain.queries import merges as queries
from portal.domain.queries.contents.happenings import happenings
from portal.domain.rules.caps import OPEN_END
from portal.domain.rules.imports import Noun
from tests import make
from tests.make import NOW, TODAY

STAYS = {
    "adjustment.advocate_id",
    "advocate.merged_into_id",
    "advocate_gifts.advocate_id",
    "ask.advocate_id",
    "campaign_target.advocate_id",
    "confirmation.advocate_id",
    "consent.advocate_id",
    "departure.advocate_id",
    "ledger_account.advocate_id",
    "match_row.advocate_id",
    "redemption.advocate_id",
    "request_candidate.advocate_id",
    "search_row.advocate_id",
    "willingness.advocate_id",
}
"""What a merge leaves with the entry it belongs to. A new table has to choose."""

ONCE = {"appearance_advocate.advocate_id"}
"""What goes over unless the survivor has it already."""


def hashed(address: str) -> list[bytes]:
    return [address.encode()]


def merge(session: Session, survivor: Advocate, loser: Advocate) -> Advocate:
    actor = make.person(session)
    return merges.merge(
        session, survivor_id=survivor.id, loser_id=loser.id, address_hashes=hashed, actor_id=actor.id, now=NOW
    )


def asked_and_declined(session: Session, who: Advocate, slug: str, on: date) -> Ask:
    """An ask of some day ago that is over and keeps its place."""
    made = make.ask(session, who, slug)
    asks.decline(session, ask_id=made.id, reason=None, via=Via.LINK, actor_id=None, now=NOW)
    session.execute(update(Ask).where(Ask.id == made.id).values(asked_on=on))
    places.refresh(session, who.id)
    return made


def in_order(session: Session) -> bool:
    session.expire_all()
    return not places.differences(session) and not searches.differences(session)


def test_every_table_that_points_at_an_advocate_is_decided_about() -> None:
    pointing = {
        f"{table.name}.{key.parent.name}"
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "advocate"
    }
    moved = {f"{column.class_.__tablename__}.{column.key}" for column in merges.MOVED}
    assert pointing == STAYS | ONCE | moved
    assert not STAYS & moved


def test_the_survivor_carries_the_days_and_the_asks_stay(session: Session) -> None:
    survivor, loser = make.advocate(session), make.advocate(session)
    earlier, later = TODAY - timedelta(days=60), TODAY - timedelta(days=20)
    asked_and_declined(session, survivor, "call", earlier)
    theirs = asked_and_declined(session, loser, "speak", later)
    asked_and_declined(session, loser, "review", earlier)
    merge(session, survivor, loser)
    row = make.match_row(session, survivor)
    assert (row.last_high_on, row.last_low_on) == (later, earlier)
    session.refresh(theirs)
    assert (theirs.advocate_id, loser.stage, loser.merged_into_id) == (loser.id, Stage.DEPARTED, survivor.id)
    assert not make.match_row(session, loser).may_be_asked
    with pytest.raises(Refused):
        make.ask(session, survivor, "call")
    assert in_order(session)


def test_a_place_given_back_later_frees_the_survivor_too(session: Session) -> None:
    survivor, loser = make.advocate(session), make.advocate(session)
    theirs = asked_and_declined(session, loser, "call", TODAY)
    merge(session, survivor, loser)
    assert make.match_row(session, survivor).last_high_on == TODAY
    session.execute(update(Ask).where(Ask.id == theirs.id).values(state=AskState.UNDELIVERED, holds_place=False))
    places.refresh(session, loser.id)
    assert make.match_row(session, survivor).last_high_on is None
    assert in_order(session)


def test_merged_again_all_of_them_point_at_the_last(session: Session) -> None:
    first, second, third = (make.advocate(session) for _ in range(3))
    asked_and_declined(session, first, "call", TODAY - timedelta(days=9))
    merge(session, second, first)
    merge(session, third, second)
    session.expire_all()
    assert {first.merged_into_id, second.merged_into_id} == {third.id}
    assert make.match_row(session, third).last_high_on == TODAY - timedelta(days=9)
    assert sorted(session.scalars(queries.everyone_of(third.id))) == sorted([first.id, second.id, third.id])
    assert in_order(session)


def test_the_survivors_choices_and_consents_stay_and_what_is_empty_is_filled(session: Session) -> None:
    survivor = make.advocate(session, willing={"call": Answer.HAPPY}, consents=frozenset())
    loser = make.advocate(session)
    person, other = (session.get_one(Person, one.person_id) for one in (survivor, loser))
    person.title, other.title, other.phone = "Director", "Manager", "+31 10 555"
    survivor.tags, loser.tags = ["Champion"], ["Champion", "Early"]
    survivor.rather_not, loser.rather_not = "No mornings", "No logos"
    loser.persona, loser.score, loser.score_on = "Buyer", 9, TODAY
    merge(session, survivor, loser)
    assert (person.title, person.phone) == ("Director", "+31 10 555")
    assert (survivor.tags, survivor.persona, survivor.score) == (["Champion", "Early"], "Buyer", 9)
    assert survivor.rather_not == "No mornings\nNo logos"
    row = make.match_row(session, survivor)
    assert (row.happy, row.shares_contact) == ([make.activity(session, "call").id], False)
    assert session.scalar(select(func.count()).where(Consent.advocate_id == survivor.id)) == 0
    filled = session.scalars(select(Audit.fields).where(Audit.action == "advocate.absorbed")).one()
    assert {"tags", "persona", "score", "phone", "rather_not"} <= set(filled)
    assert in_order(session)


def test_breaks_rests_and_paces_of_either_side_win(session: Session) -> None:
    survivor = make.advocate(session, high_gap=92, low_gap=184)
    loser = make.advocate(session, high_gap=366, low_gap=31, break_until=OPEN_END)
    loser.rest_since = NOW
    merge(session, survivor, loser)
    row = make.match_row(session, survivor)
    assert (row.high_gap, row.low_gap, row.break_until, row.resting) == (366, 184, OPEN_END, True)
    assert in_order(session)


def test_who_left_by_their_own_word_has_left(session: Session) -> None:
    survivor, loser = make.advocate(session), make.advocate(session)
    ask = make.ask(session, survivor)
    advocates.leave(session, advocate_id=loser.id, actor_id=loser.person_id, now=NOW)
    merge(session, survivor, loser)
    session.refresh(ask)
    assert (survivor.stage, ask.state) == (Stage.DEPARTED, AskState.WITHDRAWN)
    assert survivor.left_at is not None
    with pytest.raises(Refused):
        advocates.come_back(session, advocate_id=loser.id, actor_id=loser.person_id, now=NOW)
    assert in_order(session)


@pytest.mark.parametrize("reason", SuppressionReason)
def test_no_mail_wanted_stays_so_under_the_other_address(session: Session, reason: SuppressionReason) -> None:
    survivor, loser = make.advocate(session), make.advocate(session)
    address, other = (session.get_one(Person, one.person_id).email for one in (survivor, loser))
    session.add(Suppression(address_hash=hashed(other)[0], reason=reason, at=NOW))
    session.flush()
    merge(session, survivor, loser)
    kept = session.scalar(select(Suppression.reason).where(Suppression.address_hash == hashed(address)[0]))
    assert kept == (None if reason is SuppressionReason.BOUNCED else reason)


def test_who_was_invited_is_not_invited_again_under_the_other_address(session: Session) -> None:
    survivor, loser = (make.advocate(session, stage=Stage.CANDIDATE) for _ in range(2))
    inviter = make.person(session)
    invitations.invite(
        session, advocate_ids=[loser.id], inviter_id=inviter.id, note=None, address_hashes=hashed, now=NOW
    )
    made = session.execute(select(Invitation)).scalar_one()
    made.reached_at = NOW
    merge(session, survivor, loser)
    session.refresh(made)
    assert (made.advocate_id, made.state) == (survivor.id, InvitationState.WITHDRAWN)
    found = invitation_queries.candidates(session, [survivor.id], address_hashes=hashed, now=NOW)
    assert found[survivor.id].facts.last_on == TODAY


def test_what_was_written_about_them_goes_over(session: Session) -> None:
    survivor, loser = make.advocate(session), make.advocate(session)
    author = make.person(session)
    notes.add(session, advocate_id=loser.id, body="Likes mornings.", author_id=author.id, now=NOW)
    session.add(Interview(advocate_id=loser.id, held_on=TODAY, by_id=author.id, experience="Zeppelins", created_at=NOW))
    merge(session, survivor, loser)
    for table in (Note, Interview):
        assert session.scalars(select(table.advocate_id)).all() == [survivor.id]
    assert in_order(session)


def test_an_unfinished_ask_keeps_its_entry(session: Session) -> None:
    survivor, loser = make.advocate(session), make.advocate(session)
    ask = make.ask(session, loser)
    with pytest.raises(Refused, match="isn’t finished"):
        merge(session, survivor, loser)
    asks.accept(session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=NOW)
    with pytest.raises(Refused, match="isn’t finished"):
        merge(session, survivor, loser)
    merge(session, loser, survivor)
    session.refresh(ask)
    assert ask.state is AskState.ACCEPTED
    assert in_order(session)


def test_twice_is_once_and_nonsense_is_refused(session: Session) -> None:
    survivor, loser, third = (make.advocate(session) for _ in range(3))
    for _ in range(2):
        merge(session, survivor, loser)
    assert session.scalar(select(func.count()).where(Audit.action == "advocate.merged")) == 1
    for one, other in ((survivor, survivor), (loser, survivor), (third, loser), (loser, third)):
        with pytest.raises(Refused):
            merge(session, one, other)
    with pytest.raises(NotFound):
        merges.merge(session, survivor_id=third.id, loser_id=9**9, address_hashes=hashed, actor_id=1, now=NOW)


def test_preferences_of_a_merged_entry_change_nothing_of_the_survivor(session: Session) -> None:
    survivor, loser = make.advocate(session, willing={"call": Answer.NOT_NOW}), make.advocate(session)
    merge(session, survivor, loser)
    wishes = preferences.Wishes({make.activity(session, "call").id: Answer.HAPPY}, 92, 31, frozenset())
    preferences.save(session, advocate_id=loser.id, wishes=wishes, actor_id=loser.person_id, now=NOW)
    assert not make.match_row(session, loser).may_be_asked
    assert make.match_row(session, survivor).happy == []
    assert in_order(session)


def test_likely_pairs_share_a_company_and_a_name(session: Session) -> None:
    dana = make.advocate(session, name="Dana Okafor", email="dana@harbour.example")
    again = make.advocate(session, name="Okafor, Dana", email="d.okafor@harbour.example")
    account = make.advocate(session, name="Dana Okafór", email="dana@gmail.com")
    account.account_id = dana.account_id
    make.advocate(session, name="Dana Okafor", email="other@gmail.com")
    make.advocate(session, name="Ruth Abernathy", email="ruth@harbour.example")
    session.flush()
    found = queries.likely(session)
    assert found.before is None
    pairs = {(pair.newer.id, pair.older.id, pair.why) for pair in found.pairs}
    assert pairs == {(again.id, dana.id, "domain"), (account.id, dana.id, "account")}
    merge(session, dana, again)
    assert {(pair.newer.id, pair.older.id) for pair in queries.likely(session).pairs} == {(account.id, dana.id)}
    assert session.scalar(select(func.count()).select_from(MatchRow)) == 5


def test_a_chain_of_merges_is_damage(session: Session) -> None:
    first, second, third = (make.advocate(session) for _ in range(3))
    session.flush()
    assert "merges" not in {one.check for one in verification.findings(session, seal_keys=[b"k"])}
    for one, other in ((first, second), (second, third)):
        session.execute(update(Advocate).where(Advocate.id == one.id).values(merged_into_id=other.id))
    assert "merges" in {one.check for one in verification.findings(session, seal_keys=[b"k"])}


def test_a_file_with_the_address_that_went_adds_to_the_one_that_stayed(session: Session) -> None:
    survivor, loser = make.advocate(session), make.advocate(session, email="old@harbour.example")
    asked_and_declined(session, loser, "call", TODAY)
    merge(session, survivor, loser)
    rows = [(1, ["Name", "Email", "Persona"]), (2, ["Dana", "old@harbour.example", "Buyer"])]
    run = imports.take_in(
        session, noun=Noun.CONTACTS, file_name="a.csv", rows=rows, by_id=None, address_hashes=hashed, now=NOW
    )
    imports.confirm(session, import_id=run.id, actor_id=None, address_hashes=hashed, now=NOW)
    session.expire_all()
    assert session.get_one(Advocate, survivor.id).persona == "Buyer"
    assert len(data.everything(session, survivor.id)["asks"]) == 1


def test_a_no_that_became_a_yes_after_the_merge_ends_with_the_survivor(session: Session) -> None:
    """Who left, or departed, holds no call that was made under their other address."""
    for leave in (
        lambda who: advocates.leave(session, advocate_id=who.id, actor_id=who.person_id, now=NOW),
        lambda who: stages.move(
            session, advocate_id=who.id, stage=Stage.DEPARTED, actor_id=make.person(session).id, now=NOW
        ),
    ):
        survivor, loser = make.advocate(session), make.advocate(session)
        call = make.ask(session, loser)
        asks.decline(session, ask_id=call.id, via=Via.LINK, actor_id=None, now=NOW)
        merge(session, survivor, loser)
        asks.accept(session, ask_id=call.id, via=Via.LINK, actor_id=None, now=NOW)
        with pytest.raises(Refused, match="isn’t finished"):
            merge(session, make.advocate(session), survivor)
        leave(survivor)
        session.refresh(call)
        assert call.state is AskState.WITHDRAWN
        assert in_order(session)


def test_asks_of_both_entries_count_as_in_a_row_as_done_and_as_the_last(session: Session) -> None:
    """Refusals of both are one person’s, in a row (CAP-7); what was done under the other address was done (ASK-3)."""
    survivor, loser = make.advocate(session, stage=Stage.JOINED), make.advocate(session)
    done = make.ask(session, loser, "review", now=NOW - timedelta(days=400))
    asks.accept(session, ask_id=done.id, via=Via.LINK, actor_id=None, now=NOW - timedelta(days=400))
    day = TODAY - timedelta(days=390)
    asks.complete(session, ask_id=done.id, on=day, evidence="Published", actor_id=done.asker_id, now=NOW)
    for days in (200, 100):
        earlier = NOW - timedelta(days=days)
        refused = make.ask(session, loser, now=earlier)
        asks.decline(session, ask_id=refused.id, via=Via.LINK, actor_id=None, now=earlier)
    merge(session, survivor, loser)
    assert standings.last_asked(session, survivor.id, Effort.HIGH) == ("Priya Raman", TODAY - timedelta(days=100))
    talk = make.ask(session, survivor, "speak")
    asks.decline(session, ask_id=talk.id, via=Via.LINK, actor_id=None, now=NOW)
    assert make.match_row(session, survivor).resting


def test_the_survivor_opens_an_ask_that_was_made_to_the_other_entry(session: Session) -> None:
    """Home and history list it, so its page is there."""
    survivor, loser = make.advocate(session), make.advocate(session)
    theirs = asked_and_declined(session, loser, "call", TODAY)
    merge(session, survivor, loser)
    assert ask_queries.of_advocate(session, theirs.id, advocate_id=survivor.id).id == theirs.id
    with pytest.raises(NotFound):
        ask_queries.of_advocate(session, theirs.id, advocate_id=make.advocate(session).id)


def test_what_they_did_with_their_words_under_the_other_address_stays_theirs(session: Session) -> None:
    survivor, loser = make.advocate(session), make.advocate(session)
    story = make.published(session, loser)
    merge(session, survivor, loser)
    done = happenings(session, story.id, with_words=False)
    assert [one.state for one in done if one.by_advocate] == [ContentState.APPROVED]
