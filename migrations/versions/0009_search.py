"""What articles are searched by: the tokens of each text that is read, and the words to guess from.

The tables begin empty: making tokens is the code's work. `guidance index` fills them from the variants
that are kept, and `guidance render` does as well.

A migration stands on its own: it imports nothing of the package, which will have moved on.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# The index holds no text of its own; the triggers hand it what is written and what goes. A token is
# whatever stands between blanks: every sign beyond ASCII belongs to one, and no other sign occurs.
SQLITE = (
    "CREATE VIRTUAL TABLE search_index USING fts5(words, content='search_text', content_rowid='id', "
    "tokenize='ascii', detail=none, columnsize=0)",
    "CREATE TRIGGER search_text_added AFTER INSERT ON search_text BEGIN "
    "INSERT INTO search_index(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER search_text_gone AFTER DELETE ON search_text BEGIN "
    "INSERT INTO search_index(search_index, rowid, words) VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER search_text_changed AFTER UPDATE ON search_text BEGIN "
    "INSERT INTO search_index(search_index, rowid, words) VALUES ('delete', old.id, old.words); "
    "INSERT INTO search_index(rowid, words) VALUES (new.id, new.words); END",
)


def upgrade() -> None:
    # On SQLite the number is the rowid, which only INTEGER can be.
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    tokens = sa.Text().with_variant(TSVECTOR(), "postgresql")
    # Words are found by their first letters, so they stand in the order of their characters.
    word = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "search_document",
        sa.Column("id", number, autoincrement=False, nullable=False),
        *(
            sa.Column(f"{kind}_id", sa.Integer(), nullable=False)
            for kind in ("variant", "article", "revision")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_search_document"),
        _points_at("search_document", "variant", ondelete="CASCADE"),
        _points_at("search_document", "article"),
        _points_at("search_document", "revision"),
    )
    op.create_index("ix_search_document_variant_id", "search_document", ["variant_id"])
    op.create_table(
        "search_text",
        sa.Column("id", number, autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("words", tokens, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_text"),
        sa.ForeignKeyConstraint(["id"], ["search_document.id"], name="fk_search_text_id", ondelete="CASCADE"),
    )
    op.create_table(
        "search_word",
        sa.Column("word", word, nullable=False),
        sa.Column("backwards", word, nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", name="pk_search_word"),
    )
    op.create_index("ix_search_word_backwards", "search_word", ["backwards"])
    if op.get_bind().dialect.name == "postgresql":
        # Without the list of what is still to be filed, which every search would have to read.
        op.execute("CREATE INDEX search_index ON search_text USING gin (words) WITH (fastupdate = off)")
        return
    for statement in SQLITE:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_index")
    # Triggers and indexes go with their tables.
    op.drop_table("search_word")
    op.drop_table("search_text")
    op.drop_table("search_document")


def _points_at(table: str, other: str, **options: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([f"{other}_id"], [f"{other}.id"], name=f"fk_{table}_{other}_id", **options)
