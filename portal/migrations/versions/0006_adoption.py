"""Adoption, digests and the activity log"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    adoption()
    digests()
    appearances()


def adoption() -> None:
    op.create_table(
        "adoption",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invited_by", sa.BigInteger(), nullable=True),
        sa.Column("first_signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("guide_hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["invited_by"], ["person.id"], name=op.f("fk_adoption_invited_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_adoption_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_adoption")),
    )
    op.create_table(
        "adoption_note",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_adoption_note_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_adoption_note_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption_note")),
    )
    op.create_index(op.f("ix_adoption_note_person_id"), "adoption_note", ["person_id"])
    op.create_table(
        "proof_search",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("mark", sa.SmallInteger(), nullable=False),
        sa.Column("results", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_proof_search_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof_search")),
    )
    op.create_index(op.f("ix_proof_search_at"), "proof_search", ["at"])
    op.create_index("ix_proof_search_by", "proof_search", ["by_id", "at"])
    op.execute(
        "INSERT INTO adoption (person_id, first_signed_in_at, last_signed_in_at)"
        " SELECT person.id, min(audit.at), max(audit.at) FROM audit JOIN person ON person.id = audit.actor_id"
        " WHERE audit.action = 'login.begun' AND person.role <> 'advocate' GROUP BY person.id"
    )
    op.execute(
        "INSERT INTO adoption_note (person_id, words, at) SELECT id, adoption, now() FROM person"
        " WHERE adoption IS NOT NULL"
    )


def digests() -> None:
    op.create_table(
        "digest",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("proof_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("month = date_trunc('month', month)::date", name=op.f("ck_digest_month_begins")),
        sa.CheckConstraint("(month IS NULL) = (proof_since IS NULL)", name=op.f("ck_digest_proof_dated")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_digest_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
    )
    op.create_index("uq_digest_person_day", "digest", ["person_id", "day"], unique=True)
    op.create_index("uq_digest_person_month", "digest", ["person_id", "month"], unique=True)
    op.create_table(
        "digest_wish",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("daily", sa.Boolean(), nullable=False),
        sa.Column("proof", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_digest_wish_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_digest_wish")),
    )


def appearances() -> None:
    op.create_table(
        "appearance",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("leads", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('event', 'social_post')", name=op.f("ck_appearance_kind_known")),
        sa.CheckConstraint("title <> ''", name=op.f("ck_appearance_title_present")),
        sa.CheckConstraint("url ~ '^https?://'", name=op.f("ck_appearance_url_is_web")),
        sa.CheckConstraint("leads >= 0", name=op.f("ck_appearance_leads_positive")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_appearance_by_id_person")),
        sa.ForeignKeyConstraint(["import_id"], ["import_run.id"], name=op.f("fk_appearance_import_id_import_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appearance")),
    )
    op.create_index(op.f("ix_appearance_import_id"), "appearance", ["import_id"])
    op.create_index("ix_appearance_newest", "appearance", [sa.text("happened_on DESC"), sa.text("id DESC")])
    for name in ("advocate", "content"):
        table = f"appearance_{name}"
        op.create_table(
            table,
            sa.Column("appearance_id", sa.BigInteger(), autoincrement=False, nullable=False),
            sa.Column(f"{name}_id", sa.BigInteger(), autoincrement=False, nullable=False),
            sa.ForeignKeyConstraint(
                ["appearance_id"], ["appearance.id"], name=op.f(f"fk_{table}_appearance_id_appearance")
            ),
            sa.ForeignKeyConstraint([f"{name}_id"], [f"{name}.id"], name=op.f(f"fk_{table}_{name}_id_{name}")),
            sa.PrimaryKeyConstraint("appearance_id", f"{name}_id", name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_{name}_id"), table, [f"{name}_id"])
