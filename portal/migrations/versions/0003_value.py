"""Value back: the ledger, rewards, budgets, gifts and thanks"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

POINTS = {
    "call": 100,
    "story": 250,
    "speak": 200,
    "review": 40,
    "intro": 40,
    "quote": 30,
    "community": 10,
    "referral": 60,
}

RULES = """
INSERT INTO reward_rules (
    id, expires_after_months, second_points, second_cents, gift_limit_cents, promised_days, review_sites
) SELECT id, 24, 500, 50000, 20000, 2, '{g2.com,capterra.com,trustradius.com}' FROM program
"""

GUARDS = """
CREATE TRIGGER transfer_append_only BEFORE UPDATE OR DELETE ON transfer FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER transfer_no_truncate BEFORE TRUNCATE ON transfer FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE ledger_account SET (autovacuum_vacuum_scale_factor = 0.01);
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "ledger_seal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_seal")),
    )
    op.create_table(
        "reward_rules",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("expires_after_months", sa.Integer(), nullable=False),
        sa.Column("second_points", sa.BigInteger(), nullable=False),
        sa.Column("second_cents", sa.BigInteger(), nullable=False),
        sa.Column("gift_limit_cents", sa.BigInteger(), nullable=False),
        sa.Column("promised_days", sa.Integer(), nullable=False),
        sa.Column("review_sites", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.CheckConstraint("expires_after_months BETWEEN 3 AND 120", name=op.f("ck_reward_rules_expires_after_range")),
        sa.CheckConstraint("gift_limit_cents >= 0", name=op.f("ck_reward_rules_gift_limit_positive")),
        sa.CheckConstraint("id = 1", name=op.f("ck_reward_rules_single")),
        sa.CheckConstraint("promised_days BETWEEN 1 AND 60", name=op.f("ck_reward_rules_promised_range")),
        sa.CheckConstraint("second_points > 0 AND second_cents > 0", name=op.f("ck_reward_rules_second_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reward_rules")),
    )
    op.create_table(
        "budget_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("pays_for", sa.String(40), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("pays_for"), "="),
            (sa.column("currency"), "="),
            (sa.literal_column("daterange(starts_on, ends_on)"), "&&"),
            using="gist",
            name="one_line_a_day",
        ),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_budget_line_currency_code")),
        sa.CheckConstraint(
            "pays_for IN ('access', 'peers', 'learning', 'giving', 'recognition', 'gifts')",
            name=op.f("ck_budget_line_pays_for_known"),
        ),
        sa.CheckConstraint("starts_on < ends_on", name=op.f("ck_budget_line_period_forward")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_budget_line_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_line")),
    )
    op.create_index(op.f("ix_budget_line_by_id"), "budget_line", ["by_id"], unique=False)
    op.create_table(
        "reward",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("stock", sa.Integer(), nullable=True),
        sa.Column("regions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("fulfilment", sa.String(40), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("charities", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("happens", sa.Text(), nullable=False),
        sa.Column("if_plans_change", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(fulfilment = 'donation') = (kind = 'donation')", name=op.f("ck_reward_donations_are_given")
        ),
        sa.CheckConstraint("currency ~ '^[A-Z]{3}$'", name=op.f("ck_reward_currency_code")),
        sa.CheckConstraint("fulfilment <> 'code' OR stock IS NOT NULL", name=op.f("ck_reward_codes_are_counted")),
        sa.CheckConstraint(
            "fulfilment <> 'donation' OR cardinality(charities) > 0", name=op.f("ck_reward_charities_to_choose")
        ),
        sa.CheckConstraint("fulfilment <> 'owner' OR owner_id IS NOT NULL", name=op.f("ck_reward_owner_where_due")),
        sa.CheckConstraint(
            "fulfilment IN ('team', 'owner', 'code', 'post', 'donation')", name=op.f("ck_reward_fulfilment_known")
        ),
        sa.CheckConstraint(
            "kind IN ('early_access', 'executive_time', 'swag', 'co_marketing', 'peer_networking', 'gift_card', 'donation', 'training')",
            name=op.f("ck_reward_kind_known"),
        ),
        sa.CheckConstraint("(cents > 0) = (currency IS NOT NULL)", name=op.f("ck_reward_currency_where_due")),
        sa.CheckConstraint("cents >= 0", name=op.f("ck_reward_cents_positive")),
        sa.CheckConstraint("points >= 0", name=op.f("ck_reward_points_positive")),
        sa.CheckConstraint("stock >= 0", name=op.f("ck_reward_stock_positive")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_reward_owner_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reward")),
    )
    op.create_index(op.f("ix_reward_owner_id"), "reward", ["owner_id"], unique=False)
    op.create_table(
        "account_gifts",
        sa.Column("account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("policy", sa.String(40), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "policy IN ('anything', 'non_cash', 'donations', 'nothing')", name=op.f("ck_account_gifts_policy_known")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_gifts_account_id_account")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_account_gifts_by_id_person")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_gifts")),
    )
    op.create_index(op.f("ix_account_gifts_by_id"), "account_gifts", ["by_id"], unique=False)
    op.create_table(
        "adjustment",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("advocate_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_adjustment_reason_given")),
        sa.CheckConstraint("state IN ('waiting', 'done', 'refused')", name=op.f("ck_adjustment_state_known")),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> by_id", name=op.f("ck_adjustment_two_people")),
        sa.CheckConstraint("points <> 0", name=op.f("ck_adjustment_points_some")),
        sa.ForeignKeyConstraint(["advocate_id"], ["advocate.id"], name=op.f("fk_adjustment_advocate_id_advocate")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_adjustment_by_id_person")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_adjustment_decided_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment")),
        sa.UniqueConstraint("key", name=op.f("uq_adjustment_key")),
    )
    op.create_index(op.f("ix_adjustment_advocate_id"), "adjustment", ["advocate_id"], unique=False)
    op.create_index(op.f("ix_adjustment_by_id"), "adjustment", ["by_id"], unique=False)
    op.create_index(op.f("ix_adjustment_decided_by"), "adjustment", ["decided_by"], unique=False)
    op.create_table(
        "advocate_gifts",
        sa.Column("advocate_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("policy", sa.String(40), nullable=False),
        sa.Column("off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "policy IN ('anything', 'non_cash', 'donations', 'nothing')", name=op.f("ck_advocate_gifts_policy_known")
        ),
        sa.ForeignKeyConstraint(["advocate_id"], ["advocate.id"], name=op.f("fk_advocate_gifts_advocate_id_advocate")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_advocate_gifts_by_id_person")),
        sa.PrimaryKeyConstraint("advocate_id", name=op.f("pk_advocate_gifts")),
    )
    op.create_index(op.f("ix_advocate_gifts_by_id"), "advocate_gifts", ["by_id"], unique=False)
    op.create_table(
        "ledger_account",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("advocate_id", sa.BigInteger(), nullable=True),
        sa.Column("line_id", sa.BigInteger(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("debits", sa.BigInteger(), nullable=False),
        sa.Column("credits", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(kind = 'gifts') = (year IS NOT NULL)", name=op.f("ck_ledger_account_year_where_due")),
        sa.CheckConstraint(
            "(kind IN ('advocate', 'gifts')) = (advocate_id IS NOT NULL)",
            name=op.f("ck_ledger_account_advocate_where_due"),
        ),
        sa.CheckConstraint(
            "(kind IN ('line', 'committed', 'spent')) = (line_id IS NOT NULL)",
            name=op.f("ck_ledger_account_line_where_due"),
        ),
        sa.CheckConstraint(
            "credits >= debits OR kind IN ('adjustment', 'funding', 'giving', 'issuance')",
            name=op.f("ck_ledger_account_never_below_zero"),
        ),
        sa.CheckConstraint(
            "kind IN ('advocate', 'pending', 'redeemed', 'issuance', 'adjustment', 'expired', 'gifts', 'giving', 'line', 'committed', 'spent', 'funding')",
            name=op.f("ck_ledger_account_kind_known"),
        ),
        sa.CheckConstraint("unit ~ '^(points|[A-Z]{3})$'", name=op.f("ck_ledger_account_unit_known")),
        sa.CheckConstraint("credits >= 0 AND debits >= 0", name=op.f("ck_ledger_account_sums_positive")),
        sa.ForeignKeyConstraint(["advocate_id"], ["advocate.id"], name=op.f("fk_ledger_account_advocate_id_advocate")),
        sa.ForeignKeyConstraint(["line_id"], ["budget_line.id"], name=op.f("fk_ledger_account_line_id_budget_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_account")),
        sa.UniqueConstraint("id", "unit", name=op.f("uq_ledger_account_id_unit")),
    )
    op.create_index(op.f("ix_ledger_account_line_id"), "ledger_account", ["line_id"], unique=False)
    op.create_index(
        "uq_ledger_account_name",
        "ledger_account",
        ["advocate_id", "line_id", "kind", "unit", "year"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "redemption",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("advocate_id", sa.BigInteger(), nullable=False),
        sa.Column("reward_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("params_hash", sa.LargeBinary(), nullable=False),
        sa.Column("price_hash", sa.LargeBinary(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("round", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("charity", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("first_by", sa.BigInteger(), nullable=True),
        sa.Column("second_by", sa.BigInteger(), nullable=True),
        sa.Column("line_id", sa.BigInteger(), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(line_id IS NOT NULL) = (cents > 0 AND state IN ('approved', 'fulfilled'))",
            name=op.f("ck_redemption_paid_from"),
        ),
        sa.CheckConstraint(
            "state IN ('held', 'approved') OR address IS NULL", name=op.f("ck_redemption_address_erased")
        ),
        sa.CheckConstraint(
            "state IN ('held', 'approved', 'fulfilled', 'released')", name=op.f("ck_redemption_state_known")
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'fulfilled') OR first_by IS NOT NULL",
            name=op.f("ck_redemption_approved_by_somebody"),
        ),
        sa.CheckConstraint("(cents > 0) = (currency IS NOT NULL)", name=op.f("ck_redemption_currency_where_due")),
        sa.CheckConstraint("points >= 0 AND cents >= 0", name=op.f("ck_redemption_price_positive")),
        sa.CheckConstraint("second_by IS NULL OR first_by <> second_by", name=op.f("ck_redemption_two_people")),
        sa.ForeignKeyConstraint(["advocate_id"], ["advocate.id"], name=op.f("fk_redemption_advocate_id_advocate")),
        sa.ForeignKeyConstraint(["first_by"], ["person.id"], name=op.f("fk_redemption_first_by_person")),
        sa.ForeignKeyConstraint(["line_id"], ["budget_line.id"], name=op.f("fk_redemption_line_id_budget_line")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_redemption_owner_id_person")),
        sa.ForeignKeyConstraint(["reward_id"], ["reward.id"], name=op.f("fk_redemption_reward_id_reward")),
        sa.ForeignKeyConstraint(["second_by"], ["person.id"], name=op.f("fk_redemption_second_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redemption")),
    )
    op.create_index(op.f("ix_redemption_first_by"), "redemption", ["first_by"], unique=False)
    op.create_index(op.f("ix_redemption_line_id"), "redemption", ["line_id"], unique=False)
    op.create_index(op.f("ix_redemption_owner_id"), "redemption", ["owner_id"], unique=False)
    op.create_index(op.f("ix_redemption_reward_id"), "redemption", ["reward_id"], unique=False)
    op.create_index(op.f("ix_redemption_second_by"), "redemption", ["second_by"], unique=False)
    op.create_index("ix_redemption_state_due", "redemption", ["state", "due_on", "id"], unique=False)
    op.create_index("uq_redemption_key", "redemption", ["advocate_id", "key"], unique=True)
    op.create_table(
        "thank_you",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("advocate_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wall_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("words <> ''", name=op.f("ck_thank_you_words_given")),
        sa.ForeignKeyConstraint(["advocate_id"], ["advocate.id"], name=op.f("fk_thank_you_advocate_id_advocate")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_thank_you_author_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thank_you")),
    )
    op.create_index(op.f("ix_thank_you_advocate_id"), "thank_you", ["advocate_id"], unique=False)
    op.create_index(op.f("ix_thank_you_author_id"), "thank_you", ["author_id"], unique=False)
    op.create_index(
        "ix_thank_you_wall",
        "thank_you",
        [sa.literal_column("wall_at DESC")],
        unique=False,
        postgresql_where=sa.text("wall_at IS NOT NULL"),
    )
    op.create_table(
        "redemption_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("redemption_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('held', 'approved', 'fulfilled', 'released')", name=op.f("ck_redemption_event_state_known")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_redemption_event_actor_id_person")),
        sa.ForeignKeyConstraint(
            ["redemption_id"], ["redemption.id"], name=op.f("fk_redemption_event_redemption_id_redemption")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redemption_event")),
    )
    op.create_index(op.f("ix_redemption_event_actor_id"), "redemption_event", ["actor_id"], unique=False)
    op.create_index(op.f("ix_redemption_event_redemption_id"), "redemption_event", ["redemption_id"], unique=False)
    op.create_table(
        "reward_code",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("reward_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("redemption_id", sa.BigInteger(), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(redemption_id IS NULL) = (handed_at IS NULL)", name=op.f("ck_reward_code_handed_to_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["redemption_id"], ["redemption.id"], name=op.f("fk_reward_code_redemption_id_redemption")
        ),
        sa.ForeignKeyConstraint(["reward_id"], ["reward.id"], name=op.f("fk_reward_code_reward_id_reward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reward_code")),
    )
    op.create_index(op.f("ix_reward_code_redemption_id"), "reward_code", ["redemption_id"], unique=False)
    op.create_index("uq_reward_code_once", "reward_code", ["reward_id", "code"], unique=True)
    op.create_table(
        "transfer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("params_hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("debit_id", sa.BigInteger(), nullable=False),
        sa.Column("credit_id", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("ask_id", sa.BigInteger(), nullable=True),
        sa.Column("redemption_id", sa.BigInteger(), nullable=True),
        sa.Column("reverses_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "transaction_id",
            sa.BigInteger(),
            server_default=sa.text("pg_current_xact_id()::text::bigint"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "(kind = 'reversal') = (reverses_id IS NOT NULL)", name=op.f("ck_transfer_reversal_names_its_own")
        ),
        sa.CheckConstraint("kind <> 'award' OR ask_id IS NOT NULL", name=op.f("ck_transfer_award_has_ask")),
        sa.CheckConstraint(
            "kind IN ('award', 'hold', 'post', 'grant', 'deduction', 'expiry', 'gift', 'plan', 'commit', 'spend', 'reversal')",
            name=op.f("ck_transfer_kind_known"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_transfer_amount_positive")),
        sa.CheckConstraint("debit_id <> credit_id", name=op.f("ck_transfer_two_accounts")),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_transfer_actor_id_person")),
        sa.ForeignKeyConstraint(["ask_id"], ["ask.id"], name=op.f("fk_transfer_ask_id_ask")),
        sa.ForeignKeyConstraint(
            ["credit_id", "unit"],
            ["ledger_account.id", "ledger_account.unit"],
            name=op.f("fk_transfer_credit_id_unit_ledger_account"),
        ),
        sa.ForeignKeyConstraint(
            ["debit_id", "unit"],
            ["ledger_account.id", "ledger_account.unit"],
            name=op.f("fk_transfer_debit_id_unit_ledger_account"),
        ),
        sa.ForeignKeyConstraint(
            ["redemption_id"], ["redemption.id"], name=op.f("fk_transfer_redemption_id_redemption")
        ),
        sa.ForeignKeyConstraint(["reverses_id"], ["transfer.id"], name=op.f("fk_transfer_reverses_id_transfer")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
        sa.UniqueConstraint("key", name=op.f("uq_transfer_key")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_transfer_reverses_id")),
    )
    op.create_index(op.f("ix_transfer_actor_id"), "transfer", ["actor_id"], unique=False)
    op.create_index("ix_transfer_credit_newest", "transfer", ["credit_id", sa.literal_column("id DESC")], unique=False)
    op.create_index("ix_transfer_debit_newest", "transfer", ["debit_id", sa.literal_column("id DESC")], unique=False)
    op.create_index(op.f("ix_transfer_redemption_id"), "transfer", ["redemption_id"], unique=False)
    op.create_index(op.f("ix_transfer_transaction_id"), "transfer", ["transaction_id"], unique=False)
    op.create_index(
        "uq_transfer_award", "transfer", ["ask_id"], unique=True, postgresql_where=sa.text("kind = 'award'")
    )
    op.add_column("activity", sa.Column("points", sa.BigInteger(), server_default="0", nullable=False))
    op.create_check_constraint(op.f("ck_activity_points_positive"), "activity", "points >= 0")
    for slug, points in POINTS.items():
        op.execute(
            sa.text("UPDATE activity SET points = :points WHERE slug = :slug").bindparams(slug=slug, points=points)
        )
    op.alter_column("activity", "points", server_default=None)
    op.execute(RULES)
    op.execute(GUARDS)
