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
    Boolean,
    Connection,
    Date,
    Dialect,
    Executable,
    Integer,
    Row,
    Select,
    String,
    cast,
    func,
    literal_column,
    null,
    select,
    union_all,
)

from app.core import sqlite
from app.core.db import db
from app.core.readers import ASIDE

KINDS = (Integer, Date, String)
"""The kinds of columns that a gathering carries; what is true or not is a 1 or a 0."""

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


@dataclass(frozen=True)
class Gathering:
    """Several short lists of unlike rows, read by one statement.

    `places` says for each list in which columns of the common row its own stand. The
    rows come in no order.
    """

    lean: Lean
    places: Sequence[Sequence[int]]

    def read(self, **values: Any) -> Sequence[Sequence[tuple[Any, ...]]]:
        """Return the rows of each list, in the order of the lists."""
        return self.lists(self.lean.read(**values))

    def lists(self, plain: Plain) -> Sequence[Sequence[tuple[Any, ...]]]:
        """Return the rows of each list from rows as the driver gave them."""
        found: list[list[tuple[Any, ...]]] = [[] for _ in self.places]
        for row in self.lean.typed(plain):
            number = row[0]
            found[number].append(tuple([row[place] for place in self.places[number]]))
        return found


def gathering(*lists: Select[*tuple[Any, ...]]) -> Gathering:
    """Put several lists side by side: columns of one kind share their places.

    A list that lacks a place has a NULL of its kind there, which PostgreSQL wants to be
    told.
    """
    own = [[carried(column) for column in each.selected_columns] for each in lists]
    kinds = [[kind_of(column.type) for column in columns] for columns in own]
    common = [
        kind for kind in KINDS for _ in range(max(each.count(kind) for each in kinds))
    ]
    places: list[list[int]] = []
    parts = []
    for number, (listing, columns) in enumerate(zip(lists, own, strict=True)):
        free = list(enumerate(common))
        taken: dict[int, Any] = {}
        places.append([])
        for column, kind in zip(columns, kinds[number], strict=True):
            place = next(pair for pair in free if pair[1] is kind)
            free.remove(place)
            taken[place[0]] = column
            places[-1].append(place[0] + 1)
        filled = [
            taken.get(place, cast(null(), kind)).label(f"c{place}")
            for place, kind in enumerate(common)
        ]
        mark = literal_column(str(number), Integer).label("list")
        parts.append(listing.with_only_columns(mark, *filled))
    return Gathering(Lean(union_all(*parts), packed=True), places)


def carried(column: Any) -> Any:
    """Return a column as it travels."""
    return cast(column, Integer) if isinstance(column.type, Boolean) else column


def kind_of(kind: Any) -> type:
    """Return which of the kinds a column's type is."""
    return next(each for each in KINDS if isinstance(kind, each))
