"""Meetings and feedback"""

from alembic import op

revision = "0005"
down_revision = "0004"

TOPICS = (
    "sign_in.asked",
    "join.confirmed",
    "ask.sent",
    "ask.reminded",
    "ask.reminded_last",
    "ask.answered",
    "ask.told",
    "ask.called_off",
    "ask.released",
    "rest.started",
    "invitation.made",
    "invitation.reminded",
    "address_change.asked_old",
    "address_change.asked_new",
    "address.changed",
    "address.changed_new",
    "import.confirmed",
    "import.uploaded",
    "redemption.told",
    "redemption.assigned",
    "thanks.given",
    "points.expiring",
    "reconfirmation.asked",
    "content.sent",
    "content.answered",
    "content.told",
    "content.published",
    "work.overdue",
    "nomination.decided",
    "nomination.joined",
    "request.approval_asked",
    "request.answered",
    "request.written",
    "request.told",
    "campaign.tested",
)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_constraint(op.f("ck_outbox_topic_known"), "outbox", type_="check")
    topics = ", ".join(f"'{topic}'" for topic in TOPICS)
    op.create_check_constraint(op.f("ck_outbox_topic_known"), "outbox", f"topic IN ({topics})")
