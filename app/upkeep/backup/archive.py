"""The file of a backup: a compressed tar, its last member the sums of the others.

It is written beside its name and moved there when it is whole, and read to its end,
every sum checked, before anything is taken out of it. Memory stays level either way.
"""

import gzip
import hashlib
import io
import json
import os
import secrets
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Any

FORMAT = "matinee backup"
VERSION = 1
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
CHUNK = 1024 * 1024
FAST = 1
BROKEN = (tarfile.TarError, zlib.error, EOFError, OSError, ValueError)
Progress = Callable[[str, int], None]


class Refused(Exception):
    """A backup cannot be written or read; the message is for whoever asked."""


class Writer:
    """Writes the members of a backup one after the other; made by `written`."""

    def __init__(self, archive: tarfile.TarFile, progress: Progress) -> None:
        self.archive = archive
        self.progress = progress
        self.sums: dict[str, str] = {}

    def add_bytes(self, name: str, content: bytes) -> None:
        """Add what is in memory."""
        self.add(name, io.BytesIO(content), len(content))

    def add_file(self, name: str, path: Path) -> None:
        """Add a file as it is now; one that is gone is left out."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return
        with file:
            self.add(name, file, os.fstat(file.fileno()).st_size)

    def add(self, name: str, file: IO[bytes], size: int) -> None:
        """Add so many bytes, and remember their sum."""
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        summed = Summed(file, name)
        self.archive.addfile(member, summed)
        self.sums[name] = summed.digest.hexdigest()
        self.progress(name, size)


class Summed(io.RawIOBase):
    """Sums what is read through it."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self.file = file
        self.name = name
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read and sum."""
        try:
            content = self.file.read(size)
        except OSError as error:
            raise Refused(f"{self.name} cannot be read: {error.strerror}") from error
        self.digest.update(content)
        return content


@contextmanager
def written(target: Path, progress: Progress) -> Iterator[Writer]:
    """Yield what writes a backup; its file is there when all is in it, or never."""
    if target.exists():
        raise Refused(f"{target} is there already; nothing is written over.")
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            with (
                gzip.GzipFile("", "wb", FAST, file, mtime=0) as packed,
                tarfile.open(fileobj=packed, mode="w|") as archive,
            ):
                writer = Writer(archive, progress)
                yield writer
                lines = (f"{digest}  {name}\n" for name, digest in writer.sums.items())
                writer.add_bytes(SUMS, "".join(lines).encode())
            file.flush()
            os.fsync(file.fileno())
        # A link, not a move: it fails where another backup was faster.
        os.link(draft, target)
    except FileExistsError:
        raise Refused(f"{target} is there already; nothing is written over.") from None
    except OSError as error:
        raise Refused(f"{target} cannot be written: {error.strerror}") from error
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def opened(source: Path) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """Yield the members of a backup by name, in order; each is read where it stands."""

    def members(archive: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
        for member in archive:
            parts = PurePosixPath(member.name).parts
            file = archive.extractfile(member)
            if not member.isreg() or ".." in parts or parts[:1] == ("/",):
                raise Refused(f"{source}: {member.name!r} is no file of a backup.")
            if file is not None:
                yield member.name, file

    try:
        with (
            gzip.open(source, "rb") as packed,
            tarfile.open(fileobj=packed, mode="r|") as archive,
        ):
            yield members(archive)
            # The end of the packed file holds a sum of its own.
            while packed.read(CHUNK):
                pass
    except BROKEN as error:
        raise Refused(f"{source} is broken or no backup: {error}") from error


def checked(source: Path) -> Mapping[str, Any]:
    """Read a backup to its end, check every sum, and return its manifest."""
    sums: dict[str, str] = {}
    manifest, listed = b"", None
    with opened(source) as members:
        for name, file in members:
            if listed is not None or name in sums:
                raise Refused(f"{source}: {name} is not where it belongs.")
            if name == SUMS:
                listed = dict(each_line(file.read().decode()))
                continue
            digest = hashlib.sha256()
            while chunk := file.read(CHUNK):
                digest.update(chunk)
                if name == MANIFEST:
                    manifest += chunk
            sums[name] = digest.hexdigest()
    if listed is None:
        raise Refused(f"{source} is not whole: its end with the sums is missing.")
    for name in sorted(sums.keys() ^ listed.keys()):
        raise Refused(f"{source}: {name} is missing, or was not there when written.")
    for name, digest_now in sums.items():
        if digest_now != listed[name]:
            raise Refused(f"{source}: {name} is not what was written.")
    return checked_manifest(source, manifest)


def each_line(text: str) -> Iterator[tuple[str, str]]:
    """Return name and sum of each line."""
    for line in text.splitlines():
        digest, _, name = line.partition("  ")
        yield name, digest


def checked_manifest(source: Path, content: bytes) -> Mapping[str, Any]:
    """Return what a backup says of itself; refuse what is of another kind."""
    try:
        manifest = json.loads(content or b"{}")
    except ValueError:
        manifest = {}
    found = (manifest.get("format"), manifest.get("version"))
    if found != (FORMAT, VERSION):
        raise Refused(
            f"{source} is no backup that this version reads: {found[0]!r}, version "
            f"{found[1]!r}; expected {FORMAT!r}, version {VERSION}."
        )
    known: Mapping[str, Any] = manifest
    return known


def copy(source: IO[bytes], target: Path) -> None:
    """Write a member into a new file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with opened_for(target) as out:
        while chunk := source.read(CHUNK):
            put(out, chunk)


@contextmanager
def opened_for(target: Path) -> Iterator[IO[bytes]]:
    """Yield a new file; what is in it at the end is on the disk."""
    # Not one `try` for all: reading fails by the backup, writing by the disk.
    try:
        out = target.open("xb")
    except OSError as error:
        raise Refused(f"{target} cannot be written: {error.strerror}") from error
    with out:
        yield out
        put(out, b"")


def put(out: IO[bytes], chunk: bytes) -> None:
    """Write a piece; the empty one is the last."""
    try:
        out.write(chunk)
        if not chunk:
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise Refused(f"{out.name} cannot be written: {error.strerror}") from error
