"""A SELECT that is asked for each request: compiled once, then run by the driver itself.

What SQLAlchemy does around a statement costs a reader twice as much as the statement. So it writes the
statement, and says how values go in and come out; the rest is the driver's.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect, Select

type _Convert = Callable[[Any], Any]
type Row = tuple[Any, ...]
"""The values of a row, in the order of the columns that were selected."""


class Question:
    """One statement for one kind of database; `names` are those of its columns."""

    def __init__(self, query: Select[Any], dialect: Dialect) -> None:
        compiled = query.compile(dialect=dialect)
        self.text = str(compiled)
        self._fixed = compiled.params
        self._order: Sequence[str] | None = compiled.positiontup
        self._in = _converting(
            (name, kind.type.dialect_impl(dialect).bind_processor(dialect))
            for name, kind in compiled.binds.items()
        )
        self._out = _converting(
            (place, column.type.dialect_impl(dialect).result_processor(dialect, None))
            for place, column in enumerate(query.selected_columns)
        )

    def ask(self, connection: Any, values: Mapping[str, object]) -> list[Row]:  # noqa: ANN401
        """The rows, over a connection of the driver. Raises errors of the driver."""
        given = {**self._fixed, **values}
        for name, convert in self._in:
            given[name] = convert(given[name])
        sent = given if self._order is None else [given[name] for name in self._order]
        rows = connection.execute(self.text, sent).fetchall()
        return [self._converted(row) for row in rows]

    def _converted(self, row: Sequence[Any]) -> Row:
        values = list(row)
        for place, convert in self._out:
            if values[place] is not None:
                values[place] = convert(values[place])
        return tuple(values)


def _converting[Key](found: Any) -> tuple[tuple[Any, _Convert], ...]:  # noqa: ANN401
    return tuple((key, convert) for key, convert in found if convert is not None)
