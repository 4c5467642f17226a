"""The web sites of clients: their origins, and the name by which a frame says whose portal it stands in.

Each client that is there gets a name of its own.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

CLIENT = sa.table("client", sa.column("id", sa.Integer), sa.column("portal", sa.Text))


def upgrade() -> None:
    with op.batch_alter_table("client") as batch:
        batch.add_column(sa.Column("portal", sa.Text(), nullable=True))
    connection = op.get_bind()
    for number in connection.execute(sa.select(CLIENT.c.id)).scalars().all():
        named = sa.update(CLIENT).where(CLIENT.c.id == number).values(portal=secrets.token_hex(8))
        connection.execute(named)
    with op.batch_alter_table("client") as batch:
        batch.alter_column("portal", existing_type=sa.Text(), nullable=False)
        batch.create_unique_constraint("uq_client_portal", ["portal"])
    op.create_table(
        "client_origin",
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("origin", name="pk_client_origin"),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name="fk_client_origin_client_id"),
    )
    op.create_index("ix_client_origin_client_id", "client_origin", ["client_id"])


def downgrade() -> None:
    op.drop_table("client_origin")
    with op.batch_alter_table("client") as batch:
        batch.drop_constraint("uq_client_portal", type_="unique")
        batch.drop_column("portal")
