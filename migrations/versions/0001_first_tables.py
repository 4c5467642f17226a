"""The first tables: articles, revisions, reviews, variants, representations, keys.

A migration stands on its own: it imports nothing of the package, which will have moved on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("revision", "reference", "code", "review_event")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _articles()
    _revisions()
    _reviews()
    _variants()
    _keys()
    _growth()
    for table in APPEND_ONLY:
        op.only_grow(table)


def downgrade() -> None:
    # The triggers go with their tables.
    op.drop_table("api_key")
    op.drop_table("representation")
    op.drop_table("variant")
    op.drop_table("review_event")
    op.drop_table("code")
    op.drop_table("reference")
    with op.batch_alter_table("article") as batch:
        batch.drop_constraint("fk_article_current_id", type_="foreignkey")
    op.drop_table("revision")
    op.drop_table("article")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION guidance_only_grows()")


def _articles() -> None:
    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("specialty", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reviewed_by", sa.Text(), nullable=True),
        sa.Column("updated", sa.Date(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("current_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_article"),
        sa.UniqueConstraint("slug", name="uq_article_slug"),
    )
    op.create_index("ix_article_specialty", "article", ["specialty"])


def _revisions() -> None:
    op.create_table(
        "revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_revision_article_id"),
        sa.UniqueConstraint("article_id", "number", name="uq_revision_article_id_number"),
    )
    # An article and its current revision name each other, so one of the two must come after the tables.
    with op.batch_alter_table("article") as batch:
        batch.create_foreign_key("fk_article_current_id", "revision", ["current_id"], ["id"])
    op.create_table(
        "reference",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("revision_id", "number", name="pk_reference"),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_reference_revision_id"),
    )
    op.create_table(
        "code",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("revision_id", "system", "code", name="pk_code"),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_code_revision_id"),
    )
    op.create_index("ix_code_code", "code", ["code"])


def _reviews() -> None:
    op.create_table(
        "review_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("from_status", sa.Text(), nullable=True),
        sa.Column("to_status", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_review_event"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_review_event_article_id"),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_review_event_revision_id"),
    )
    op.create_index("ix_review_event_article_id", "review_event", ["article_id"])


def _variants() -> None:
    op.create_table(
        "variant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("blocks", sa.JSON(), nullable=False),
        sa.Column("sentences", sa.JSON(), nullable=False),
        sa.Column("glossary", sa.JSON(), nullable=False),
        sa.Column("readability", sa.JSON(), nullable=False),
        sa.Column("omissions", sa.JSON(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("served_audience", sa.Text(), nullable=False),
        sa.Column("served_reason", sa.Text(), nullable=True),
        sa.Column("shown_title", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("lexicon_version", sa.Text(), nullable=False),
        sa.Column("rules_version", sa.Text(), nullable=False),
        sa.Column("model_version", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_variant"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_variant_article_id"),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_variant_revision_id"),
        sa.UniqueConstraint("article_id", "audience", name="uq_variant_article_id_audience"),
    )
    op.create_table(
        "representation",
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("last_modified", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("variant_id", "media_type", name="pk_representation"),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variant.id"], name="fk_representation_variant_id", ondelete="CASCADE"
        ),
    )


def _keys() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_key"),
        sa.UniqueConstraint("name", name="uq_api_key_name"),
        sa.UniqueConstraint("hash", name="uq_api_key_hash"),
    )


def _growth() -> None:
    """The function that the triggers of tables that only grow run on PostgreSQL."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            """CREATE OR REPLACE FUNCTION guidance_only_grows() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
            END $$"""
        )
