"""What people put in the place of the rewriter's words, and withheld variants that they accepted.

A migration stands on its own: it imports nothing of the package, which will have moved on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

APPEND_ONLY = ("wording", "acceptance")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _table(
        "wording",
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=True),
        sa.Column("became", sa.Text(), nullable=True),
        sa.Column("overridden", sa.JSON(), nullable=False),
    )
    _table(
        "acceptance",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
    )
    for table in APPEND_ONLY:
        op.only_grow(table)


def downgrade() -> None:
    # The triggers go with their tables; the function that PostgreSQL runs belongs to the first migration.
    for table in reversed(APPEND_ONLY):
        op.drop_table(table)


def _table(name: str, *columns: sa.Column) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        *columns,
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=f"fk_{name}_article_id"),
    )
    op.create_index(f"ix_{name}_article_id_audience", name, ["article_id", "audience"])
