"""Which message each topic is: its template, what the template needs, and where it goes."""

from collections.abc import Mapping

from portal.domain.kinds import Topic
from portal.domain.leases import Claimed
from portal.domain.queries import mails
from portal.domain.queries.mails import Recipient
from portal.mail.letters import (
    asks,
    colleagues,
    contents,
    digests,
    feedback,
    freshness,
    invitations,
    meetings,
    nominations,
    people,
    requests,
    rewards,
)
from portal.mail.letters.desks import Desk, Draft, Writer

__all__ = ["WRITERS", "Desk", "Draft", "write"]

WRITERS: Mapping[Topic, Writer] = {
    Topic.SIGN_IN_ASKED: people.sign_in,
    Topic.JOIN_CONFIRMED: people.join_confirmed,
    Topic.ASK_SENT: asks.ask("ask"),
    Topic.ASK_REMINDED: asks.ask("ask_reminder"),
    Topic.ASK_REMINDED_LAST: asks.ask("ask_last_reminder"),
    Topic.ASK_ANSWERED: asks.receipt,
    Topic.ASK_TOLD: asks.told,
    Topic.ASK_CALLED_OFF: asks.called_off,
    Topic.ASK_RELEASED: asks.released,
    Topic.CAMPAIGN_TESTED: asks.campaign_test,
    Topic.REST_STARTED: people.rest,
    Topic.REDEMPTION_TOLD: rewards.told,
    Topic.REDEMPTION_ASSIGNED: rewards.assigned,
    Topic.THANKS_GIVEN: rewards.note,
    Topic.POINTS_EXPIRING: rewards.expiring,
    Topic.CONTENT_SENT: contents.approval("content_approval"),
    Topic.CONTENT_REMINDED: contents.approval("content_reminder"),
    Topic.CONTENT_ANSWERED: contents.receipt,
    Topic.CONTENT_TOLD: contents.told,
    Topic.CONTENT_PUBLISHED: contents.published,
    Topic.WORK_OVERDUE: contents.overdue,
    Topic.INVITATION_MADE: invitations.invitation("invitation"),
    Topic.INVITATION_REMINDED: invitations.invitation("invitation_reminder"),
    Topic.RECONFIRMATION_ASKED: freshness.reconfirmation,
    Topic.NOMINATION_DECIDED: nominations.told,
    Topic.NOMINATION_JOINED: nominations.told,
    Topic.REQUEST_APPROVAL_ASKED: requests.approval,
    Topic.REQUEST_ANSWERED: requests.message,
    Topic.REQUEST_WRITTEN: requests.message,
    Topic.REQUEST_TOLD: requests.told,
    Topic.REQUEST_REOPENED: requests.reopened,
    Topic.DIGEST_MADE: digests.digest,
    Topic.COLLEAGUE_INVITED: colleagues.invited,
    Topic.MEETING_OFFERED: meetings.offered,
    Topic.MEETING_SET: meetings.told,
    Topic.MEETING_CALLED_OFF: meetings.told,
    Topic.MEETING_REMINDED: meetings.reminded,
    Topic.MEETING_ASKED: meetings.happened,
    Topic.FEEDBACK_ASKED: feedback.asked,
    Topic.FEEDBACK_WANTED: feedback.asked,
    Topic.HELP_MATTERED: feedback.mattered,
    Topic.ADDRESS_CHANGE_OLD: people.address_change,
    Topic.ADDRESS_CHANGE_NEW: people.address_change,
    Topic.ADDRESS_CHANGED: people.address_changed,
    Topic.ADDRESS_CHANGED_NEW: people.address_changed,
}


def write(desk: Desk, claimed: Claimed) -> tuple[Recipient, Draft] | None:
    """None: there is nobody or nothing left to write about."""
    who = desk.readers.get(claimed.recipient_id or 0) or mails.recipient(desk.session, claimed.recipient_id)
    draft = WRITERS[claimed.topic](desk, claimed, who) if who else None
    return (who, draft) if who and draft else None
