"""Remember what a preview would write, so that it meets its own rows again."""

import sqlite3
from collections.abc import Iterable, Sequence

from app.core.long_lists import parts
from app.imports.rules.sorting import PENDING, Mark


class Planned:
    """The reviews that a preview knows besides the marks in the database.

    Those that it would add, and those that nobody imported. They stand in a scratch
    file that SQLite makes, keeps small in memory and removes: a preview of any size
    needs no room here, and writes nothing to the site.
    """

    def __init__(self) -> None:
        self.scratch = sqlite3.connect("")
        self.scratch.execute("PRAGMA journal_mode=OFF")
        self.scratch.execute(
            "CREATE TABLE planned (identity INTEGER PRIMARY KEY, words INTEGER, "
            "review_id INTEGER, content INTEGER)"
        )
        self.scratch.execute("CREATE INDEX by_words ON planned (words)")

    def add(self, keys: Iterable[tuple[int, int | None]]) -> None:
        """Note the keys of reviews that would be new."""
        self.add_known((PENDING, identity, words, 0) for identity, words in keys)

    def add_known(self, rows: Iterable[tuple[int, int, int | None, int]]) -> None:
        """Note reviews that are here: number, identity, words, content."""
        self.scratch.executemany(
            "INSERT OR IGNORE INTO planned (review_id, identity, words, content) "
            "VALUES (?, ?, ?, ?)",
            rows,
        )

    def by(self, column: str, keys: Sequence[int]) -> list[Mark]:
        """Return marks of what was noted, by identity or by words."""
        found: list[Mark] = []
        for part in parts(keys):
            places = ", ".join("?" * len(part))
            rows = self.scratch.execute(
                "SELECT review_id, identity, words, content FROM planned "  # noqa: S608  a name of our own
                f"WHERE {column} IN ({places})",
                part,
            )
            found += [
                Mark(row[0], row[1], row[2], row[3], imported=row[0] == PENDING)
                for row in rows
            ]
        return found

    def close(self) -> None:
        """Remove the scratch file."""
        self.scratch.close()
