"""Lean statements for what comes often: made once, sent past the ORM.

A `select` costs more to build than SQLite needs to answer it, and the ORM adds as much
again. So a listing of a public page makes its statement once (`functools.cache`), with
`bindparam` for what changes, and reads plain rows. What a post reads and writes goes
the same way; what the session holds of a row does not change with it.

What a movie's page reads, and what a post reads and writes, goes one step further
(`Lean`): the driver is given the text of the statement, and its rows are taken as they
are. They name what they tell (`telling.py`), so that nothing is made of rows that were
read before. `packed` rows come as one from SQLite, whose driver lets go of the
interpreter for each row that it fetches.
"""

import json
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import (
    Connection,
    Dialect,
    Executable,
    Row,
    Select,
    String,
    func,
    select,
)

from app.core import sqlite
from app.core.db import db, insert_for
from app.core.readers import ASIDE

Plain = tuple[tuple[Any, ...], ...]
"""Rows as a driver gives them: of each database in its own types.

Packed ones are one row of one text. `Lean.typed` opens it.
"""

Outcome = TypeVar("Outcome")
OWN = "matinee.connection"


def rows(statement: Executable, **values: Any) -> Sequence[Row[Any]]:
    """Return the rows of a statement; what the session has changed is seen."""
    return connected().execute(statement, values).all()


def first_row(statement: Executable, **values: Any) -> Row[Any] | None:
    """Return the first row of a statement, if there is one."""
    return connected().execute(statement, values).first()


def changed(statement: Executable, **values: Any) -> int:
    """Change rows by a statement; return how many there were."""
    session = db.session()
    session.flush()
    result: Any = session.connection().execute(statement, values)
    return int(result.rowcount)


class Lean:
    """A statement that is sent by itself: its text is made once for each database.

    It may be a function that returns the statement, for one that is large: it is called
    when the statement is first sent, and nothing but the text stays in memory.

    What listens for statements hears of it as of any other, and what goes wrong is
    raised as from any other. SQLite brings `packed` rows as one.
    """

    def __init__(self, statement: Any, *, packed: bool = False) -> None:
        self.statement = statement
        self.packed = packed
        self.forms: dict[str, Form] = {}

    def read(self, **values: Any) -> Plain:
        """Return the rows as the driver gives them; the session's changes are seen."""
        connection = connected()
        return self.form(connection.dialect).sent(connection, values)

    def typed(self, plain: Plain) -> list[Any]:
        """Return rows of `read` with the names and the types of their columns."""
        return self.form(connected().dialect).typed(plain)

    def first(self, **values: Any) -> Any:
        """Return the first row, with names and types, or None; rows may be written."""
        connection = connected()
        form = self.form(connection.dialect)
        plain = form.sent(connection, values)
        return form.typed(plain[:1])[0] if plain else None

    def all(self, **values: Any) -> Sequence[Any]:
        """Return the rows with their names and types."""
        return self.typed(self.read(**values))

    def change(self, **values: Any) -> int:
        """Change rows; return how many there were."""
        connection = connected()
        return self.form(connection.dialect).changed(connection, values)

    def add(self, **values: Any) -> int | None:
        """Insert a row and return its number, or None where there was one already.

        The statement is made by `adding`.
        """
        connection = connected()
        return self.form(connection.dialect).added(connection, values)

    def form(self, dialect: Dialect) -> "Form":
        """Return the statement as a database understands it."""
        found = self.forms.get(dialect.name)
        if found is None:
            made = self.statement() if callable(self.statement) else self.statement
            found = self.forms[dialect.name] = Form.of(
                made, dialect, packed=self.packed and dialect.name == "sqlite"
            )
        return found


@dataclass(frozen=True)
class Form:
    """A statement for one kind of database.

    `given` are the parameters that it brings itself, `order` in which a driver wants
    them that knows no names. `takes` and `gives` turn values for the driver and back
    where the type of a column does so. A `packed` one gives all rows in one text.
    """

    text: str
    given: Mapping[str, Any]
    order: Sequence[str] | None
    takes: Mapping[str, Callable[[Any], Any]]
    gives: Sequence[Callable[[Any], Any] | None]
    named: Callable[[Iterable[Any]], Any]
    packed: bool

    @classmethod
    def of(cls, statement: Any, dialect: Dialect, *, packed: bool) -> "Form":
        """Compile a statement; raises ValueError if its text depends on its values."""
        sent = pack(statement) if packed else statement
        made: Any = sent.compile(dialect=dialect)
        if made.post_compile_params or made.literal_execute_params:
            raise ValueError("the text of this statement depends on its values")
        columns = list(statement.exported_columns)
        names = [each.key for each in columns]
        row_kind: Any = namedtuple("Read", names, rename=True)  # type: ignore[misc]
        takes = {
            name: turn
            for parameter, name in made.bind_names.items()
            if (turn := parameter.type._cached_bind_processor(dialect))  # noqa: SLF001  SQLAlchemy asks its types so
        }
        text = str(made)
        if dialect.name == "sqlite" and is_locking(statement):
            # It has no word for that, and writes from here on.
            text += sqlite.LOCKING
        return cls(
            text=text,
            given={
                name: value
                for name, value in made.params.items()
                if not made.binds[name].required
            },
            order=made.positiontup if made.positional else None,
            takes=takes,
            gives=[
                column.type._cached_result_processor(dialect, None)  # noqa: SLF001  as above
                for column in columns
            ],
            named=row_kind._make,
            packed=packed,
        )

    def sent(self, connection: Connection, values: Mapping[str, Any]) -> Plain:
        """Send the statement and return all rows."""
        return self.executed(connection, values, all_rows)

    def changed(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Send the statement and return how many rows it has changed."""
        return self.executed(connection, values, number_of_rows)

    def added(self, connection: Connection, values: Mapping[str, Any]) -> int | None:
        """Send the statement and return the number of the row that is new."""
        number = number_in_row if self.gives else last_number
        return self.executed(connection, values, number)

    def executed(
        self,
        connection: Connection,
        values: Mapping[str, Any],
        result: Callable[[Any], Outcome],
    ) -> Outcome:
        """Send the statement and return what is read of the cursor."""
        values = {**self.given, **values}
        for name, turn in self.takes.items():
            values[name] = turn(values[name])
        given: Any = values
        if self.order is not None:
            given = tuple([values[name] for name in self.order])
        cursor = connection.connection.cursor()
        for hear in connection.dispatch.before_cursor_execute:
            hear(connection, cursor, self.text, given, None, False)
        try:
            cursor.execute(self.text, given)
            return result(cursor)
        except connection.dialect.loaded_dbapi.Error as error:
            connection._handle_dbapi_exception(error, self.text, given, cursor, None)  # noqa: SLF001  it wraps, and drops a dead connection
            raise
        finally:
            cursor.close()

    def typed(self, plain: Plain) -> list[Any]:
        """Return rows with the names and the types of their columns."""
        turns = self.gives
        found: Iterable[Any] = plain
        if self.packed:
            found = json.loads(plain[0][0])
            if len(turns) == 1:
                found = [(value,) for value in found]
        if not any(turns):
            return list(map(self.named, found))
        return [
            self.named(
                [
                    value if turn is None else turn(value)
                    for value, turn in zip(row, turns, strict=True)
                ]
            )
            for row in found
        ]


def all_rows(cursor: Any) -> Plain:
    """Return the rows that a cursor has found."""
    return tuple(cursor.fetchall())


def number_of_rows(cursor: Any) -> int:
    """Return how many rows a cursor has changed."""
    return int(cursor.rowcount)


def number_in_row(cursor: Any) -> int | None:
    """Return the number that a cursor has brought of a new row, if there is one."""
    row = cursor.fetchone()
    return None if row is None else int(row[0])


def last_number(cursor: Any) -> int | None:
    """Return the number that a cursor has given to a new row, if there is one."""
    return int(cursor.lastrowid) if cursor.rowcount else None


def adding(table: Any, dialect: str, **said: Any) -> Lean:
    """Return what inserts a row unless one has its key; see `Lean.add`.

    SQLite knows the number of the row without being asked to return it. That would be a
    trigger to it, for which it copies each page before it changes it, and once they are
    sixteen, as with many indexes, into a file of its own.
    """
    statement = insert_for(dialect, table).values(said).on_conflict_do_nothing()
    if dialect != "sqlite":
        statement = statement.returning(table.c.id)
    return Lean(statement)


def is_locking(statement: Any) -> bool:
    """Tell whether a statement locks the rows that it reads."""
    return getattr(statement, "_for_update_arg", None) is not None


def pack(statement: Any) -> Select[*tuple[Any, ...]]:
    """Return a statement of SQLite that gives the same rows, in their order, in one.

    Rows of a single column come as their values.
    """
    columns = statement.subquery().columns
    first = next(iter(columns))
    row = first if len(columns) == 1 else func.json_array(*columns, type_=String)
    return select(func.json_group_array(row, type_=String)).select_from(first.table)


def connected() -> Connection:
    """Return the connection of the session; what the session has changed is sent.

    `aside` (`readers.py`) it is a connection by itself.
    """
    own = ASIDE.get()
    if own is not None:
        return own
    session = db.session()
    session.flush()
    transaction = session.get_transaction()
    kept: tuple[Any, Connection] | None = session.info.get(OWN)
    if kept is not None and kept[0] is transaction and transaction.is_active:
        return kept[1]
    connection = session.connection()
    session.info[OWN] = (session.get_transaction(), connection)
    return connection
