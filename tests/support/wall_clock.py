"""The clock on the wall of a site's processes, which a test can set while they run.

libfaketime stands between a process and its machine, and reads from a file how much
later or earlier it is. What counts seconds without a date goes on as it does when
somebody sets a machine's clock.
"""

from pathlib import Path

from tests.support import machine

# libfaketime takes the moment until which Python sleeps for one of the calendar.
SLEEP = """
import threading
import time

time.sleep = lambda seconds: threading.Event().wait(seconds) and None
"""


class WallClock:
    """A clock that is right at first; `environment` gives it to a site."""

    def __init__(self, folder: Path) -> None:
        self.library = machine.faketime() or machine.leave_out("libfaketime")
        self.file = folder / "clock"
        self.modules = folder / "modules-of-clock"
        self.modules.mkdir()
        (self.modules / "sitecustomize.py").write_text(SLEEP)
        self.set("+0")

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables of the processes that shall go by it."""
        return {
            "LD_PRELOAD": str(self.library),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
            "PYTHONPATH": str(self.modules),
        }

    def set(self, offset: str) -> None:
        """Set it against the true time: `-1h`, `+30`."""
        fresh = self.file.with_suffix(".fresh")
        fresh.write_text(offset)
        # At once: nobody reads half of it.
        fresh.replace(self.file)
