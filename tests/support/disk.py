"""A small disk of the test's own, which can be full and empty again."""

import errno
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.support import machine

MEGABYTE = 1024 * 1024
BLOCK = 4096


class Disk:
    """A file system in memory, mounted at a folder that PostgreSQL may reach, too."""

    def __init__(self, megabytes: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="matinee-disk-"))
        self.filler = self.folder / "filler"
        done = self.mount("-t", "tmpfs", "-o", f"size={megabytes}m", "matinee-test")
        if done.returncode:
            machine.leave_out(f"the right to mount ({done.stdout.strip()})")

    def mount(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `mount` for this folder."""
        return subprocess.run(
            ["mount", *arguments, str(self.folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def fill(self, *, but: int = 0) -> None:
        """Take all the room that there is, to the last block, but so many megabytes."""
        with self.filler.open("ab", buffering=0) as file:
            for size in (MEGABYTE, BLOCK):
                while written(file.fileno(), size):
                    pass
            file.truncate(file.tell() - but * MEGABYTE)

    def clear(self) -> None:
        """Give the room back."""
        self.filler.unlink(missing_ok=True)

    def freeze(self) -> None:
        """Let nobody write any more; nobody may have a file open for it."""
        done = self.mount("-o", "remount,ro")
        assert done.returncode == 0, done.stdout

    def thaw(self) -> None:
        """Let everybody write again."""
        done = self.mount("-o", "remount,rw")
        assert done.returncode == 0, done.stdout

    def remove(self) -> None:
        """Let go of it, with all that is on it."""
        subprocess.run(["umount", "--lazy", str(self.folder)], check=True)
        shutil.rmtree(self.folder, ignore_errors=True)


def written(descriptor: int, size: int) -> bool:
    """Write so many bytes; tell whether they found room."""
    try:
        return os.write(descriptor, bytes(size)) == size
    except OSError as error:
        if error.errno == errno.ENOSPC:
            return False
        raise
