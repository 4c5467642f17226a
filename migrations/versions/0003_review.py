"""Review: what readers get is no longer always the newest revision; the audit log.

A migration stands on its own: it imports nothing of the package, which will have moved on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
# What an article said of its newest revision is said by each revision itself.
MOVED = (
    ("specialty", sa.Text(), "''"),
    ("reviewed_by", sa.Text(), None),
    ("updated", sa.Date(), "'1970-01-01'"),
)


def upgrade() -> None:
    _audit()
    _articles()
    _revisions()
    with op.batch_alter_table("variant") as batch:
        batch.drop_constraint("uq_variant_article_id_audience", type_="unique")
        batch.create_unique_constraint("uq_variant_revision_id_audience", ["revision_id", "audience"])
    # The bytes that stand in when the review is overdue; NULL where no day is set.
    op.add_column("representation", sa.Column("due_body", sa.LargeBinary(), nullable=True))
    op.add_column("representation", sa.Column("due_etag", sa.Text(), nullable=True))


def downgrade() -> None:
    # The older code shows every variant there is: only those that readers may see may stay.
    unseen = (
        "SELECT id FROM variant WHERE revision_id NOT IN "
        "(SELECT served_id FROM article WHERE served_id IS NOT NULL)"
    )
    op.execute(f"DELETE FROM representation WHERE variant_id IN ({unseen})")  # noqa: S608  (our own text)
    op.execute(f"DELETE FROM variant WHERE id IN ({unseen})")  # noqa: S608
    op.execute(
        "UPDATE article SET status = 'submitted' "
        "WHERE status NOT IN ('submitted', 'under_review', 'approved')"
    )
    with op.batch_alter_table("representation") as batch:
        batch.drop_column("due_etag")
        batch.drop_column("due_body")
    with op.batch_alter_table("variant") as batch:
        batch.drop_constraint("uq_variant_revision_id_audience", type_="unique")
        batch.create_unique_constraint("uq_variant_article_id_audience", ["article_id", "audience"])
    op.let_change("revision")
    for name, _, _ in MOVED:
        op.drop_column("revision", name)
    op.only_grow("revision")
    with op.batch_alter_table("article") as batch:
        batch.drop_constraint("fk_article_served_id", type_="foreignkey")
        for name in ("served_id", "visibility", "review_due"):
            batch.drop_column(name)
    op.drop_table("audit")


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
        sa.UniqueConstraint("hash", name="uq_audit_hash"),
    )
    op.create_index("ix_audit_subject", "audit", ["subject"])
    op.only_grow("audit")


def _articles() -> None:
    with op.batch_alter_table("article") as batch:
        batch.add_column(sa.Column("served_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("visibility", sa.Text(), nullable=False, server_default="pending"))
        batch.add_column(sa.Column("review_due", sa.Date(), nullable=True))
        batch.create_foreign_key("fk_article_served_id", "revision", ["served_id"], ["id"])
    op.execute("UPDATE article SET served_id = current_id")
    op.execute("UPDATE article SET visibility = 'approved' WHERE status = 'approved'")
    with op.batch_alter_table("article") as batch:
        batch.alter_column("visibility", server_default=None)


def _revisions() -> None:
    op.let_change("revision")
    for name, kind, default in MOVED:
        stands_in = None if default is None else sa.text(default)
        op.add_column("revision", sa.Column(name, kind, nullable=default is None, server_default=stands_in))
        # The source of an older revision tells its own; the columns hold what the article said last.
        op.execute(
            f"UPDATE revision SET {name} = "  # noqa: S608
            f"(SELECT article.{name} FROM article WHERE article.id = revision.article_id)"
        )
    op.only_grow("revision")
