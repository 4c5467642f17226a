"""What Alembic runs; guidance/store/migrate.py hands in the connection and its transaction."""

from alembic import context

from guidance.store.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
