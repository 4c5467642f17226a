"""What Alembic runs; guidance/store/migrate.py hands in the connection and its transaction.

Two operations of our own stand beside Alembic's: `op.only_grow(table)` and `op.let_change(table)`.
"""

from alembic import context
from alembic.operations import MigrateOperation, Operations

from guidance.store.tables import Table

VERBS = ("UPDATE", "DELETE")


@Operations.register_operation("only_grow")
@Operations.register_operation("let_change", "let_change")
class Growth(MigrateOperation):
    """Whether rows of a table may change or go, whoever asks; kept by triggers."""

    def __init__(self, table: str, *, only: bool) -> None:
        self.table, self.only = table, only

    @classmethod
    def only_grow(cls, operations: Operations, table: str) -> None:
        """Refuse UPDATE and DELETE; the first migration made the function that PostgreSQL runs."""
        operations.invoke(cls(table, only=True))

    @classmethod
    def let_change(cls, operations: Operations, table: str) -> None:
        """Take the triggers away, while columns of the table change."""
        operations.invoke(cls(table, only=False))


@Operations.implementation_for(Growth)
def _keep(operations: Operations, growth: Growth) -> None:
    for statement in _statements(growth, operations.get_bind().dialect.name):
        operations.execute(statement)


def _statements(growth: Growth, dialect: str) -> list[str]:
    table = growth.table
    if dialect == "postgresql":
        if not growth.only:
            return [f"DROP TRIGGER {table}_only_grows ON {table}"]
        return [
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION guidance_only_grows()"
        ]
    if not growth.only:
        return [f"DROP TRIGGER {table}_no_{verb.lower()}" for verb in VERBS]
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        for verb in VERBS
    ]


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
