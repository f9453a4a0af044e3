"""Inviting people and their answer (CAP-9, ID-2)."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.domain.errors import NotFound, Refused
from portal.domain.kinds import Answer, InvitationState, Stage, SuppressionReason, Topic
from portal.domain.models import Advocate, Audit, Invitation, MatchRow, Outbox, Person, SignIn, Suppression
from portal.domain.operations import deliveries, invitations, places, preferences, renewals, suppressions
from portal.domain.queries import invitations as queries
from portal.domain.rules.invitations import Reason
from tests import make
from tests.make import NOW

NO_WISHES = preferences.Wishes(answers={}, high_gap=92, low_gap=31, consents=frozenset())


def hashed(address: str) -> list[bytes]:
    return [address.encode(), f"old {address}".encode()]


def candidate(session: Session, email: str = "ana@acme.example") -> Advocate:
    return make.advocate(session, email=email, stage=Stage.CANDIDATE, willing={}, consents=frozenset())


def invite(session: Session, *who: Advocate, now: datetime = NOW) -> invitations.Invited:
    return invitations.invite(
        session,
        advocate_ids=[one.id for one in who],
        inviter_id=make.person(session).id,
        note="Leo told me about you.",
        address_hashes=hashed,
        now=now,
    )


def invited(session: Session, who: Advocate, *, now: datetime = NOW) -> Invitation:
    invite(session, who, now=now)
    made = session.scalars(select(Invitation).order_by(Invitation.id.desc()).limit(1)).one()
    invitations.reach(session, invitation_id=made.id, now=now)
    return made


def accept(
    session: Session, made: Invitation, *, now: datetime = NOW, wishes: preferences.Wishes = NO_WISHES
) -> Advocate:
    return invitations.accept(
        session,
        invitation_id=made.id,
        version=made.version,
        wishes=wishes,
        browser_hash=b"browser",
        address_hashes=hashed,
        now=now,
    )


def topics(session: Session) -> list[Topic]:
    return list(session.scalars(select(Outbox.topic).order_by(Outbox.id)))


def state(session: Session, made: Invitation) -> InvitationState:
    session.refresh(made)
    return made.state


def test_an_invitation_is_promised_once_and_the_stage_begins(session: Session) -> None:
    ana = candidate(session)
    outcome = invite(session, ana, ana)
    made = session.scalars(select(Invitation)).one()
    session.refresh(ana)
    assert (outcome.invited, outcome.left_out) == ([ana.id], [])
    assert (made.state, made.expires_at) == (InvitationState.OPEN, NOW + timedelta(days=14))
    assert ana.stage is Stage.INVITED
    promised = session.scalars(select(Outbox)).one()
    assert (promised.topic, promised.about_id, promised.recipient_id) == (
        Topic.INVITATION_MADE,
        made.id,
        ana.person_id,
    )


def test_who_can_not_be_invited_is_left_out_with_the_reason_and_the_date(session: Session) -> None:
    ana, joined, quiet = candidate(session), make.advocate(session), candidate(session, "quiet@acme.example")
    session.add(Suppression(address_hash=b"old quiet@acme.example", reason=SuppressionReason.UNSUBSCRIBED, at=NOW))
    first = invited(session, ana)
    outcome = invite(session, ana, joined, quiet)
    assert outcome.invited == []
    assert [(one.advocate_id, one.reason) for one in outcome.left_out] == [
        (ana.id, Reason.AWAITING),
        (joined.id, Reason.JOINED),
        (quiet.id, Reason.NO_MAIL),
    ]
    later = NOW + timedelta(days=14)
    invitations.expire_due(session, now=later)
    assert state(session, first) is InvitationState.EXPIRED
    left_out = invite(session, ana, now=later).left_out[0]
    assert (left_out.reason, left_out.next_on) == (Reason.RECENT, NOW.date() + timedelta(days=184))
    assert invite(session, ana, now=NOW + timedelta(days=184)).invited == [ana.id]


def test_what_never_reached_them_gives_the_184_days_back(session: Session) -> None:
    ana = candidate(session)
    for end in ("withdraw", "undeliver"):
        invite(session, ana)
        made = session.scalars(select(Invitation).where(Invitation.state == InvitationState.OPEN)).one()
        if end == "withdraw":
            invitations.withdraw(session, invitation_id=made.id, actor_id=made.inviter_id, now=NOW)
        else:
            invitations.undeliver(session, invitation_id=made.id, now=NOW)
        session.refresh(ana)
        assert ana.stage is Stage.CANDIDATE
    assert invite(session, ana).invited == [ana.id]


def test_a_withdrawn_invitation_that_reached_them_does_not(session: Session) -> None:
    ana = candidate(session)
    made = invited(session, ana)
    invitations.withdraw(session, invitation_id=made.id, actor_id=made.inviter_id, now=NOW)
    session.refresh(ana)
    assert ana.stage is Stage.INVITED
    assert invite(session, ana).left_out[0].reason is Reason.RECENT
    assert not invitations.reach(session, invitation_id=made.id, now=NOW)
    with pytest.raises(Refused):
        invitations.withdraw(session, invitation_id=made.id, actor_id=made.inviter_id, now=NOW)
    with pytest.raises(Refused):
        accept(session, made)


def test_one_reminder_after_seven_days_and_never_on_a_break(session: Session) -> None:
    ana = candidate(session)
    made = invited(session, ana)
    week = NOW + timedelta(days=7)
    assert invitations.remind_due(session, now=week - timedelta(seconds=1)) == 0
    session.execute(update(MatchRow).values(break_until=week.date() + timedelta(days=1)))
    assert invitations.remind_due(session, now=week) == 0
    assert invitations.remind_due(session, now=week + timedelta(days=1)) == 1
    assert invitations.remind_due(session, now=week + timedelta(days=2)) == 0
    assert topics(session) == [Topic.INVITATION_MADE, Topic.INVITATION_REMINDED]
    assert state(session, made) is InvitationState.OPEN


def test_accepting_joins_saves_the_choices_and_mails_a_sign_in(session: Session) -> None:
    ana = candidate(session)
    made = invited(session, ana)
    call = make.activity(session, "call")
    wishes = preferences.Wishes(answers={call.id: Answer.HAPPY}, high_gap=184, low_gap=31, consents=frozenset())
    session.add(Suppression(address_hash=b"ana@acme.example", reason=SuppressionReason.UNSUBSCRIBED, at=NOW))
    session.flush()
    accept(session, made, wishes=wishes)
    session.expire_all()
    row = make.match_row(session, ana)
    signing_in = session.scalars(select(SignIn)).one()
    assert (ana.stage, ana.joined_at, ana.stage_by) == (Stage.JOINED, NOW, ana.person_id)
    assert (row.may_be_asked, row.happy, row.high_gap) == (True, [call.id], 184)
    assert places.differences(session) == []
    assert state(session, made) is InvitationState.ACCEPTED
    assert signing_in.browser_hash == b"browser"
    assert topics(session) == [Topic.INVITATION_MADE, Topic.JOIN_CONFIRMED]
    assert session.scalars(select(Suppression)).all() == []


def test_no_thanks_is_for_ever(session: Session) -> None:
    ana = candidate(session)
    made = invited(session, ana)
    invitations.decline(session, invitation_id=made.id, version=1, address_hashes=hashed, now=NOW)
    assert session.scalars(select(Suppression.reason)).one() == SuppressionReason.NO_THANKS
    assert state(session, made) is InvitationState.DECLINED
    assert invite(session, ana, now=NOW + timedelta(days=4000)).left_out[0].reason is Reason.NO_THANKS
    with pytest.raises(Refused):
        accept(session, made)


def test_an_answer_counts_once_in_time_and_by_the_newest_link(session: Session) -> None:
    made = invited(session, candidate(session))
    with pytest.raises(Refused):
        accept(session, made, now=NOW + timedelta(days=14))
    made.version = 2
    session.flush()
    with pytest.raises(Refused):
        invitations.decline(session, invitation_id=made.id, version=1, address_hashes=hashed, now=NOW)
    accept(session, made)
    with pytest.raises(Refused):
        accept(session, made)


def test_a_bounced_address_stays_suppressed_after_joining(session: Session) -> None:
    made = invited(session, candidate(session))
    session.add(Suppression(address_hash=b"ana@acme.example", reason=SuppressionReason.BOUNCED, at=NOW))
    session.flush()
    accept(session, made)
    assert session.scalars(select(Suppression.reason)).all() == [SuppressionReason.BOUNCED]


def test_one_press_invites_a_bounded_number_and_says_how_many_are_left(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(invitations, "AT_ONCE", 2)
    people = [candidate(session, f"p{number}@acme.example") for number in range(3)]
    outcome = invite(session, *people)
    assert (outcome.invited, outcome.over) == ([people[0].id, people[1].id], 1)


def test_an_unknown_advocate_or_invitation_is_not_found(session: Session) -> None:
    make.program(session)
    inviter = make.person(session)
    with pytest.raises(NotFound):
        invitations.invite(
            session, advocate_ids=[4711], inviter_id=inviter.id, note=None, address_hashes=hashed, now=NOW
        )
    with pytest.raises(NotFound):
        invitations.withdraw(session, invitation_id=4711, actor_id=inviter.id, now=NOW)
    with pytest.raises(NotFound):
        queries.one(session, 4711)


def test_the_list_pages_by_state(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    people = [candidate(session, f"p{number}@acme.example") for number in range(3)]
    invite(session, *people)
    first = queries.page(session, state=InvitationState.OPEN)
    rest = queries.page(session, state=InvitationState.OPEN, before=first[1].id)
    assert [line.advocate_id for line in first + rest] == [people[2].id, people[1].id, people[0].id, people[0].id]
    assert queries.counts(session)[InvitationState.OPEN] == 3


def test_every_change_is_audited(session: Session) -> None:
    made = invited(session, candidate(session))
    accept(session, made)
    actions = session.scalars(select(Audit.action).where(Audit.object_kind == "invitation").order_by(Audit.id)).all()
    assert actions == ["invitation.made", "invitation.accepted"]


def test_a_renewed_one_that_fails_keeps_its_days(session: Session) -> None:
    """The first mail had arrived: they are not invited again the next day (CAP-9)."""
    who = candidate(session)
    made = invited(session, who)
    later = NOW + timedelta(days=15)
    invitations.expire_due(session, now=later)
    renewals.renew(session, invitation_id=made.id, version=1, now=later)
    deliveries.give_back(session, Topic.INVITATION_MADE, ask_id=None, about_id=made.id, now=later)
    session.expire_all()
    assert not invite(session, who, now=later + timedelta(days=1)).invited


def test_a_renewed_one_that_nobody_was_reminded_of_waits_its_own_seven_days(session: Session) -> None:
    made = invited(session, candidate(session))
    renewed_at = NOW + timedelta(days=15)
    renewals.renew(session, invitation_id=made.id, version=1, now=renewed_at)
    invitations.reach(session, invitation_id=made.id, now=renewed_at)
    assert invitations.remind_due(session, now=renewed_at + timedelta(minutes=10)) == 0
    assert invitations.remind_due(session, now=renewed_at + timedelta(days=7)) == 1
    assert invitations.remind_due(session, now=renewed_at + timedelta(days=8)) == 0


def test_who_joins_after_stopping_our_mail_can_be_reached_again(session: Session) -> None:
    who = candidate(session)
    made = invited(session, who)
    address = session.get_one(Person, who.person_id).email
    reason = SuppressionReason.UNSUBSCRIBED
    suppressions.suppress(session, person_id=who.person_id, address_hash=hashed(address)[0], reason=reason, now=NOW)
    assert not make.match_row(session, who).reachable
    accept(session, made)
    assert make.match_row(session, who).reachable
