"""An uploaded file, whatever it is, as the films that it speaks of.

It is recognised by what stands in it, never by its name alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import BinaryIO

from app.imports.rules import archives, imdb, letterboxd, own_format
from app.imports.rules.decoding import text_of
from app.imports.rules.entries import Entry, Item, gathered
from app.imports.rules.own_tables import Table
from app.imports.rules.refusals import FileRefused, Refusal

LARGEST_UPLOAD = 20 * 1024 * 1024
KNOWN_MEMBERS = tuple(dict.fromkeys((*letterboxd.EXPORT_FILES, *own_format.FILES)))
HEAD = 4
UNKNOWN = (
    "{name}, line 1: {columns}; expected the columns of a Letterboxd export, of IMDb's "
    "ratings, or of a file from a site like this one."
)


class Source(StrEnum):
    """Where a file comes from."""

    LETTERBOXD = "letterboxd"
    IMDB = "imdb"
    MATINEE = "matinee"


@dataclass
class Upload:
    """What an uploaded file says: films, refused lines, and remarks on the whole."""

    source: Source = Source.LETTERBOXD
    items: list[Item] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    lines: int = 0


def understood(file: BinaryIO, name: str, *, today: date) -> Upload:
    """Read an uploaded file; raise FileRefused if it cannot be one of ours."""
    upload = Upload()
    upload.items = list(gathered(entries_of(upload, file, name, today=today)))
    if not upload.items and not upload.refusals:
        raise FileRefused(f"{name}: no film in it; expected at least one line of them.")
    return upload


def entries_of(
    upload: Upload, file: BinaryIO, name: str, *, today: date
) -> Iterator[Entry]:
    """Yield every line that is understood, and note those that are not."""
    for member, content in contents(file, name):
        text, remark = text_of(content, member)
        if remark:
            upload.remarks.append(remark)
        if not text.strip():
            upload.remarks.append(f"{member} is empty.")
            continue
        table = Table(member, text)
        upload.source, read = recognised(table)
        for entry in read(table, today=today):
            upload.lines += 1
            if isinstance(entry, Refusal):
                upload.refusals.append(entry)
            else:
                yield entry


def contents(file: BinaryIO, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files in an archive, or the one file that was sent."""
    head = file.read(HEAD)
    file.seek(0)
    if archives.is_archive(head):
        yield from archives.members(file, KNOWN_MEMBERS, in_pieces=letterboxd.IN_PIECES)
    else:
        yield name, file.read(LARGEST_UPLOAD)


def recognised(
    table: Table,
) -> tuple[Source, Callable[..., Iterator[Entry | Refusal]]]:
    """Say where a file comes from and how it is read."""
    if own_format.is_own(table):
        return Source.MATINEE, own_format.read
    if imdb.is_ratings(table):
        return Source.IMDB, imdb.read
    if letterboxd.is_export(table):
        return Source.LETTERBOXD, letterboxd.read_export
    if letterboxd.is_import_file(table):
        return Source.LETTERBOXD, letterboxd.read_import_file
    columns = ", ".join(table.header)[:120]
    raise FileRefused(UNKNOWN.format(name=table.name, columns=repr(columns)))
