"""SQLite's own sign of a commit, read where SQLite itself looks for it: in memory.

In WAL mode a commit ends by writing 96 bytes at the head of the index of the log,
which every process that has the database open shares as memory (the "WAL-index header"
of SQLite's file format, written twice). What has not changed there has not changed at
all: `PRAGMA data_version` compares the same bytes. To read them costs no call of SQLite
and does not let go of the interpreter, for which threads would then queue.

The memory is SQLite's own mapping, which stands as long as a connection of this process
does; one is kept for that. The file is not opened here: to close it again would drop
the locks that SQLite has on it. Where there is no such mapping, such as outside of
Linux or WAL, there is no sign, and SQLite has to be asked.
"""

import ctypes
import sqlite3
from pathlib import Path

HEAD = 96
MAPPINGS = Path("/proc/self/maps")


class CommitSign:
    """The head of the log's index, and the connection that keeps it in memory."""

    def __init__(self, connection: sqlite3.Connection, address: int) -> None:
        self.connection = connection
        self.head = (ctypes.c_char * HEAD).from_address(address)

    def seen(self) -> bytes:
        """Return what changes with every commit, by whatever process."""
        return self.head.raw


def sign_of(path: Path, connection: sqlite3.Connection) -> CommitSign | None:
    """Return the sign of the database of a connection that is kept for it, if any."""
    # The log is opened by the first question. This one needs no table, and SQLite keeps
    # half a megabyte of what it knows of ours with each connection that does.
    connection.execute("PRAGMA data_version").fetchall()
    address = address_of(f"{path}-shm")
    return None if address is None else CommitSign(connection, address)


def address_of(name: str) -> int | None:
    """Return where in memory this process has the beginning of a file."""
    try:
        lines = MAPPINGS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    for line in lines:
        # Such as "7f12…-7f13… rw-s 00000000 fe:00 1234     /folder/a name".
        place, _, offset, _, _, *named = line.split(maxsplit=5)
        if named == [name] and int(offset, 16) == 0:
            return int(place.partition("-")[0], 16)
    return None
