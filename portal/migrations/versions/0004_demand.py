"""Demand: opportunities, requests with their line, campaigns"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "campaign",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("segment_id", sa.BigInteger(), nullable=False),
        sa.Column("activity_id", sa.BigInteger(), nullable=False),
        sa.Column("asker_id", sa.BigInteger(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("other_role", sa.Text(), nullable=False),
        sa.Column("other_industry", sa.Text(), nullable=False),
        sa.Column("happen_by", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("slice_size", sa.Integer(), nullable=True),
        sa.Column("seconds_between", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'running', 'paused', 'stopped', 'done')", name=op.f("ck_campaign_state_known")
        ),
        sa.CheckConstraint("hours BETWEEN 1 AND 720", name=op.f("ck_campaign_hours_range")),
        sa.CheckConstraint("slice_size BETWEEN 1 AND 10000", name=op.f("ck_campaign_slice_size_range")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_campaign_activity_id_activity")),
        sa.ForeignKeyConstraint(["asker_id"], ["person.id"], name=op.f("fk_campaign_asker_id_person")),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_campaign_segment_id_segment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_index(op.f("ix_campaign_next_at"), "campaign", ["next_at"], unique=False)
    op.create_table(
        "opportunity",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("owner_name", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("product", sa.Text(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_opportunity_currency_code")),
        sa.CheckConstraint("outcome IN ('open', 'won', 'lost')", name=op.f("ck_opportunity_outcome_known")),
        sa.CheckConstraint(
            "(amount_cents IS NULL) OR (currency IS NOT NULL)", name=op.f("ck_opportunity_amount_has_currency")
        ),
        sa.CheckConstraint("amount_cents >= 0", name=op.f("ck_opportunity_amount_positive")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_opportunity_account_id_account")),
        sa.ForeignKeyConstraint(["import_id"], ["import_run.id"], name=op.f("fk_opportunity_import_id_import_run")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_opportunity_owner_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity")),
    )
    op.create_index(op.f("ix_opportunity_account_id"), "opportunity", ["account_id"], unique=False)
    op.create_index(op.f("ix_opportunity_import_id"), "opportunity", ["import_id"], unique=False)
    op.create_index("ix_opportunity_newest", "opportunity", [sa.literal_column("id DESC"), "outcome"], unique=False)
    op.create_index(op.f("ix_opportunity_owner_id"), "opportunity", ["owner_id"], unique=False)
    op.create_index("ix_opportunity_owner_name", "opportunity", [sa.literal_column("lower(owner_name)")], unique=False)
    op.create_index("uq_opportunity_external", "opportunity", ["external_id"], unique=True)
    op.create_table(
        "opportunity_link",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("about_id", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('request', 'ask', 'content', 'referral')", name=op.f("ck_opportunity_link_kind_known")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_opportunity_link_actor_id_person")),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_opportunity_link_opportunity_id_opportunity")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity_link")),
    )
    op.create_index(
        "uq_opportunity_link_about", "opportunity_link", ["opportunity_id", "kind", "about_id"], unique=True
    )
    op.create_table(
        "opportunity_owner",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("colleague_id", sa.BigInteger(), nullable=True),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_run.id"], name=op.f("fk_opportunity_owner_import_id_import_run")
        ),
        sa.ForeignKeyConstraint(["colleague_id"], ["person.id"], name=op.f("fk_opportunity_owner_colleague_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity_owner")),
    )
    op.create_index(op.f("ix_opportunity_owner_import_id"), "opportunity_owner", ["import_id"], unique=False)
    op.create_index(op.f("ix_opportunity_owner_colleague_id"), "opportunity_owner", ["colleague_id"], unique=False)
    op.create_index("uq_opportunity_owner_name", "opportunity_owner", [sa.literal_column("lower(name)")], unique=True)
    op.create_table(
        "opportunity_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("outcome IN ('open', 'won', 'lost')", name=op.f("ck_opportunity_version_outcome_known")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_run.id"], name=op.f("fk_opportunity_version_import_id_import_run")
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_opportunity_version_opportunity_id_opportunity")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity_version")),
    )
    op.create_index(op.f("ix_opportunity_version_import_id"), "opportunity_version", ["import_id"], unique=False)
    op.create_index(
        op.f("ix_opportunity_version_opportunity_id"), "opportunity_version", ["opportunity_id"], unique=False
    )
    op.create_table(
        "request",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("requester_id", sa.BigInteger(), nullable=False),
        sa.Column("wants", sa.String(40), nullable=False),
        sa.Column("activity_id", sa.BigInteger(), nullable=True),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("other_role", sa.Text(), nullable=False),
        sa.Column("other_industry", sa.Text(), nullable=False),
        sa.Column("industries", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("regions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("products", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("use_cases", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("personas", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("channels", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("employees_from", sa.Integer(), nullable=True),
        sa.Column("employees_to", sa.Integer(), nullable=True),
        sa.Column("needed_by", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("approver_id", sa.BigInteger(), nullable=True),
        sa.Column("approve_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.BigInteger(), nullable=True),
        sa.Column("close_reason", sa.String(40), nullable=True),
        sa.Column("close_note", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'unfilled') = (close_reason IS NOT NULL)", name=op.f("ck_request_reason_when_unfilled")
        ),
        sa.CheckConstraint(
            "(state IN ('filled', 'unfilled', 'withdrawn')) = (closed_at IS NOT NULL)",
            name=op.f("ck_request_end_dated"),
        ),
        sa.CheckConstraint(
            "close_reason IN ('nobody_fits', 'nobody_free', 'nobody_said_yes', 'not_approved', 'too_late')",
            name=op.f("ck_request_close_reason_known"),
        ),
        sa.CheckConstraint(
            "state IN ('awaits_approval', 'open', 'filled', 'unfilled', 'withdrawn')",
            name=op.f("ck_request_state_known"),
        ),
        sa.CheckConstraint("wants = 'content' OR activity_id IS NOT NULL", name=op.f("ck_request_person_has_activity")),
        sa.CheckConstraint("wants IN ('person', 'content')", name=op.f("ck_request_wants_known")),
        sa.CheckConstraint("(approver_id IS NULL) = (approve_by IS NULL)", name=op.f("ck_request_approval_limited")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_request_account_id_account")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_request_activity_id_activity")),
        sa.ForeignKeyConstraint(["approver_id"], ["person.id"], name=op.f("fk_request_approver_id_person")),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name=op.f("fk_request_closed_by_person")),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_request_opportunity_id_opportunity")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_request_owner_id_person")),
        sa.ForeignKeyConstraint(["requester_id"], ["person.id"], name=op.f("fk_request_requester_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
    )
    op.create_index(op.f("ix_request_account_id"), "request", ["account_id"], unique=False)
    op.create_index(op.f("ix_request_approver_id"), "request", ["approver_id"], unique=False)
    op.create_index(op.f("ix_request_opportunity_id"), "request", ["opportunity_id"], unique=False)
    op.create_index(
        "ix_request_queue", "request", ["due_on", "id"], unique=False, postgresql_where=sa.text("closed_at IS NULL")
    )
    op.create_index("ix_request_requester", "request", ["requester_id", sa.literal_column("id DESC")], unique=False)
    op.create_table(
        "request_message",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_request_message_author_id_person")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_request_message_request_id_request")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_message")),
    )
    op.create_index(op.f("ix_request_message_request_id"), "request_message", ["request_id"], unique=False)
    op.create_table(
        "campaign_target",
        sa.Column("campaign_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("advocate_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("ask_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'asked') = (ask_id IS NOT NULL)", name=op.f("ck_campaign_target_asked_by_an_ask")),
        sa.CheckConstraint(
            "(state = 'left_out') = (reason IS NOT NULL)", name=op.f("ck_campaign_target_left_out_says_why")
        ),
        sa.CheckConstraint("state IN ('waiting', 'asked', 'left_out')", name=op.f("ck_campaign_target_state_known")),
        sa.ForeignKeyConstraint(["advocate_id"], ["advocate.id"], name=op.f("fk_campaign_target_advocate_id_advocate")),
        sa.ForeignKeyConstraint(["ask_id"], ["ask.id"], name=op.f("fk_campaign_target_ask_id_ask")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_target_campaign_id_campaign")),
        sa.PrimaryKeyConstraint("campaign_id", "advocate_id", name=op.f("pk_campaign_target")),
        sa.UniqueConstraint("ask_id", name=op.f("uq_campaign_target_ask_id")),
    )
    op.create_index(op.f("ix_campaign_target_advocate_id"), "campaign_target", ["advocate_id"], unique=False)
    op.create_index(
        "ix_campaign_target_waiting",
        "campaign_target",
        ["campaign_id", "place"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "request_candidate",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("advocate_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("ask_id", sa.BigInteger(), nullable=True),
        sa.Column("why_not", sa.Text(), nullable=True),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "state IN ('in_line', 'asked', 'accepted', 'said_no', 'passed_over', 'released')",
            name=op.f("ck_request_candidate_state_known"),
        ),
        sa.CheckConstraint(
            "state IN ('in_line', 'passed_over') OR ask_id IS NOT NULL",
            name=op.f("ck_request_candidate_asked_by_an_ask"),
        ),
        sa.ForeignKeyConstraint(
            ["advocate_id"], ["advocate.id"], name=op.f("fk_request_candidate_advocate_id_advocate")
        ),
        sa.ForeignKeyConstraint(["ask_id"], ["ask.id"], name=op.f("fk_request_candidate_ask_id_ask")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_request_candidate_by_id_person")),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_request_candidate_request_id_request")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_candidate")),
    )
    op.create_index(op.f("ix_request_candidate_advocate_id"), "request_candidate", ["advocate_id"], unique=False)
    op.create_index(
        "uq_request_candidate_accepted",
        "request_candidate",
        ["request_id"],
        unique=True,
        postgresql_where=sa.text("state = 'accepted'"),
    )
    op.create_index("uq_request_candidate_advocate", "request_candidate", ["request_id", "advocate_id"], unique=True)
    op.create_index("uq_request_candidate_ask", "request_candidate", ["ask_id"], unique=True)
    op.create_index("uq_request_candidate_place", "request_candidate", ["request_id", "place"], unique=True)
    op.add_column("match_row", sa.Column("fair_key", sa.Double(), nullable=True))
    op.add_column(
        "match_row",
        sa.Column("tie_seed", sa.Integer(), sa.Computed("hashint8(advocate_id)", persisted=True), nullable=False),
    )
    op.add_column(
        "import_run",
        sa.Column("placed", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
    )
    op.add_column("ask", sa.Column("request_id", sa.BigInteger(), nullable=True))
    op.add_column("ask", sa.Column("campaign_id", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_ask_campaign_id"), "ask", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_ask_request_id"), "ask", ["request_id"], unique=False)
    op.create_foreign_key(op.f("fk_ask_request_id_request"), "ask", "request", ["request_id"], ["id"])
    op.create_foreign_key(op.f("fk_ask_campaign_id_campaign"), "ask", "campaign", ["campaign_id"], ["id"])
    for table in ("account", "activity"):
        op.add_column(table, sa.Column("owner_approves", sa.Boolean(), server_default=sa.false(), nullable=False))
