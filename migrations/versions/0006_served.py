"""Bytes packed for the way, and what readers got at which time.

What stands already gets neither: `guidance render` makes both.

A migration stands on its own: it imports nothing of the package, which will have moved on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "packed",
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("br", sa.LargeBinary(), nullable=False),
        sa.Column("br_etag", sa.Text(), nullable=False),
        sa.Column("gzip", sa.LargeBinary(), nullable=False),
        sa.Column("gzip_etag", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("etag", name="pk_packed"),
    )
    op.create_table(
        "served",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("due_etag", sa.Text(), nullable=True),
        sa.Column("review_due", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_served"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_served_article_id"),
    )
    op.create_index(
        "ix_served_article_id_audience_media_type_at",
        "served",
        ["article_id", "audience", "media_type", "at"],
    )
    _never_change("packed")
    _never_change("served")


def downgrade() -> None:
    # The triggers go with their tables; the function that PostgreSQL runs belongs to the first migration.
    op.drop_table("served")
    op.drop_table("packed")


def _never_change(table: str) -> None:
    """Refuse UPDATE; rows may go, since the past is kept for as long as the site wants it."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION guidance_only_grows()"
        )
        return
    op.execute(
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} never changes'); END"
    )
