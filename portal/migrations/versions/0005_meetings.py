"""Meetings and feedback"""

import sqlalchemy as sa
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
    "request.reopened",
    "campaign.tested",
    "content.reminded",
    "meeting.offered",
    "meeting.set",
    "meeting.called_off",
    "meeting.reminded",
    "meeting.asked",
    "feedback.asked",
    "feedback.wanted",
    "help.mattered",
    "digest.made",
    "colleague.invited",
)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    _meetings()
    _calendar_entries()
    _feedback()
    op.create_index("ix_ask_scheduled_for", "ask", ["scheduled_for"], postgresql_where=sa.text("state = 'scheduled'"))
    op.drop_constraint(op.f("ck_outbox_topic_known"), "outbox", type_="check")
    topics = ", ".join(f"'{topic}'" for topic in TOPICS)
    op.create_check_constraint(op.f("ck_outbox_topic_known"), "outbox", f"topic IN ({topics})")


def _meetings() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("ask_id", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=True),
        sa.Column("offered_by", sa.String(40), nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("offered_by IN ('advocate', 'requester')", name=op.f("ck_meeting_offered_by_known")),
        sa.CheckConstraint("(offered_by IS NULL) = (offered_at IS NULL)", name=op.f("ck_meeting_offer_dated")),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_meeting_sequence_positive")),
        sa.ForeignKeyConstraint(["ask_id"], ["ask.id"], name=op.f("fk_meeting_ask_id_ask")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("ask_id", name=op.f("uq_meeting_ask_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_meeting_uid")),
    )
    unchosen = sa.text("offered_by = 'advocate'")
    op.create_index("ix_meeting_unchosen", "meeting", ["offered_at"], postgresql_where=unchosen)
    op.create_table(
        "meeting_time",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("meeting_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_time_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_time")),
    )
    op.create_index("uq_meeting_time_start", "meeting_time", ["meeting_id", "starts_at"], unique=True)


def _calendar_entries() -> None:
    op.create_table(
        "calendar_entry",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("meeting_id", sa.BigInteger(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(40), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("how", sa.Text(), nullable=True),
        sa.Column("by_side", sa.String(40), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("method IN ('request', 'cancel')", name=op.f("ck_calendar_entry_method_known")),
        sa.CheckConstraint("by_side IN ('advocate', 'requester')", name=op.f("ck_calendar_entry_by_side_known")),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_calendar_entry_sequence_positive")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_calendar_entry_minutes_positive")),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_calendar_entry_actor_id_person")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_calendar_entry_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_entry")),
    )
    op.create_index(op.f("ix_calendar_entry_actor_id"), "calendar_entry", ["actor_id"], unique=False)
    op.create_index("uq_calendar_entry_sequence", "calendar_entry", ["meeting_id", "sequence"], unique=True)


def _feedback() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("ask_id", sa.BigInteger(), nullable=False),
        sa.Column("side", sa.String(40), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("went", sa.String(40), nullable=False),
        sa.Column("as_said", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("side IN ('advocate', 'requester')", name=op.f("ck_feedback_side_known")),
        sa.CheckConstraint("went IN ('well', 'so_so', 'badly')", name=op.f("ck_feedback_went_known")),
        sa.ForeignKeyConstraint(["ask_id"], ["ask.id"], name=op.f("fk_feedback_ask_id_ask")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_feedback_author_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_author_id"), "feedback", ["author_id"], unique=False)
    op.create_index("uq_feedback_side", "feedback", ["ask_id", "side"], unique=True)
