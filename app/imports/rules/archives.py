"""Files inside an uploaded ZIP, read with distrust.

Nothing is ever unpacked to disk. Members are found by exact names, and what comes out
of them is counted as it comes: a header may lie about sizes, the bytes cannot.
"""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from app.imports.rules.refusals import FileRefused, shown

ZIP_MARK = b"PK\x03\x04"
END_MARK = b"PK\x05\x06"
END_SIZE = 22
LONGEST_COMMENT = 65_535
ENCRYPTED = 0x1
CHUNK = 64 * 1024
SMALL = 1024 * 1024
PIECE = re.compile(r"(?P<of>[a-z]+)-(?P<number>[1-9][0-9]{0,3})\.csv")
IGNORED_FOLDERS = {"deleted", "orphaned", "likes", "lists", "__macosx"}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold."""

    directory: int = 512 * 1024
    members: int = 2000
    member_bytes: int = 48 * 1024 * 1024
    total_bytes: int = 96 * 1024 * 1024
    ratio: int = 150


def is_archive(head: bytes) -> bool:
    """Tell by its first bytes whether a file is a ZIP."""
    return head.startswith((ZIP_MARK, END_MARK))


def members(
    file: BinaryIO,
    wanted: Sequence[str],
    limits: Limits | None = None,
    *,
    in_pieces: Sequence[str] = (),
) -> Iterator[tuple[str, bytes]]:
    """Yield the wanted members with their content; raise FileRefused for a bad ZIP.

    They come in the order of `wanted`; what is `in_pieces` after them: `films` stands
    for films-1.csv, films-2.csv and so on.
    """
    limits = limits or Limits()
    check_directory(file, limits)
    try:
        with zipfile.ZipFile(file) as archive:
            found = chosen(archive.infolist(), wanted, in_pieces, limits)
            total = 0
            for name, member in found:
                content = read(archive, member, limits, limits.total_bytes - total)
                total += len(content)
                yield name, content
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        OSError,
        OverflowError,
    ) as error:
        raise FileRefused(
            "This ZIP is damaged or was cut off on its way; expected one that opens "
            "whole. Download it anew and try again."
        ) from error


def check_directory(file: BinaryIO, limits: Limits) -> None:
    """Refuse an archive whose list of members alone would fill the memory."""
    file.seek(0, 2)
    length = file.tell()
    file.seek(max(0, length - LONGEST_COMMENT - END_SIZE))
    tail = file.read()
    place = tail.rfind(END_MARK)
    if place < 0 or len(tail) - place < END_SIZE:
        raise FileRefused(
            "This ZIP has no end: it was cut off on its way. Download it anew."
        )
    (size,) = struct.unpack_from("<L", tail, place + 12)
    if size > limits.directory:
        raise FileRefused(
            f"This ZIP holds more than {limits.members:,} files; expected an export."
        )
    file.seek(0)


def chosen(
    listed: list[zipfile.ZipInfo],
    wanted: Sequence[str],
    in_pieces: Sequence[str],
    limits: Limits,
) -> list[tuple[str, zipfile.ZipInfo]]:
    """Return the members that are wanted, in their order."""
    if len(listed) > limits.members:
        raise FileRefused(
            f"This ZIP holds {len(listed):,} files; expected at most "
            f"{limits.members:,}."
        )
    found: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for member in listed:
        refuse_tricks(member)
        folder, _, name = member.filename.rpartition("/")
        top = folder.partition("/")[0].lower()
        is_wanted = place_of(name, wanted, in_pieces) is not None
        if not is_wanted or "/" in folder or top in IGNORED_FOLDERS:
            continue
        inside = found.setdefault(folder, {})
        if name in inside:
            raise FileRefused(f"This ZIP holds {name} twice; expected it once.")
        inside[name] = member
    # Who unpacked an export and packed it again has one folder around everything.
    if "" not in found and len(found) > 1:
        raise FileRefused("This ZIP holds several exports; expected one.")
    inside = found.get("") or next(iter(found.values()), {})
    if not inside:
        raise FileRefused(
            "This ZIP holds no file of an export that is known here; expected one of "
            f"{', '.join((*wanted, *(f'{each}-1.csv' for each in in_pieces)))}."
        )
    return sorted(
        inside.items(), key=lambda pair: place_of(pair[0], wanted, in_pieces) or (0, 0)
    )


def place_of(
    name: str, wanted: Sequence[str], in_pieces: Sequence[str]
) -> tuple[int, int] | None:
    """Return where a file stands among those that are wanted; None if it is not.

    >>> place_of("b.csv", ["a.csv", "b.csv"], ["films"])
    (1, 0)
    >>> place_of("films-12.csv", ["a.csv", "b.csv"], ["films"])
    (2, 12)
    >>> place_of("films.csv", ["a.csv", "b.csv"], ["films"])
    """
    if name in wanted:
        return wanted.index(name), 0
    piece = PIECE.fullmatch(name)
    if piece is None or piece["of"] not in in_pieces:
        return None
    return len(wanted) + in_pieces.index(piece["of"]), int(piece["number"])


def refuse_tricks(member: zipfile.ZipInfo) -> None:
    """Refuse a member whose name or kind could only be meant to do harm."""
    name = member.orig_filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\0" in name:
        raise FileRefused(
            f"This ZIP holds a file named {shown(name)!r}; expected plain names."
        )
    if stat.S_ISLNK(member.external_attr >> 16):
        raise FileRefused(
            f"This ZIP holds a link, {shown(name)!r}; expected plain files."
        )
    if member.flag_bits & ENCRYPTED:
        raise FileRefused(
            "This ZIP is locked with a password; expected one that is not."
        )


def read(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits, room: int
) -> bytes:
    """Return what a member holds, and stop as soon as it is too much."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise FileRefused(
            f"{shown(member.filename)} is packed in a rare way; expected a plain ZIP."
        )
    most = min(limits.member_bytes, room)
    parts: list[bytes] = []
    length = 0
    with archive.open(member) as source:
        while chunk := source.read(CHUNK):
            length += len(chunk)
            if length > most:
                raise FileRefused(
                    f"{shown(member.filename)} unpacks to more than {most:,} bytes; "
                    "expected an export of one member."
                )
            if length > SMALL and length > limits.ratio * max(member.compress_size, 1):
                raise FileRefused(
                    f"{shown(member.filename)} unpacks to more than {limits.ratio} "
                    "times its size; no export does that."
                )
            parts.append(chunk)
    return b"".join(parts)
