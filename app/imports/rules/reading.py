"""Read a file of rows in batches: its packing, its encoding, its dialect.

Nothing of a file is ever kept but the batch in hand. What cannot be read as a row
becomes a problem with its line; only a file that makes no sense at all is refused.
"""

import codecs
import io
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, cast

from app.imports.rules import dates
from app.imports.rules.columns import Kind, Layout
from app.imports.rules.problems import FileRefused, Problem

BATCH = 20_000
HEAD = 1 << 16
CHUNK = 1 << 20
GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
PACKED = {
    b"PK\x03\x04": "a ZIP archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"BZh": "packed by bzip2",
    b"\xfd7zXZ": "packed by xz",
    b"\x28\xb5\x2f\xfd": "packed by zstd",
    b"SQLite format 3": "an SQLite database",
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file",
}
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # Before UTF-16, whose mark is the first half of this one.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CUT_OFF = "the packed file to go on; it is cut off here"
TOO_LARGE = (
    "{name}: unpacked, the file has more than {most:,} bytes; nothing of it was "
    "imported, send it in parts"
)
DAMAGED = "a gzip file that is whole; it is damaged from here on"


@dataclass(frozen=True)
class Batch:
    """Some rows by columns: `columns[field][n]` stands on line `lines[n]`."""

    lines: Sequence[int]
    columns: Mapping[str, Sequence[str]]
    problems: Sequence[Problem] = field(default_factory=list)


@dataclass
class Stream:
    """The bytes of a file, unpacked; `raw` tells how far it has been read."""

    raw: BinaryIO
    unpacked: BinaryIO
    packed: bool

    def text(self) -> "Characters":
        """Return the characters, in whatever encoding they are written."""
        return Characters(self.unpacked, encoding_of(peek(self.unpacked)))

    def close(self) -> None:
        """Let go of the file."""
        self.unpacked.close()
        self.raw.close()


class Characters:
    """The characters of a stream, piece by piece; stray bytes do not end it."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self.encoding = encoding
        errors = LENIENT if encoding.startswith("utf-8") else "replace"
        self.decoder = codecs.getincrementaldecoder(encoding)(errors)
        self.stream = cast(io.BufferedReader, stream)

    def read(self) -> str:
        """Return what comes next, "" at the end; raises TruncatedFile."""
        while chunk := self.stream.read1(CHUNK):
            if text := self.decoder.decode(chunk):
                return text
        return self.decoder.decode(b"", final=True)


@dataclass
class Rows:
    """An opened file: what its columns mean, and its rows in batches."""

    layout: Layout
    batches: Iterator[Batch]
    stream: Stream
    dialect: str

    @property
    def position(self) -> int:
        """How many bytes of the file have been read."""
        return self.stream.raw.tell()

    def close(self) -> None:
        """Let go of the file."""
        self.stream.close()


@dataclass(frozen=True)
class Source:
    """A file and how it is to be read."""

    path: Path
    kind: Kind
    mapping: Mapping[str, str] = field(default_factory=dict)
    batch: int = BATCH

    @property
    def name(self) -> str:
        """The file's name, as problems give it."""
        return self.path.name

    @property
    def size(self) -> int:
        """How many bytes the file has."""
        return self.path.stat().st_size

    def open(self) -> Stream:
        """Open and unpack the file; raises FileRefused."""
        try:
            raw = self.path.open("rb")
        except OSError as error:
            raise FileRefused(f"{self.path}: {error.strerror or error}") from error
        head = raw.read(HEAD)
        raw.seek(0)
        if not head:
            raw.close()
            raise FileRefused(f"{self.name}: the file is empty")
        for magic, what in PACKED.items():
            if head.startswith(magic):
                raw.close()
                raise FileRefused(
                    f"{self.name}: this is {what}; expected CSV, TSV, JSON or NDJSON, "
                    "plain or packed by gzip"
                )
        if not head.startswith(GZIP):
            return Stream(raw, raw, packed=False)
        unpacked = io.BufferedReader(cast(io.RawIOBase, Unpacked(raw)), CHUNK)
        return Stream(raw, cast(BinaryIO, unpacked), packed=True)

    def check_unpacked(self, most: int) -> None:
        """Raise FileRefused when a packed file holds more bytes than may be."""
        stream = self.open()
        size = 0
        try:
            while stream.packed and (chunk := stream.unpacked.read(CHUNK)):
                size += len(chunk)
                if size > most:
                    raise FileRefused(TOO_LARGE.format(name=self.name, most=most))
        except TruncatedFile:
            return  # Its rows are read up to there, and the report says so.
        finally:
            stream.raw.close()

    def fillers(self) -> frozenset[date]:
        """Return the days that stand in this file in bulk and mean "unknown"."""
        stream = self.open()
        try:
            return dates.fillers_in(iter(stream.text().read, ""))
        except TruncatedFile:
            return frozenset()
        finally:
            stream.raw.close()


class TruncatedFile(OSError):
    """A packed file that ends too early or is damaged."""


class Unpacked(io.RawIOBase):
    """The bytes of a gzip file; all that is whole comes before a TruncatedFile."""

    def __init__(self, raw: BinaryIO) -> None:
        super().__init__()
        self.raw = raw
        self.member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self.packed = b""
        self.trouble = ""

    def readable(self) -> bool:
        """Say that this is to be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer with what comes next."""
        found = b""
        while not found:
            if self.trouble:
                raise TruncatedFile(self.trouble)
            if not self.packed:
                self.packed = self.raw.read(HEAD)
            if not self.packed:
                if self.member.eof:
                    return 0
                self.trouble = CUT_OFF
                continue
            found = self.unpack(len(buffer))
        buffer[: len(found)] = found
        return len(found)

    def unpack(self, most: int) -> bytes:
        """Return some bytes; a file may have several members, one behind another."""
        if self.member.eof:
            if not self.packed.startswith(GZIP):
                self.packed = b""  # Padding behind the last member.
                return b""
            self.member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            found = self.member.decompress(self.packed, most)
        except zlib.error:
            self.trouble = DAMAGED
            return b""
        self.packed = self.member.unconsumed_tail or self.member.unused_data
        return found


def peek(stream: BinaryIO) -> bytes:
    """Return the first bytes of a stream and leave them there; raises TruncatedFile."""
    return cast(io.BufferedReader, stream).peek(HEAD)[:HEAD]


def encoding_of(head: bytes) -> str:
    """Return the encoding of a file by its first bytes.

    Without a mark it is UTF-8, in which stray bytes are read as Windows would; or
    UTF-16, when every other byte is nothing.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return encoding
    half = len(head) // 2
    if half and head[1::2].count(0) > half * 0.4:
        return "utf-16-le"
    if half and head[0::2].count(0) > half * 0.4:
        return "utf-16-be"
    return "utf-8"


LENIENT = "matinee-windows-1252"


def as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read a byte that is not UTF-8 as Windows-1252, or else as Latin-1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    try:
        return stray.decode("cp1252"), error.end
    except UnicodeDecodeError:
        return stray.decode("latin-1"), error.end


codecs.register_error(LENIENT, as_windows)
