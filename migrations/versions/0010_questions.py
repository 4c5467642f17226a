"""Follow-up questions: passages that answer them, word vectors, and questions that nothing answered."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "passage",
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("heading", "anchor")),
        sa.Column("parts", sa.JSON(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("shows", "stems", "explained")),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("lay", "head")),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("variant_id", "place", name="pk_passage"),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variant.id"], name="fk_passage_variant_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "topic",
        sa.Column("stem", sa.Text(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("stem", "variant_id", name="pk_topic"),
        sa.ForeignKeyConstraint(
            ["variant_id"], ["variant.id"], name="fk_topic_variant_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_topic_variant_id", "topic", ["variant_id"])
    op.create_table(
        "word_vector",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("word", name="pk_word_vector"),
    )
    op.create_table(
        "unanswered",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("text", "folded")),
        sa.Column("count", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("first_on", "last_on")),
        sa.Column("handled_on", sa.Date(), nullable=True),
        sa.Column("handled_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_unanswered"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_unanswered_article_id"),
        sa.UniqueConstraint("article_id", "folded", name="uq_unanswered_article_id_folded"),
    )
    op.create_index("ix_unanswered_handled_on", "unanswered", ["handled_on", "count"])


def downgrade() -> None:
    for table in ("unanswered", "word_vector", "topic", "passage"):
        op.drop_table(table)
