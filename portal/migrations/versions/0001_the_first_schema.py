"""The first schema"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


GUARDS = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501'; END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER attempt_append_only BEFORE UPDATE OR DELETE ON outbox_attempt FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE match_row SET (autovacuum_vacuum_scale_factor = 0.01);
ALTER TABLE ask SET (autovacuum_vacuum_scale_factor = 0.01);
ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0.01);
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.create_table(
        "activity",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("plural", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("effort", sa.String(40), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("shelf_days", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("icon", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("needs_contact", sa.Boolean(), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.CheckConstraint("effort IN ('high', 'low')", name=op.f("ck_activity_effort_known")),
        sa.CheckConstraint(
            "kind IN ('reference', 'review', 'case_study', 'speaking', 'community', 'referral')",
            name=op.f("ck_activity_kind_known"),
        ),
        sa.CheckConstraint("minutes BETWEEN 1 AND 2400", name=op.f("ck_activity_minutes_range")),
        sa.CheckConstraint("shelf_days BETWEEN 1 AND 3650", name=op.f("ck_activity_shelf_days_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sa.UniqueConstraint("slug", name=op.f("uq_activity_slug")),
    )
    op.create_table(
        "audit_seal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_seal")),
    )
    op.create_table(
        "beat",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_beat")),
    )
    op.create_table(
        "counter",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.CheckConstraint("used >= 0", name=op.f("ck_counter_used_positive")),
        sa.PrimaryKeyConstraint("key", "window_start", name=op.f("pk_counter")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("email <> ''", name=op.f("ck_person_email_present")),
        sa.CheckConstraint("name <> ''", name=op.f("ck_person_name_present")),
        sa.CheckConstraint(
            "role IN ('advocate', 'colleague', 'team', 'administrator')",
            name=op.f("ck_person_role_known"),
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_person_email_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "program",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("company_name", sa.Text(), nullable=False),
        sa.Column("product_name", sa.Text(), nullable=False),
        sa.Column("accent", sa.Text(), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("logo_type", sa.Text(), nullable=True),
        sa.Column("sender_name", sa.Text(), nullable=False),
        sa.Column("sender_address", sa.Text(), nullable=False),
        sa.Column("help_address", sa.Text(), nullable=False),
        sa.Column("postal_address", sa.Text(), nullable=False),
        sa.Column("reward_word", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("high_gap", sa.Integer(), nullable=False),
        sa.Column("low_gap", sa.Integer(), nullable=False),
        sa.Column("rest_after", sa.Integer(), nullable=False),
        sa.Column("reply_days", sa.Integer(), nullable=False),
        sa.Column("first_reminder_days", sa.Integer(), nullable=False),
        sa.Column("second_reminder_days", sa.Integer(), nullable=False),
        sa.Column("own_domains", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.CheckConstraint("accent ~ '^#[0-9a-f]{6}$'", name=op.f("ck_program_accent_hex")),
        sa.CheckConstraint("first_reminder_days >= 1", name=op.f("ck_program_first_reminder_range")),
        sa.CheckConstraint("high_gap BETWEEN 92 AND 3650", name=op.f("ck_program_high_gap_only_longer")),
        sa.CheckConstraint("id = 1", name=op.f("ck_program_single")),
        sa.CheckConstraint("low_gap BETWEEN 31 AND 3650", name=op.f("ck_program_low_gap_only_longer")),
        sa.CheckConstraint("reply_days BETWEEN 1 AND 60", name=op.f("ck_program_reply_days_range")),
        sa.CheckConstraint("rest_after BETWEEN 1 AND 20", name=op.f("ck_program_rest_after_range")),
        sa.CheckConstraint(
            "second_reminder_days > first_reminder_days",
            name=op.f("ck_program_second_reminder_later"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program")),
    )
    op.create_table(
        "suppression",
        sa.Column("address_hash", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("address_hash", name=op.f("pk_suppression")),
    )
    op.create_table(
        "wording",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_wording")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=True),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("revenue", sa.BigInteger(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("csm_id", sa.BigInteger(), nullable=True),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_account_name_present")),
        sa.CheckConstraint(
            "employees IS NULL OR employees >= 0",
            name=op.f("ck_account_employees_positive"),
        ),
        sa.ForeignKeyConstraint(["csm_id"], ["person.id"], name=op.f("fk_account_csm_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
    )
    op.create_index(
        "uq_account_name_lower",
        "account",
        [sa.literal_column("lower(name)")],
        unique=True,
    )
    op.create_table(
        "address_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("old_email", sa.Text(), nullable=False),
        sa.Column("new_email", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("old_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("new_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_address_change_person_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_change")),
    )
    op.create_index(
        op.f("ix_address_change_person_id"),
        "address_change",
        ["person_id"],
        unique=False,
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object_kind", sa.Text(), nullable=False),
        sa.Column("object_id", sa.BigInteger(), nullable=True),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column(
            "transaction_id",
            sa.BigInteger(),
            server_default=sa.text("pg_current_xact_id()::text::bigint"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_audit_actor_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_transaction_id"), "audit", ["transaction_id"], unique=False)
    op.create_table(
        "identity",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_identity_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
    )
    op.create_index(op.f("ix_identity_person_id"), "identity", ["person_id"], unique=False)
    op.create_index("uq_identity_issuer_subject", "identity", ["issuer", "subject"], unique=True)
    op.create_table(
        "import_run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("noun", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("columns", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("mapping", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("headed", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("handled", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('uploaded', 'checking', 'mapped', 'checked', 'running', 'done', 'failed', 'stopped', 'undoing', 'undone')",
            name=op.f("ck_import_run_state_known"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_import_run_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_table(
        "login",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("user_agent", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idle_limit_seconds", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_login_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_token_hash")),
    )
    op.create_index(op.f("ix_login_person_id"), "login", ["person_id"], unique=False)
    op.create_table(
        "sign_in",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("browser_hash", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_path", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("tries BETWEEN 0 AND 5", name=op.f("ck_sign_in_tries_range")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
    )
    op.create_index("ix_sign_in_person_newest", "sign_in", ["person_id", "id"], unique=False)
    op.create_table(
        "advocate",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("stage_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stage_by", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.String(40), nullable=False),
        sa.Column("came_by", sa.BigInteger(), nullable=True),
        sa.Column("persona", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("products", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("use_cases", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("outcomes", sa.Text(), nullable=True),
        sa.Column("expertise", sa.Text(), nullable=True),
        sa.Column("interests", sa.Text(), nullable=True),
        sa.Column("rather_not", sa.Text(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("score_on", sa.Date(), nullable=True),
        sa.Column("validated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("validated_by", sa.BigInteger(), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rest_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chose_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "channel IN ('self', 'sales', 'customer_success', 'survey', 'event', 'executive', 'partner_team', 'sentiment', 'import', 'advocate')",
            name=op.f("ck_advocate_channel_known"),
        ),
        sa.CheckConstraint(
            "stage IN ('candidate', 'invited', 'joined', 'interviewed', 'confirmed', 'departed')",
            name=op.f("ck_advocate_stage_known"),
        ),
        sa.CheckConstraint(
            "score IS NULL OR score BETWEEN 0 AND 10",
            name=op.f("ck_advocate_score_range"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_advocate_account_id_account")),
        sa.ForeignKeyConstraint(["came_by"], ["person.id"], name=op.f("fk_advocate_came_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_advocate_person_id_person")),
        sa.ForeignKeyConstraint(["stage_by"], ["person.id"], name=op.f("fk_advocate_stage_by_person")),
        sa.ForeignKeyConstraint(
            ["validated_by"],
            ["person.id"],
            name=op.f("fk_advocate_validated_by_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advocate")),
        sa.UniqueConstraint("person_id", name=op.f("uq_advocate_person_id")),
    )
    op.create_index(op.f("ix_advocate_account_id"), "advocate", ["account_id"], unique=False)
    op.create_index(op.f("ix_advocate_import_id"), "advocate", ["import_id"], unique=False)
    op.create_index(
        "ix_advocate_stage_newest",
        "advocate",
        ["stage", sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_table(
        "import_row",
        sa.Column("import_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cells", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("object_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state IN ('ready', 'duplicate', 'rejected', 'imported', 'merged', 'undone', 'kept')",
            name=op.f("ck_import_row_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["import_run.id"],
            name=op.f("fk_import_row_import_id_import_run"),
        ),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_import_row")),
    )
    op.create_index("ix_import_row_key", "import_row", ["import_id", "key"])
    op.create_index(
        "ix_import_row_state",
        "import_row",
        ["import_id", "state", "number"],
        unique=False,
    )
    op.create_table(
        "ask",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("advocate_id", sa.BigInteger(), nullable=False),
        sa.Column("activity_id", sa.BigInteger(), nullable=False),
        sa.Column("asker_id", sa.BigInteger(), nullable=False),
        sa.Column("effort", sa.String(40), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("other_role", sa.Text(), nullable=False),
        sa.Column("other_industry", sa.Text(), nullable=False),
        sa.Column("other_name", sa.Text(), nullable=True),
        sa.Column("other_contact", sa.Text(), nullable=True),
        sa.Column("happen_by", sa.Date(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by_hand_note", sa.Text(), nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.Column("reply_by", sa.Date(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("holds_place", sa.Boolean(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column(
            "quiet",
            postgresql.DATERANGE(),
            sa.Computed(
                "daterange(asked_on, asked_on + CASE effort WHEN 'high' THEN 92 ELSE 31 END)",
                persisted=True,
            ),
            nullable=True,
        ),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decline_reason", sa.Text(), nullable=True),
        sa.Column("answer_note", sa.Text(), nullable=True),
        sa.Column("time_open", sa.Boolean(), nullable=False),
        sa.Column("suggested_on", sa.Date(), nullable=True),
        sa.Column("suggested_at", sa.Time(), nullable=True),
        sa.Column("suggestion", sa.Text(), nullable=True),
        sa.Column("scheduled_for", sa.DateTime(timezone=True), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("advocate_id"), "="),
            (sa.column("effort"), "="),
            (sa.literal_column("quiet"), "&&"),
            where=sa.text("holds_place"),
            using="gist",
            name="quiet_period",
        ),
        sa.CheckConstraint(
            "(state = 'declined' OR decline_reason IS NULL)",
            name=op.f("ck_ask_reason_only_when_declined"),
        ),
        sa.CheckConstraint(
            "CASE WHEN state IN ('draft', 'undelivered') THEN NOT holds_place WHEN state = 'withdrawn' THEN true ELSE holds_place END",
            name=op.f("ck_ask_place_fits_state"),
        ),
        sa.CheckConstraint("effort IN ('high', 'low')", name=op.f("ck_ask_effort_known")),
        sa.CheckConstraint(
            "state = 'draft' OR asked_on IS NOT NULL",
            name=op.f("ck_ask_asked_on_once_sent"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'sent', 'accepted', 'scheduled', 'completed', 'declined', 'handed_on', 'expired', 'withdrawn', 'undelivered', 'no_show')",
            name=op.f("ck_ask_state_known"),
        ),
        sa.CheckConstraint("minutes BETWEEN 1 AND 2400", name=op.f("ck_ask_minutes_range")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_ask_activity_id_activity")),
        sa.ForeignKeyConstraint(["advocate_id"], ["advocate.id"], name=op.f("fk_ask_advocate_id_advocate")),
        sa.ForeignKeyConstraint(["asker_id"], ["person.id"], name=op.f("fk_ask_asker_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ask")),
    )
    op.create_index(
        "ix_ask_advocate_newest",
        "ask",
        ["advocate_id", sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "ix_ask_reply_by",
        "ask",
        ["reply_by"],
        unique=False,
        postgresql_where=sa.text("state = 'sent'"),
    )
    op.create_index(
        "ix_ask_state_newest",
        "ask",
        ["state", sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "uq_ask_awaiting",
        "ask",
        ["advocate_id"],
        unique=True,
        postgresql_where=sa.text("state = 'sent'"),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("advocate_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('share_contact', 'public_company')",
            name=op.f("ck_consent_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["advocate_id"],
            ["advocate.id"],
            name=op.f("fk_consent_advocate_id_advocate"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_advocate_id"), "consent", ["advocate_id"], unique=False)
    op.create_index(
        "uq_consent_current",
        "consent",
        ["advocate_id", "kind"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "contact_view",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("advocate_id", sa.BigInteger(), nullable=False),
        sa.Column("viewer_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["advocate_id"],
            ["advocate.id"],
            name=op.f("fk_contact_view_advocate_id_advocate"),
        ),
        sa.ForeignKeyConstraint(["viewer_id"], ["person.id"], name=op.f("fk_contact_view_viewer_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_view")),
    )
    op.create_index(
        op.f("ix_contact_view_advocate_id"),
        "contact_view",
        ["advocate_id"],
        unique=False,
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("advocate_id", sa.BigInteger(), nullable=False),
        sa.Column("inviter_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'declined', 'expired', 'withdrawn', 'undelivered')",
            name=op.f("ck_invitation_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["advocate_id"],
            ["advocate.id"],
            name=op.f("fk_invitation_advocate_id_advocate"),
        ),
        sa.ForeignKeyConstraint(["inviter_id"], ["person.id"], name=op.f("fk_invitation_inviter_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
    )
    op.create_index(
        "ix_invitation_newest",
        "invitation",
        ["advocate_id", sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "uq_invitation_open",
        "invitation",
        ["advocate_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "join_request",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("activities", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("advocate_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'approved', 'refused')",
            name=op.f("ck_join_request_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["advocate_id"],
            ["advocate.id"],
            name=op.f("fk_join_request_advocate_id_advocate"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["person.id"],
            name=op.f("fk_join_request_decided_by_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_request")),
    )
    op.create_index(
        "uq_join_request_waiting",
        "join_request",
        ["email"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "match_row",
        sa.Column("advocate_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("may_be_asked", sa.Boolean(), nullable=False),
        sa.Column("reachable", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("resting", sa.Boolean(), nullable=False),
        sa.Column("shares_contact", sa.Boolean(), nullable=False),
        sa.Column("open_ask_id", sa.BigInteger(), nullable=True),
        sa.Column("last_high_on", sa.Date(), nullable=True),
        sa.Column("last_low_on", sa.Date(), nullable=True),
        sa.Column("high_gap", sa.Integer(), nullable=False),
        sa.Column("low_gap", sa.Integer(), nullable=False),
        sa.Column("break_until", sa.Date(), nullable=True),
        sa.Column("happy", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("ask_first", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.CheckConstraint("high_gap >= 92", name=op.f("ck_match_row_high_gap_only_longer")),
        sa.CheckConstraint("low_gap >= 31", name=op.f("ck_match_row_low_gap_only_longer")),
        sa.ForeignKeyConstraint(
            ["advocate_id"],
            ["advocate.id"],
            name=op.f("fk_match_row_advocate_id_advocate"),
        ),
        sa.PrimaryKeyConstraint("advocate_id", name=op.f("pk_match_row")),
    )
    op.create_table(
        "note",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("advocate_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["advocate_id"], ["advocate.id"], name=op.f("fk_note_advocate_id_advocate")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_note_author_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_advocate_id"), "note", ["advocate_id"], unique=False)
    op.create_table(
        "willingness",
        sa.Column("advocate_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("activity_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("answer", sa.String(40), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "answer IN ('happy', 'ask_first', 'not_now')",
            name=op.f("ck_willingness_answer_known"),
        ),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activity.id"],
            name=op.f("fk_willingness_activity_id_activity"),
        ),
        sa.ForeignKeyConstraint(
            ["advocate_id"],
            ["advocate.id"],
            name=op.f("fk_willingness_advocate_id_advocate"),
        ),
        sa.PrimaryKeyConstraint("advocate_id", "activity_id", name=op.f("pk_willingness")),
    )
    op.create_table(
        "ask_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("ask_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("via", sa.String(40), nullable=False),
        sa.Column("was", sa.Text(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'sent', 'accepted', 'scheduled', 'completed', 'declined', 'handed_on', 'expired', 'withdrawn', 'undelivered', 'no_show')",
            name=op.f("ck_ask_event_state_known"),
        ),
        sa.CheckConstraint(
            "via IN ('link', 'portal', 'team', 'job')",
            name=op.f("ck_ask_event_via_known"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_ask_event_actor_id_person")),
        sa.ForeignKeyConstraint(["ask_id"], ["ask.id"], name=op.f("fk_ask_event_ask_id_ask")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ask_event")),
    )
    op.create_index(op.f("ix_ask_event_ask_id"), "ask_event", ["ask_id"], unique=False)
    op.create_table(
        "nomination",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("nominator_id", sa.BigInteger(), nullable=True),
        sa.Column("ask_id", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("advocate_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_nomination_account_id_account"),
        ),
        sa.ForeignKeyConstraint(
            ["advocate_id"],
            ["advocate.id"],
            name=op.f("fk_nomination_advocate_id_advocate"),
        ),
        sa.ForeignKeyConstraint(["ask_id"], ["ask.id"], name=op.f("fk_nomination_ask_id_ask")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_nomination_decided_by_person")),
        sa.ForeignKeyConstraint(
            ["nominator_id"],
            ["person.id"],
            name=op.f("fk_nomination_nominator_id_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination")),
    )
    op.create_index(
        "ix_nomination_open",
        "nomination",
        ["id"],
        unique=False,
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("queue", sa.String(40), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("recipient_id", sa.BigInteger(), nullable=True),
        sa.Column("ask_id", sa.BigInteger(), nullable=True),
        sa.Column("about_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_token", sa.BigInteger(), nullable=False),
        sa.Column("dotted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_code", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("queue IN ('urgent', 'bulk')", name=op.f("ck_outbox_queue_known")),
        sa.CheckConstraint(
            "state IN ('queued', 'claimed', 'dotted', 'sent', 'deferred', 'failed', 'cancelled', 'uncertain', 'bounced', 'complained')",
            name=op.f("ck_outbox_state_known"),
        ),
        sa.CheckConstraint(
            "topic IN ('sign_in.asked', 'join.confirmed', 'ask.sent', 'ask.reminded', 'ask.reminded_last', 'ask.answered', 'ask.told', 'ask.called_off', 'rest.started', 'invitation.made', 'invitation.reminded', 'address_change.asked_old', 'address_change.asked_new', 'address.changed', 'address.changed_new', 'import.confirmed', 'import.uploaded')",
            name=op.f("ck_outbox_topic_known"),
        ),
        sa.CheckConstraint("attempt >= 0", name=op.f("ck_outbox_attempt_positive")),
        sa.ForeignKeyConstraint(["ask_id"], ["ask.id"], name=op.f("fk_outbox_ask_id_ask")),
        sa.ForeignKeyConstraint(["recipient_id"], ["person.id"], name=op.f("fk_outbox_recipient_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_dedupe_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_id")),
    )
    op.create_index(op.f("ix_outbox_ask_id"), "outbox", ["ask_id"], unique=False)
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["queue", "not_before", "id"],
        unique=False,
        postgresql_where=sa.text("state IN ('queued', 'deferred')"),
    )
    op.create_index(
        "ix_outbox_leased",
        "outbox",
        ["lease_until"],
        unique=False,
        postgresql_where=sa.text("state IN ('claimed', 'dotted')"),
    )
    op.create_index(op.f("ix_outbox_recipient_id"), "outbox", ["recipient_id"], unique=False)
    op.create_index(
        "ix_outbox_state",
        "outbox",
        ["state", sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_table(
        "outbox_attempt",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("outbox_id", sa.BigInteger(), nullable=False),
        sa.Column("lease_token", sa.BigInteger(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["outbox_id"],
            ["outbox.id"],
            name=op.f("fk_outbox_attempt_outbox_id_outbox"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_attempt")),
    )
    op.create_index(
        op.f("ix_outbox_attempt_outbox_id"),
        "outbox_attempt",
        ["outbox_id"],
        unique=False,
    )
    op.create_index(op.f("ix_account_csm_id"), "account", ["csm_id"])
    op.create_index(op.f("ix_account_domain"), "account", ["domain"])
    op.create_index(op.f("ix_advocate_stage_by"), "advocate", ["stage_by"])
    op.create_index(op.f("ix_advocate_came_by"), "advocate", ["came_by"])
    op.create_index(op.f("ix_advocate_validated_by"), "advocate", ["validated_by"])
    op.create_index(op.f("ix_note_author_id"), "note", ["author_id"])
    op.create_index(op.f("ix_contact_view_viewer_id"), "contact_view", ["viewer_id"])
    op.create_index(op.f("ix_ask_asker_id"), "ask", ["asker_id"])
    op.create_index(op.f("ix_ask_event_actor_id"), "ask_event", ["actor_id"])
    op.create_index(op.f("ix_audit_actor_id"), "audit", ["actor_id"])
    op.create_index(op.f("ix_invitation_inviter_id"), "invitation", ["inviter_id"])
    op.create_index("ix_audit_object", "audit", ["object_kind", "object_id"])
    op.execute(GUARDS)
