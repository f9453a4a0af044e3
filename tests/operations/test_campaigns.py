"""A campaign asks a whole segment, slice by slice, under the rule of a single ask (REQ-9, CAP-2 to CAP-5, RWD-6)."""

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.domain.demand_kinds import CampaignState, TargetState
from portal.domain.errors import Refused
from portal.domain.kinds import Answer, AskState, Effort, Stage, Topic, Via
from portal.domain.models import (
    Account,
    Advocate,
    Ask,
    AskEvent,
    Audit,
    Campaign,
    CampaignTarget,
    MatchRow,
    Outbox,
    Person,
    Segment,
)
from portal.domain.operations import asks, campaigns, places, segments
from portal.domain.queries import activities, grounds, standings
from portal.domain.queries import campaigns as queries
from portal.domain.rules import caps
from portal.domain.rules.searches import Criteria
from tests import make
from tests.make import NOW, TODAY
from tests.operations.test_places import near

HOUR = timedelta(hours=1)


def segment(session: Session, criteria: Criteria | None = None) -> Segment:
    make.program(session)
    wanted = criteria or Criteria(industries=("logistics",))
    return segments.save(session, name="Logistics", criteria=wanted, actor_id=make.person(session).id, now=NOW)


def campaign(
    session: Session,
    slug: str = "quote",
    *,
    of: Segment | None = None,
    hours: int = 1,
    **words: Any,  # noqa: ANN401
) -> Campaign:
    facts: dict[str, Any] = {
        "name": "Autumn quotes",
        "segment_id": (of or segment(session)).id,
        "activity_id": make.activity(session, slug).id,
        "other_role": "supply chain director",
        "other_industry": "logistics",
        "happen_by": TODAY + timedelta(days=30),
        "why": "You have run it the longest.",
        "hours": hours,
    }
    return campaigns.draft(
        session, wording=campaigns.Wording(**(facts | words)), actor_id=make.person(session).id, now=NOW
    )


def wording(session: Session, made: Campaign, why: str = "You know it best.") -> campaigns.Wording:
    """The same again, with another reason."""
    line = queries.one(session, made.id)
    names = ("name", "segment_id", "activity_id", "other_role", "other_industry", "happen_by", "hours")
    return campaigns.Wording(why=why, **{name: getattr(line, name) for name in names})


def start(session: Session, made: Campaign) -> Campaign:
    return campaigns.start(session, campaign_id=made.id, actor_id=made.asker_id, now=NOW)


def to_the_end(session: Session, made: Campaign, now: datetime = NOW) -> None:
    for number in range(100):
        if made.state is not CampaignState.RUNNING:
            return
        campaigns.ask_due(session, now=now + timedelta(minutes=10 * number))


def targets(session: Session, made: Campaign) -> dict[int, tuple[TargetState, str | None]]:
    session.flush()
    session.expire_all()
    rows = session.scalars(select(CampaignTarget).where(CampaignTarget.campaign_id == made.id))
    return {row.advocate_id: (row.state, row.reason) for row in rows}


def crowd(session: Session, number: int) -> list[Advocate]:
    return [make.advocate(session, name=f"Person {one}") for one in range(number)]


def count(session: Session, what: Any) -> int:  # noqa: ANN401 - a statement
    return session.execute(select(func.count()).select_from(what.subquery())).scalar_one()


def test_nothing_is_sent_and_nothing_held_until_a_slice_is_due(session: Session) -> None:
    crowd(session, 3)
    made = start(session, campaign(session))
    assert count(session, select(Ask)) == 0
    assert count(session, select(MatchRow).where(MatchRow.open_ask_id.is_not(None))) == 0
    assert campaigns.ask_due(session, now=NOW - HOUR) is None
    assert campaigns.ask_due(session, now=NOW) is CampaignState.RUNNING
    assert count(session, select(Ask)) == 1
    assert queries.results(session, made.id).waiting == 2


def test_everybody_is_asked_once_with_mail_event_and_audit_row(session: Session) -> None:
    who = crowd(session, 5)
    made = start(session, campaign(session))
    to_the_end(session, made)
    assert made.state is CampaignState.DONE
    asked = list(session.scalars(select(Ask).order_by(Ask.id)))
    assert {one.advocate_id for one in asked} == {one.id for one in who}
    assert len(asked) == 5
    for one in asked:
        assert (one.state, one.holds_place, one.asked_on, one.campaign_id) == (AskState.SENT, True, TODAY, made.id)
        assert one.reply_by > TODAY
        assert "supply chain director" in one.sentence
    assert count(session, select(AskEvent).where(AskEvent.state == AskState.SENT, AskEvent.via == Via.JOB)) == 5
    assert count(session, select(Audit).where(Audit.action == "ask.sent")) == 5
    letters = list(session.scalars(select(Outbox).where(Outbox.topic == Topic.ASK_SENT)))
    assert {one.dedupe_key for one in letters} == {f"ask.sent:{one.id}" for one in asked}
    assert {one.recipient_id for one in letters} == {one.person_id for one in who}
    assert all(state is TargetState.ASKED for state, _ in targets(session, made).values())
    assert not places.differences(session)
    campaigns.ask_due(session, now=NOW + timedelta(days=1))
    assert count(session, select(Ask)) == 5


def test_an_answer_to_it_works_as_to_any_other(session: Session) -> None:
    who = crowd(session, 1)[0]
    to_the_end(session, start(session, campaign(session)))
    ask = session.scalars(select(Ask)).one()
    asks.accept(session, ask_id=ask.id, via=Via.PORTAL, actor_id=who.person_id, now=NOW + HOUR)
    assert session.get_one(MatchRow, who.id).open_ask_id is None
    assert not places.differences(session)


def test_the_preview_says_exactly_who_is_left_out_and_why(session: Session) -> None:
    free = crowd(session, 4)
    left = {
        caps.Reason.ONLY_BY_HAND: make.advocate(session, willing={"quote": Answer.ASK_FIRST}),
        caps.Reason.NOT_CHOSEN: make.advocate(session, willing={"call": Answer.HAPPY}),
        caps.Reason.BREAK: make.advocate(session, break_until=TODAY + timedelta(days=3)),
        caps.Reason.BREAK_OPEN: make.advocate(session, break_until=caps.OPEN_END),
        caps.Reason.AWAITING: make.advocate(session),
        "not_confirmed": make.advocate(session, stage=Stage.INTERVIEWED),
        "left_alone": make.advocate(session),
    }
    make.ask(session, left[caps.Reason.AWAITING])
    session.get_one(Account, left["left_alone"].account_id).leave_alone_until = TODAY + timedelta(days=9)
    made = campaign(session)
    activity = activities.offer(session, made.activity_id)
    tally = queries.tally(session, made.segment_id, activity, grounds.ground(session, NOW))
    assert {one.reason: one.number for one in tally.left} == {str(reason): 1 for reason in left}
    assert (tally.asked, tally.left_out, tally.everybody) == (4, 7, 11)
    to_the_end(session, start(session, made))
    became = targets(session, made)
    assert {who.id: became[who.id][1] for who in left.values()} == {who.id: reason for reason, who in left.items()}
    assert {who for who, (state, _) in became.items() if state is TargetState.ASKED} == {one.id for one in free}


def test_who_was_asked_meanwhile_is_left_out_when_their_turn_comes(session: Session) -> None:
    dana = crowd(session, 1)[0]
    made = start(session, campaign(session))
    make.ask(session, dana, "intro")
    to_the_end(session, made)
    assert targets(session, made) == {dana.id: (TargetState.LEFT_OUT, "awaiting")}
    assert count(session, select(Ask)) == 1


def test_two_campaigns_ask_nobody_twice(session: Session) -> None:
    who = crowd(session, 3)
    of = segment(session)
    one, other = start(session, campaign(session, of=of)), start(session, campaign(session, "intro", of=of))
    to_the_end(session, one)
    to_the_end(session, other)
    assert count(session, select(Ask)) == len(who)
    assert {reason for _, reason in targets(session, one).values()} | {
        reason for _, reason in targets(session, other).values()
    } == {None, "awaiting"}


def test_pausing_stopping_and_going_on(session: Session) -> None:
    crowd(session, 6)
    made = start(session, campaign(session))
    campaigns.ask_due(session, now=NOW)
    by = made.asker_id
    campaigns.pause(session, campaign_id=made.id, actor_id=by, now=NOW)
    assert campaigns.ask_due(session, now=NOW + HOUR) is None
    with pytest.raises(Refused):
        campaigns.pause(session, campaign_id=made.id, actor_id=by, now=NOW)
    campaigns.resume(session, campaign_id=made.id, actor_id=by, now=NOW)
    assert campaigns.ask_due(session, now=NOW) is CampaignState.RUNNING
    campaigns.stop(session, campaign_id=made.id, actor_id=by, now=NOW)
    assert campaigns.ask_due(session, now=NOW + HOUR) is None
    assert count(session, select(Ask)) == 2
    campaigns.resume(session, campaign_id=made.id, actor_id=by, now=NOW)
    to_the_end(session, made)
    assert count(session, select(Ask)) == 6
    assert made.state is CampaignState.DONE
    with pytest.raises(Refused):
        campaigns.resume(session, campaign_id=made.id, actor_id=by, now=NOW)


def test_what_came_of_it_adds_up(session: Session) -> None:
    crowd(session, 12)
    of = segment(session)
    one, empty = start(session, campaign(session, of=of)), campaign(session, "review", of=of)
    to_the_end(session, one)
    made = list(session.scalars(select(Ask).order_by(Ask.id)))
    for ask in made[:2]:
        asks.accept(session, ask_id=ask.id, via=Via.LINK, actor_id=None, now=NOW + HOUR)
    asks.decline(session, ask_id=made[2].id, via=Via.LINK, actor_id=None, now=NOW + HOUR)
    session.flush()
    made[1].state, made[3].state, made[4].state = AskState.COMPLETED, AskState.EXPIRED, AskState.UNDELIVERED
    made[4].holds_place = False
    made[5].state, made[6].state, made[7].state = AskState.WITHDRAWN, AskState.NO_SHOW, AskState.HANDED_ON
    session.flush()
    found = queries.results_of(session, [one.id, empty.id])
    results = found[one.id]
    assert (results.yes, results.done, results.no, results.unanswered, results.expired) == (3, 1, 2, 4, 1)
    ends = results.yes + results.no + results.unanswered + results.expired
    assert ends + results.never_arrived + results.withdrawn == results.asked == 12
    assert found[empty.id] == queries.Results(*[0] * 11)
    assert queries.results(session, one.id) == results


def test_whom_no_turn_reached_in_time_is_left_out(session: Session) -> None:
    crowd(session, 3)
    made = start(session, campaign(session))
    campaigns.ask_due(session, now=NOW + timedelta(days=40))
    assert {reason for _, reason in targets(session, made).values()} == {"too_late"}
    assert made.state is CampaignState.DONE


def test_who_leaves_the_segment_empty_has_nothing_to_start(session: Session) -> None:
    made = campaign(session)
    with pytest.raises(Refused, match="Nobody in this segment"):
        start(session, made)


@pytest.mark.parametrize("seed", range(3))
def test_the_slice_the_rule_and_a_single_ask_agree_on_random_facts(session: Session, seed: int) -> None:
    dice = random.Random(seed)
    chosen = [make.activity(session, slug) for slug in ("call", "speak", "review", "intro")]
    ids = [one.id for one in chosen]
    who = crowd(session, 40)
    for one in who:
        facts = {
            "may_be_asked": dice.random() < 0.9,
            "reachable": dice.random() < 0.9,
            "resting": dice.random() < 0.1,
            "shares_contact": dice.random() < 0.8,
            "open_ask_id": dice.choice([None, None, None, 1]),
            "last_high_on": near(dice),
            "last_low_on": near(dice),
            "high_gap": dice.choice(caps.GAP_CHOICES[Effort.HIGH]),
            "low_gap": dice.choice(caps.GAP_CHOICES[Effort.LOW]),
            "break_until": dice.choice([near(dice), caps.OPEN_END]) if dice.random() < 0.4 else None,
            "happy": [each for each in ids if dice.random() < 0.6],
            "ask_first": [each for each in ids if dice.random() < 0.3],
        }
        session.execute(update(MatchRow).where(MatchRow.advocate_id == one.id).values(**facts))
    activity = dice.choice(chosen)
    policy = caps.Policy(high_gap=92, low_gap=31)
    expected = {}
    for one in who:
        wanted = standings.wanted(activity, by_hand=False)
        obstacle = caps.why_not(standings.one(session, one.id), wanted, policy, TODAY)
        expected[one.id] = str(obstacle.reason) if obstacle else None
        nested = session.begin_nested()
        won = places.take(
            session, advocate_id=one.id, ask_id=7, activity=activity, policy=policy, by_hand=False, today=TODAY
        )
        nested.rollback()
        assert won is (obstacle is None)
    made = campaign(session, activity.slug)
    made.state, made.slice_size, made.seconds_between, made.next_at = CampaignState.RUNNING, 100, 1, NOW
    session.add_all(CampaignTarget(campaign_id=made.id, advocate_id=one.id, place=one.id, at=NOW) for one in who)
    session.flush()
    campaigns.ask_due(session, now=NOW)
    became = targets(session, made)
    assert {key: reason for key, (_, reason) in became.items()} == expected
    assert {key for key, (state, _) in became.items() if state is TargetState.ASKED} == {
        key for key, reason in expected.items() if reason is None
    }


def test_the_letter_is_for_who_was_picked(session: Session) -> None:
    who = crowd(session, 2)
    to_the_end(session, start(session, campaign(session)))
    rows = session.execute(select(Ask.advocate_id, Outbox.recipient_id).join(Outbox, Outbox.ask_id == Ask.id)).all()
    assert {(one.id, one.person_id) for one in who} == {tuple(row) for row in rows}
    assert session.scalars(select(Person.id).where(Person.id.in_([row[1] for row in rows]))).all()
