"""People of the content team, their sessions and tries to sign in; clients, and secrets that keys change.

Each key that is there gets a client of its own name. Going down, a key keeps its newest secret.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _people()
    _signing_in()
    _clients()
    _secrets()


def downgrade() -> None:
    _one_secret()
    for table in ("api_secret", "client"):
        op.drop_table(table)
    for table in ("site_secret", "sign_in_try", "session", "person"):
        op.drop_table(table)


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("disabled_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("username", name="uq_person_username"),
        sa.UniqueConstraint("subject", name="uq_person_subject"),
    )


def _signing_in() -> None:
    op.create_table(
        "session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
        sa.UniqueConstraint("hash", name="uq_session_hash"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_session_person_id"),
    )
    op.create_index("ix_session_person_id", "session", ["person_id"])
    op.create_table(
        "sign_in_try",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_sign_in_try"),
    )
    op.create_table(
        "site_secret",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", name="pk_site_secret"),
    )


def _clients() -> None:
    op.create_table(
        "client",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sees_pending", sa.Boolean(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_client"),
        sa.UniqueConstraint("name", name="uq_client_name"),
    )
    op.execute("INSERT INTO client (name, created_at) SELECT name, created_at FROM api_key")
    with op.batch_alter_table("api_key") as batch:
        batch.add_column(sa.Column("client_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("old_until", MOMENT, nullable=True))
    op.execute("UPDATE api_key SET client_id = (SELECT id FROM client WHERE client.name = api_key.name)")
    with op.batch_alter_table("api_key") as batch:
        batch.alter_column("client_id", existing_type=sa.Integer(), nullable=False)
        batch.create_foreign_key("fk_api_key_client_id", "client", ["client_id"], ["id"])
    op.create_index("ix_api_key_client_id", "api_key", ["client_id"])


def _secrets() -> None:
    op.create_table(
        "api_secret",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("good_until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("hash", name="pk_api_secret"),
        sa.ForeignKeyConstraint(["key_id"], ["api_key.id"], name="fk_api_secret_key_id"),
    )
    op.create_index("ix_api_secret_key_id", "api_secret", ["key_id"])
    op.execute("INSERT INTO api_secret (hash, key_id) SELECT hash, id FROM api_key")
    with op.batch_alter_table("api_key") as batch:
        batch.drop_constraint("uq_api_key_hash", type_="unique")
        batch.drop_column("hash")


def _one_secret() -> None:
    with op.batch_alter_table("api_key") as batch:
        batch.add_column(sa.Column("hash", sa.Text(), nullable=True))
    newest = "SELECT hash FROM api_secret WHERE api_secret.key_id = api_key.id AND good_until IS NULL"
    op.execute(f"UPDATE api_key SET hash = ({newest})")  # noqa: S608  (no value from outside)
    op.drop_index("ix_api_key_client_id", "api_key")
    with op.batch_alter_table("api_key") as batch:
        batch.alter_column("hash", existing_type=sa.Text(), nullable=False)
        batch.create_unique_constraint("uq_api_key_hash", ["hash"])
        batch.drop_constraint("fk_api_key_client_id", type_="foreignkey")
        batch.drop_column("client_id")
        batch.drop_column("old_until")
