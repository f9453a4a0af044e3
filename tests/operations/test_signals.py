"""What is heard of customers makes candidates, once, and never advocates (NOM-2, NOM-3)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Channel, NominationState, Role, SignalKind, Stage, SuppressionReason
from portal.domain.models import Advocate, Audit, Invitation, Nomination, Outbox, Person, Signal, Suppression
from portal.domain.operations import signals
from portal.domain.operations.signals import Heard
from portal.domain.queries import signals as queries
from portal.domain.rules.feelings import Leaning
from tests import make
from tests.make import NOW, TODAY

TEN = Heard(
    kind=SignalKind.SURVEY,
    source="survey",
    external_id="1",
    email="ana@acme.example",
    happened_on=TODAY - timedelta(days=3),
    name="Ana Ruiz",
    company="Acme",
    score=10,
    words="Onboarding took a week. Support is the best I have dealt with!",
)


def hashed(address: str) -> Sequence[bytes]:
    return [address.encode()]


@pytest.fixture(autouse=True)
def program(session: Session) -> None:
    make.program(session)


def take_in(session: Session, *heard: Heard) -> signals.Taken:
    taken = signals.take_in(session, signals=heard, address_hashes=hashed, now=NOW)
    session.flush()
    session.expire_all()
    return taken


def candidates(session: Session) -> list[Nomination]:
    return list(session.scalars(select(Nomination).order_by(Nomination.id)))


def the_signal(session: Session, taken: signals.Taken) -> Signal:
    return session.get_one(Signal, *taken.new)


def correct(session: Session, signal_id: int, leaning: Leaning, actor: Person) -> None:
    signals.correct(session, signal_id=signal_id, leaning=leaning, actor_id=actor.id, address_hashes=hashed, now=NOW)
    session.flush()
    session.expire_all()


def test_a_ten_makes_a_candidate_who_waits(session: Session) -> None:
    account = make.account(session, name="ACME")
    signal = the_signal(session, take_in(session, TEN))
    [one] = candidates(session)
    assert (one.name, one.email, one.company, one.account_id) == ("Ana Ruiz", "ana@acme.example", "Acme", account.id)
    assert (one.channel, one.state, one.nominator_id) == (Channel.SURVEY, NominationState.WAITING, None)
    assert signal.sentence == "Support is the best I have dealt with!"
    assert signal.nomination_id == one.id
    assert signal.feeling is not None
    assert signal.feeling > 50
    assert session.scalar(select(func.count()).select_from(Advocate)) == 0
    assert session.scalar(select(func.count()).select_from(Outbox)) == 0


def test_the_same_answer_comes_in_once(session: Session) -> None:
    first = take_in(session, TEN)
    second = take_in(session, TEN, TEN, replace(TEN, words="Changed since"))
    assert second.new == frozenset()
    assert second.ids == first.ids
    assert len(candidates(session)) == 1
    assert session.scalar(select(func.count()).select_from(Signal)) == 1


def test_one_person_is_one_candidate_however_much_is_heard(session: Session) -> None:
    milestone = replace(TEN, kind=SignalKind.MILESTONE, external_id="2", score=None, words="Third site is live")
    take_in(session, TEN, milestone)
    take_in(session, replace(TEN, external_id="3", score=9))
    assert len(candidates(session)) == 1
    assert session.scalar(select(func.count()).where(Signal.nomination_id.is_not(None))) == 3


@pytest.mark.parametrize(
    "heard",
    [
        replace(TEN, score=6, words="I love it, it is fantastic, best tool ever!"),
        replace(TEN, score=0, words="Absolutely brilliant!"),
        replace(TEN, score=8, words="Fine."),
        replace(TEN, score=None, words="Wir haben sehr guten und schnellen Support."),
        replace(TEN, happened_on=TODAY - timedelta(days=400)),
    ],
)
def test_what_is_kept_without_making_a_candidate(session: Session, heard: Heard) -> None:
    assert the_signal(session, take_in(session, heard)).nomination_id is None
    assert candidates(session) == []


def test_an_unhappy_answer_stops_later_praise_of_the_same_person(session: Session) -> None:
    take_in(session, replace(TEN, score=2, external_id="bad", words="Too slow."))
    take_in(session, replace(TEN, kind=SignalKind.MILESTONE, external_id="2", score=None, words="Went live"))
    assert candidates(session) == []
    take_in(session, replace(TEN, external_id="3", happened_on=TODAY))
    assert len(candidates(session)) == 1


@pytest.mark.parametrize("stage", [Stage.INVITED, Stage.JOINED, Stage.CONFIRMED, Stage.DEPARTED])
def test_who_is_or_was_in_the_program_is_no_candidate_again(session: Session, stage: Stage) -> None:
    advocate = make.advocate(session, email=TEN.email, stage=stage)
    signal = the_signal(session, take_in(session, TEN))
    assert candidates(session) == []
    assert signal.person_id == advocate.person_id


def test_an_imported_contact_who_scores_ten_waits_for_an_invitation(session: Session) -> None:
    make.advocate(session, email=TEN.email, stage=Stage.CANDIDATE)
    take_in(session, TEN)
    assert len(candidates(session)) == 1


def test_an_advocates_score_follows_their_newest_answer(session: Session) -> None:
    advocate = make.advocate(session, email=TEN.email)
    take_in(session, replace(TEN, score=7))
    take_in(session, replace(TEN, external_id="2", score=3, happened_on=TODAY - timedelta(days=90)))
    session.refresh(advocate)
    assert (advocate.score, advocate.score_on) == (7, TEN.happened_on)
    assert session.scalar(select(func.count()).where(Audit.action == "advocate.scored")) == 1


def test_a_score_goes_with_the_answer_that_gave_it(session: Session) -> None:
    """Of a file that was taken back: the newest answer that stays counts again, or none."""
    advocate = make.advocate(session, email=TEN.email)
    before = replace(TEN, score=7, happened_on=TODAY - timedelta(days=90))
    first = take_in(session, before).ids["survey", "1"]
    second = take_in(session, replace(TEN, external_id="2", score=3)).ids["survey", "2"]
    for gone, left in ((second, (7, before.happened_on)), (first, (None, None))):
        signals.remove(session, signal_ids=[gone], now=NOW)
        session.refresh(advocate)
        assert (advocate.score, advocate.score_on) == left


def test_our_own_people_are_none(session: Session) -> None:
    make.person(session, role=Role.COLLEAGUE, email=TEN.email)
    take_in(session, TEN)
    assert candidates(session) == []


def test_an_address_of_our_own_is_none(session: Session) -> None:
    make.program(session).sender_address = "hello@acme.example"
    session.flush()
    take_in(session, TEN)
    assert candidates(session) == []


def test_who_wants_no_mail_is_none(session: Session) -> None:
    session.add(Suppression(address_hash=TEN.email.encode(), reason=SuppressionReason.UNSUBSCRIBED, at=NOW))
    session.flush()
    take_in(session, TEN)
    assert candidates(session) == []


def test_a_decision_stays_until_something_new_is_heard(session: Session) -> None:
    priya = make.person(session)
    take_in(session, TEN)
    [one] = candidates(session)
    decide(session, priya, pass_over=[one.id])
    take_in(session, replace(TEN, external_id="older", happened_on=TODAY - timedelta(days=30)))
    assert [each.state for each in candidates(session)] == [NominationState.NOT_NOW]
    take_in(session, replace(TEN, external_id="newer", happened_on=NOW.date() + timedelta(days=1)))
    assert [each.state for each in candidates(session)] == [NominationState.NOT_NOW, NominationState.WAITING]


def decide(
    session: Session, actor: Person, *, invite: Sequence[int] = (), pass_over: Sequence[int] = ()
) -> signals.Outcome:
    outcome = signals.decide(
        session, invite=invite, pass_over=pass_over, actor_id=actor.id, address_hashes=hashed, now=NOW
    )
    session.flush()
    session.expire_all()
    return outcome


def test_several_are_worked_through_and_again_changes_nothing(session: Session) -> None:
    priya = make.person(session)
    take_in(session, *(replace(TEN, external_id=str(n), email=f"p{n}@acme.example", name=f"P{n}") for n in range(4)))
    ids = [one.id for one in candidates(session)]
    first = decide(session, priya, invite=ids[:2], pass_over=ids[2:3])
    assert (first.invited, first.passed_over, first.left_out) == (["P0", "P1"], ["P2"], [])
    second = decide(session, priya, invite=ids[:2], pass_over=ids[2:3])
    assert (second.invited, second.passed_over, second.left_out) == ([], [], [])
    assert session.scalar(select(func.count()).select_from(Invitation)) == 2
    assert [one.state for one in candidates(session)][3] is NominationState.WAITING


def test_what_was_heard_before_is_theirs_once_they_are_here(session: Session) -> None:
    priya = make.person(session)
    signal = the_signal(session, take_in(session, TEN))
    [one] = candidates(session)
    decide(session, priya, invite=[one.id])
    advocate = session.get_one(Advocate, candidates(session)[0].advocate_id)
    assert (advocate.score, advocate.score_on) == (10, TEN.happened_on)
    assert signal.person_id == advocate.person_id


def test_a_correction_is_kept_beside_the_reading(session: Session) -> None:
    priya = make.person(session)
    signal = the_signal(session, take_in(session, replace(TEN, score=8, words="Wir haben sehr guten Support.")))
    assert signal.feeling is None
    correct(session, signal.id, Leaning.GLAD, priya)
    assert (signal.feeling, signal.corrected_feeling) == (None, 100)
    assert (signal.corrected_by, signal.corrected_at) == (priya.id, NOW)
    [one] = candidates(session)
    assert one.channel is Channel.SENTIMENT
    correct(session, signal.id, Leaning.GLAD, priya)
    assert session.scalar(select(func.count()).where(Audit.action == "signal.corrected")) == 1


def test_a_correction_never_makes_a_candidate_of_an_unhappy_answer(session: Session) -> None:
    priya = make.person(session)
    signal = the_signal(session, take_in(session, replace(TEN, score=6)))
    correct(session, signal.id, Leaning.GLAD, priya)
    assert candidates(session) == []


def test_a_candidate_who_rested_on_a_misreading_alone_is_taken_back(session: Session) -> None:
    priya = make.person(session)
    sarcasm = the_signal(session, take_in(session, replace(TEN, score=8, words="Oh great, fantastic, I love it.")))
    assert sarcasm.nomination_id
    correct(session, sarcasm.id, Leaning.UNHAPPY, priya)
    [one] = candidates(session)
    assert (one.state, one.decided_by) == (NominationState.NOT_NOW, priya.id)


def test_a_candidate_for_whom_something_else_speaks_waits_on(session: Session) -> None:
    priya = make.person(session)
    taken = take_in(session, replace(TEN, score=8, words="Oh great, fantastic, I love it."))
    take_in(session, replace(TEN, external_id="2"))
    correct(session, the_signal(session, taken).id, Leaning.UNHAPPY, priya)
    assert [one.state for one in candidates(session)] == [NominationState.WAITING]


def test_what_is_not_there_cannot_be_corrected(session: Session) -> None:
    with pytest.raises(NotFound):
        correct(session, 900_000_000, Leaning.GLAD, make.person(session))


CALL = "Priya: This is amazing, fantastic, I love it!\nAna Ruiz: We cut delays by half. It is excellent.\nPriya: Wow."


def take_in_call(session: Session, actor: Person, text: str, *, name: str = "Ana Ruiz", on: date = TODAY) -> int:
    return signals.take_in_call(
        session,
        name=name,
        email="Ana@Acme.example",
        company=None,
        on=on,
        text=text,
        actor_id=actor.id,
        address_hashes=hashed,
        now=NOW,
    )


def test_in_a_call_only_the_customers_words_count(session: Session) -> None:
    priya = make.person(session)
    signal = session.get_one(Signal, take_in_call(session, priya, CALL))
    assert (signal.email, signal.sentence) == ("ana@acme.example", "It is excellent.")
    assert len(candidates(session)) == 1
    ours = session.get_one(Signal, take_in_call(session, priya, CALL.replace("It is excellent.", "Fine."), on=TODAY))
    assert ours.nomination_id is None
    assert take_in_call(session, priya, CALL) == signal.id


@pytest.mark.parametrize(
    ("text", "reason"), [("  \n ", "empty"), ("x " * 100_001, "too_long"), (CALL.replace("Ana Ruiz", "Bo"), "speaker")]
)
def test_a_call_that_cannot_be_read_is_refused(session: Session, text: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        take_in_call(session, make.person(session), text)
    assert refused.value.reason == reason


def test_the_evidence_says_what_speaks_for_them_and_against(session: Session) -> None:
    take_in(session, TEN, replace(TEN, external_id="2", email="bo@acme.example", score=9, words=None))
    sour = replace(TEN, kind=SignalKind.TRANSCRIPT, external_id="3", score=None, words="Honestly it is terrible.")
    take_in(session, sour)
    first, second = candidates(session)
    found = queries.evidence(session, [first.id, second.id], today=TODAY)
    assert [reason.words for reason in found[first.id].reasons][:2] == [
        "Scored 10 on 20 November",
        "Sounded unhappy in a call on 20 November",
    ]
    assert [(one.leaning, one.sentence) for one in found[first.id].moments] == [
        (Leaning.UNHAPPY, "Honestly it is terrible."),
        (Leaning.GLAD, "Support is the best I have dealt with!"),
    ]
    ranked = queries.waiting(session, queries.Criteria(queries.Tab.WAITING), today=TODAY)
    assert [one.nomination_id for one in ranked.candidates] == [second.id, first.id]
    assert ranked.total == 2


def test_all_who_wait_are_ranked_some_at_a_time(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_module("portal.domain.queries.signals.waiting"), "RANKED", 2)
    days = [TODAY - timedelta(days=n) for n in (1, 1, 8, 9, 40)]
    people = [
        replace(TEN, external_id=str(n), email=f"p{n}@acme.example", happened_on=day) for n, day in enumerate(days)
    ]
    take_in(session, *people)
    ids = [one.id for one in candidates(session)]
    found, mark = [], None
    for _ in range(3):
        page = queries.waiting(session, queries.Criteria(queries.Tab.WAITING), today=TODAY, older_than=mark)
        found.append({one.nomination_id for one in page.candidates})
        mark = page.rest
    assert found == [set(ids[:2]), set(ids[2:4]), {ids[4]}]
    assert mark is None


def test_what_a_file_brought_goes_with_it_unless_somebody_acted(session: Session) -> None:
    priya = make.person(session)
    people = [replace(TEN, external_id=str(n), email=f"p{n}@acme.example") for n in range(3)]
    taken = take_in(session, *people)
    ids = [taken.ids["survey", str(n)] for n in range(3)]
    first, second, _ = candidates(session)
    decide(session, priya, invite=[first.id])
    correct(session, ids[1], Leaning.NEITHER, priya)
    assert signals.remove(session, signal_ids=ids, now=NOW) == {
        ids[0]: "Somebody has decided about this person since",
        ids[1]: "Was corrected since",
    }
    assert [one.id for one in candidates(session)] == [first.id, second.id]
