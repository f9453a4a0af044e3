"""Supply: finding, freshness, nominations, signals and content"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

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
)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "department",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("launched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("launched_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "channel IN ('self', 'sales', 'customer_success', 'survey', 'event', 'executive', 'partner_team', 'sentiment',"
            " 'import', 'advocate')",
            name=op.f("ck_department_channel_known"),
        ),
        sa.ForeignKeyConstraint(["launched_by"], ["person.id"], name=op.f("fk_department_launched_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
    )
    op.create_index("uq_department_name_lower", "department", [sa.literal_column("lower(name)")], unique=True)
    op.create_table(
        "join_link",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "channel IN ('self', 'sales', 'customer_success', 'survey', 'event', 'executive', 'partner_team', 'sentiment',"
            " 'import', 'advocate')",
            name=op.f("ck_join_link_channel_known"),
        ),
        sa.CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name=op.f("ck_join_link_slug_plain")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_join_link_made_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_link")),
        sa.UniqueConstraint("slug", name=op.f("uq_join_link_slug")),
    )
    op.add_column("join_request", sa.Column("link_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_join_request_link_id"), "join_request", ["link_id"])
    op.create_foreign_key(op.f("fk_join_request_link_id_join_link"), "join_request", "join_link", ["link_id"], ["id"])
    op.add_column("account", sa.Column("leave_alone_until", sa.Date(), nullable=True))
    op.add_column("account", sa.Column("leave_alone_why", sa.Text(), nullable=True))
    op.add_column("account", sa.Column("leave_alone_by", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_account_leave_alone_by_person"), "account", "person", ["leave_alone_by"], ["id"])
    op.create_table(
        "search_miss",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("criteria", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_search_miss_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_miss")),
    )
    op.create_index(op.f("ix_search_miss_at"), "search_miss", ["at"], unique=False)
    op.create_table(
        "segment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("criteria", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_segment_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
    )
    op.create_index(
        "uq_segment_name_lower",
        "segment",
        [sa.literal_column("lower(name)")],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "tagging",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("taken_off", sa.Boolean(), nullable=False),
        sa.Column("advocate_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_tagging_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tagging")),
    )
    op.create_table(
        "validation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("advocate_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_validation_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_validation")),
    )
    op.create_table(
        "departure",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("advocate_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("stage_before", sa.String(40), nullable=False),
        sa.Column("from_account_id", sa.BigInteger(), nullable=True),
        sa.Column("to_account_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('left', 'moved')", name=op.f("ck_departure_kind_known")),
        sa.CheckConstraint(
            "stage_before IN ('candidate', 'invited', 'joined', 'interviewed', 'confirmed', 'departed')",
            name=op.f("ck_departure_stage_before_known"),
        ),
        sa.ForeignKeyConstraint(["advocate_id"], ["advocate.id"], name=op.f("fk_departure_advocate_id_advocate")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_departure_by_id_person")),
        sa.ForeignKeyConstraint(["from_account_id"], ["account.id"], name=op.f("fk_departure_from_account_id_account")),
        sa.ForeignKeyConstraint(["to_account_id"], ["account.id"], name=op.f("fk_departure_to_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departure")),
    )
    op.create_index("ix_departure_newest", "departure", ["advocate_id", sa.literal_column("id DESC")], unique=False)
    op.create_index(
        "uq_departure_current",
        "departure",
        ["advocate_id"],
        unique=True,
        postgresql_where=sa.text("back_at IS NULL"),
    )
    op.add_column("import_run", sa.Column("makes_accounts", sa.Boolean(), server_default="true", nullable=False))
    op.alter_column("import_run", "makes_accounts", server_default=None)
    op.create_table(
        "confirmation",
        sa.Column("advocate_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("num_nonnulls(confirmed_at, doubted_at) >= 1", name=op.f("ck_confirmation_says_something")),
        sa.CheckConstraint("part IN ('story', 'deployments', 'outcomes')", name=op.f("ck_confirmation_part_known")),
        sa.ForeignKeyConstraint(["advocate_id"], ["advocate.id"], name=op.f("fk_confirmation_advocate_id_advocate")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_confirmation_by_id_person")),
        sa.PrimaryKeyConstraint("advocate_id", "part", name=op.f("pk_confirmation")),
    )
    op.create_table(
        "content",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("advocate_id", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("approved_version", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uses", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("persona", sa.Text(), nullable=True),
        sa.Column("products", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("use_cases", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('quote', 'case_study', 'video', 'recording', 'review')", name=op.f("ck_content_kind_known")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'sent', 'approved', 'published', 'expired', 'revoked')",
            name=op.f("ck_content_state_known"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'published') OR approved_version = version OR advocate_id IS NULL",
            name=op.f("ck_content_approved_words"),
        ),
        sa.CheckConstraint("url IS NULL OR url ~ '^https?://'", name=op.f("ck_content_url_is_web")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_content_account_id_account")),
        sa.ForeignKeyConstraint(["advocate_id"], ["advocate.id"], name=op.f("fk_content_advocate_id_advocate")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_content_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content")),
    )
    op.create_index(op.f("ix_content_advocate_id"), "content", ["advocate_id"], unique=False)
    op.create_index("ix_content_state_newest", "content", ["state", sa.literal_column("id DESC")], unique=False)
    op.create_table(
        "interview",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("advocate_id", sa.BigInteger(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("experience", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=True),
        sa.Column("interests", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("expertise", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["advocate_id"], ["advocate.id"], name=op.f("fk_interview_advocate_id_advocate")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_interview_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview")),
    )
    op.create_index(op.f("ix_interview_advocate_id"), "interview", ["advocate_id"], unique=False)
    op.create_table(
        "reconfirmation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("advocate_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["advocate_id"], ["advocate.id"], name=op.f("fk_reconfirmation_advocate_id_advocate")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconfirmation")),
    )
    op.create_index(op.f("ix_reconfirmation_advocate_id"), "reconfirmation", ["advocate_id"], unique=False)
    op.create_table(
        "search_row",
        sa.Column("advocate_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("validated", sa.Boolean(), nullable=False),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("persona", sa.Text(), nullable=True),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("products", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("use_cases", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("fresh_until", sa.Date(), nullable=True),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(["advocate_id"], ["advocate.id"], name=op.f("fk_search_row_advocate_id_advocate")),
        sa.PrimaryKeyConstraint("advocate_id", name=op.f("pk_search_row")),
    )
    op.create_index(
        "ix_search_row_channel", "search_row", ["channel", sa.literal_column("advocate_id DESC")], unique=False
    )
    op.create_index("ix_search_row_fresh_until", "search_row", ["fresh_until", "advocate_id"], unique=False)
    op.create_index(
        "ix_search_row_industry", "search_row", ["industry", sa.literal_column("advocate_id DESC")], unique=False
    )
    op.create_index(
        "ix_search_row_persona", "search_row", ["persona", sa.literal_column("advocate_id DESC")], unique=False
    )
    op.create_index("ix_search_row_products", "search_row", ["products"], unique=False, postgresql_using="gin")
    op.create_index(
        "ix_search_row_region", "search_row", ["region", sa.literal_column("advocate_id DESC")], unique=False
    )
    op.create_index("ix_search_row_stage", "search_row", ["stage", sa.literal_column("advocate_id DESC")], unique=False)
    op.create_index("ix_search_row_tags", "search_row", ["tags"], unique=False, postgresql_using="gin")
    op.create_index("ix_search_row_use_cases", "search_row", ["use_cases"], unique=False, postgresql_using="gin")
    op.create_index("ix_search_row_words", "search_row", ["words"], unique=False, postgresql_using="gin")
    op.create_table(
        "content_consent",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("content_id", sa.BigInteger(), nullable=False),
        sa.Column("use", sa.String(40), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("use IN ('name', 'logo', 'quote', 'recording')", name=op.f("ck_content_consent_use_known")),
        sa.ForeignKeyConstraint(["content_id"], ["content.id"], name=op.f("fk_content_consent_content_id_content")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_consent")),
    )
    op.create_index(op.f("ix_content_consent_content_id"), "content_consent", ["content_id"], unique=False)
    op.create_index(
        "uq_content_consent_current",
        "content_consent",
        ["content_id", "use"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "content_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("content_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'sent', 'approved', 'published', 'expired', 'revoked')",
            name=op.f("ck_content_event_state_known"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_content_event_actor_id_person")),
        sa.ForeignKeyConstraint(["content_id"], ["content.id"], name=op.f("fk_content_event_content_id_content")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_event")),
    )
    op.create_index(op.f("ix_content_event_content_id"), "content_event", ["content_id"], unique=False)
    op.create_table(
        "content_use",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("content_id", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("opportunity", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_content_use_by_id_person")),
        sa.ForeignKeyConstraint(["content_id"], ["content.id"], name=op.f("fk_content_use_content_id_content")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_use")),
    )
    op.create_index(op.f("ix_content_use_content_id"), "content_use", ["content_id"], unique=False)
    op.create_table(
        "work",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("content_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "step IN ('interview', 'writing', 'review', 'approval', 'publication')", name=op.f("ck_work_step_known")
        ),
        sa.ForeignKeyConstraint(["content_id"], ["content.id"], name=op.f("fk_work_content_id_content")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_work_owner_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work")),
    )
    op.create_index("ix_work_due", "work", ["due_on"], unique=False, postgresql_where=sa.text("done_at IS NULL"))
    op.create_index("uq_work_content_step", "work", ["content_id", "step"], unique=True)
    op.create_table(
        "signal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("company", sa.Text(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("feeling", sa.Integer(), nullable=True),
        sa.Column("sentence", sa.Text(), nullable=True),
        sa.Column("corrected_feeling", sa.Integer(), nullable=True),
        sa.Column("corrected_by", sa.BigInteger(), nullable=True),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("nomination_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('survey', 'usage', 'milestone', 'transcript')", name=op.f("ck_signal_kind_known")),
        sa.CheckConstraint("feeling IS NULL OR feeling BETWEEN -100 AND 100", name=op.f("ck_signal_feeling_range")),
        sa.CheckConstraint(
            "(corrected_feeling IS NULL) = (corrected_at IS NULL)", name=op.f("ck_signal_correction_dated")
        ),
        sa.CheckConstraint("score IS NULL OR score BETWEEN 0 AND 10", name=op.f("ck_signal_score_range")),
        sa.ForeignKeyConstraint(["corrected_by"], ["person.id"], name=op.f("fk_signal_corrected_by_person")),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_signal_nomination_id_nomination")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signal_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal")),
    )
    op.create_index("ix_signal_email_newest", "signal", ["email", "happened_on"], unique=False)
    op.create_index(op.f("ix_signal_nomination_id"), "signal", ["nomination_id"], unique=False)
    op.create_index(op.f("ix_signal_person_id"), "signal", ["person_id"], unique=False)
    op.create_index("uq_signal_source_external", "signal", ["source", "external_id"], unique=True)
    op.add_column("advocate", sa.Column("tags", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.add_column("advocate", sa.Column("sponsor_id", sa.BigInteger(), nullable=True))
    op.add_column("advocate", sa.Column("hot_on", sa.Date(), nullable=True))
    op.add_column("advocate", sa.Column("merged_into_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_advocate_sponsor_id"), "advocate", ["sponsor_id"])
    op.create_index(op.f("ix_advocate_merged_into_id"), "advocate", ["merged_into_id"])
    op.create_foreign_key(op.f("fk_advocate_sponsor_id_person"), "advocate", "person", ["sponsor_id"], ["id"])
    op.create_foreign_key(
        op.f("fk_advocate_merged_into_id_advocate"), "advocate", "advocate", ["merged_into_id"], ["id"]
    )
    op.add_column("person", sa.Column("adoption", sa.Text(), nullable=True))
    op.add_column("person", sa.Column("publisher", sa.Boolean(), server_default=sa.false(), nullable=False))
    for column, first, least, most in (
        ("story_days", "540", 30, 3650),
        ("deployments_days", "365", 30, 3650),
        ("outcomes_days", "270", 30, 3650),
        ("mail_gap", "31", 31, 366),
    ):
        op.add_column("program", sa.Column(column, sa.Integer(), server_default=first, nullable=False))
        op.alter_column("program", column, server_default=None)
        name = f"{column}_only_longer" if column == "mail_gap" else f"{column}_range"
        op.create_check_constraint(op.f(f"ck_program_{name}"), "program", f"{column} BETWEEN {least} AND {most}")
    op.add_column("nomination", sa.Column("title", sa.Text(), nullable=True))
    op.add_column("nomination", sa.Column("company", sa.Text(), nullable=True))
    op.add_column("nomination", sa.Column("how_known", sa.Text(), nullable=True))
    op.add_column(
        "nomination", sa.Column("activity_ids", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False)
    )
    op.add_column("nomination", sa.Column("owner_id", sa.BigInteger(), nullable=True))
    op.add_column("nomination", sa.Column("state", sa.String(40), server_default="waiting", nullable=False))
    op.add_column("nomination", sa.Column("reason", sa.Text(), nullable=True))
    op.alter_column("nomination", "channel", existing_type=sa.TEXT(), type_=sa.String(40), existing_nullable=False)
    op.create_index("ix_nomination_email", "nomination", ["email"], unique=False)
    op.create_index(
        "uq_nomination_waiting_own",
        "nomination",
        ["nominator_id", "email"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting' AND ask_id IS NULL"),
    )
    op.create_index(op.f("ix_nomination_nominator_id"), "nomination", ["nominator_id"], unique=False)
    op.create_foreign_key(op.f("fk_nomination_owner_id_person"), "nomination", "person", ["owner_id"], ["id"])
    op.execute(
        "UPDATE nomination SET state = CASE WHEN advocate_id IS NULL THEN 'not_now' ELSE 'invited' END"
        " WHERE decided_at IS NOT NULL"
    )
    for table, column in (
        ("advocate", "tags"),
        ("nomination", "activity_ids"),
        ("nomination", "state"),
        ("person", "publisher"),
    ):
        op.alter_column(table, column, server_default=None)
    op.drop_index("ix_nomination_open", "nomination")
    op.create_index("ix_nomination_open", "nomination", ["id"], postgresql_where=sa.text("state = 'waiting'"))
    op.create_check_constraint(
        op.f("ck_nomination_state_known"), "nomination", "state IN ('waiting', 'invited', 'not_now', 'merged')"
    )
    op.create_check_constraint(
        op.f("ck_nomination_channel_known"),
        "nomination",
        "channel IN ('self', 'sales', 'customer_success', 'survey', 'event', 'executive', 'partner_team', 'sentiment',"
        " 'import', 'advocate')",
    )
    op.drop_constraint(op.f("ck_outbox_topic_known"), "outbox", type_="check")
    topics = ", ".join(f"'{topic}'" for topic in TOPICS)
    op.create_check_constraint(op.f("ck_outbox_topic_known"), "outbox", f"topic IN ({topics})")
