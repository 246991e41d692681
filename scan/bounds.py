"""How long a scan lasts: all of it is bounded, and shared out among its parts."""

import os
import subprocess
from typing import Any

# Seconds for the tools; the demo is loaded before. SCAN_SECONDS=3600 looks longer.
WHOLE = int(os.environ.get("SCAN_SECONDS", "480"))
API = WHOLE // 5
PAGES = WHOLE - API
# What a tool may take beyond its share, to start and to write its report.
GRACE = 60


def run(command: list[str], seconds: float, **how: Any) -> int:
    """Run a tool and return its exit code; raises TimeoutExpired if it never ends."""
    longest = 2 * seconds + GRACE
    return subprocess.run(command, check=False, timeout=longest, **how).returncode
