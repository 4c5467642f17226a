"""What changed for readers, for apps that keep copies; what a withdrawal says to them.

What readers get when this runs is where the line of changes begins. A migration stands on its own: it
imports nothing of the package, which will have moved on.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "change",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("was_approved", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "audience", name="pk_change"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_change_article_id"),
        sa.UniqueConstraint("number", name="uq_change_number"),
    )
    op.create_index("ix_change_audience_number", "change", ["audience", "number"])
    log = op.create_table(
        "change_log",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_change_log"),
    )
    op.bulk_insert(log, [{"id": 1, "name": secrets.token_hex(8)}])
    op.create_table(
        "withdrawal",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("recall", sa.Boolean(), nullable=False),
        sa.Column("superseded_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("event_id", name="pk_withdrawal"),
        sa.ForeignKeyConstraint(["event_id"], ["review_event.id"], name="fk_withdrawal_event_id"),
    )
    _only_grow("withdrawal")
    op.create_index("ix_article_review_due", "article", ["review_due"])
    _begin()


def downgrade() -> None:
    op.drop_index("ix_article_review_due", "article")
    # The trigger goes with its table; the function that PostgreSQL runs belongs to the first migration.
    for table in ("withdrawal", "change_log", "change"):
        op.drop_table(table)


def _begin() -> None:
    """A change for all that readers get now; what was withdrawn before there were apps is no news."""
    op.execute(
        "INSERT INTO change (article_id, audience, number, at, state, was_approved) "
        "SELECT article.id, variant.audience, "
        "ROW_NUMBER() OVER (ORDER BY article.id, variant.audience), article.changed_at, "
        "article.visibility || ' ' || representation.etag || ' ' || COALESCE(representation.due_etag, ''), "
        "article.visibility = 'approved' "
        "FROM article JOIN variant ON variant.revision_id = article.served_id "
        "JOIN representation ON representation.variant_id = variant.id "
        "AND representation.media_type = 'application/json' "
        "WHERE article.visibility IN ('pending', 'approved')"
    )


def _only_grow(table: str) -> None:
    """Refuse UPDATE and DELETE on the table, whoever asks."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION guidance_only_grows()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        )
