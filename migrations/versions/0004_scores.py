"""Figures of readability: a score for each publish and audience, and the words that block a target.

Variants that stand already have no score until they are written anew (`guidance render`).
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
MEASURES = ("fkgl", "smog", "longest_sentence", "mean_sentence", "unexplained_terms", "passive_share")
COUNTS = ("words", "sentences")
REPORT = ("score_id", "article_id", "audience", "passed", "withheld", "served_audience")
STEPS = ("first", "more_passed", "more_withheld")
CHANGE = ("audience", "day", "article_id", *STEPS, "more_fkgl")


def upgrade() -> None:
    _scores()
    with op.batch_alter_table("variant") as batch:
        batch.add_column(sa.Column("report", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
        batch.add_column(sa.Column("score_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("fk_variant_score_id", "score", ["score_id"], ["id"])
        batch.create_index("ix_variant_report", list(REPORT))
    with op.batch_alter_table("variant") as batch:
        batch.alter_column("report", server_default=None)
    op.create_table(
        "blocker",
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("cost", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("variant_id", "kind", "text", name="pk_blocker"),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variant.id"], name="fk_blocker_variant_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_blocker_article_id"),
    )
    op.create_index("ix_blocker_kind_text", "blocker", ["kind", "text", "audience", "article_id", "cost"])


def downgrade() -> None:
    op.drop_table("blocker")
    with op.batch_alter_table("variant") as batch:
        batch.drop_index("ix_variant_report")
        batch.drop_constraint("fk_variant_score_id", type_="foreignkey")
        batch.drop_column("score_id")
        batch.drop_column("report")
    op.drop_table("score")


def _scores() -> None:
    measures = [
        sa.Column(name, sa.Float(), nullable=False)
        for name in (*MEASURES, *(f"source_{name}" for name in MEASURES))
    ]
    counts = (*COUNTS, *(f"source_{name}" for name in COUNTS), "edits", "withdrawn", "omissions", *STEPS)
    op.create_table(
        "score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("gap", sa.Float(), nullable=True),
        *measures,
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counts),
        sa.Column("more_fkgl", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_score"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_score_article_id"),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_score_revision_id"),
    )
    op.create_index("ix_score_article", "score", ["article_id", "audience", "id"])
    op.create_index("ix_score_change", "score", list(CHANGE))
    op.only_grow("score")
