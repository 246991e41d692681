"""What few requests want is imported by the first of them, not by every worker."""

import subprocess
import sys

from app.config import ROOT

LATE = ("fpdf", "bench")
ASKED = """
import sys
import app
print(",".join(sorted({name.split(".")[0] for name in sys.modules})))
"""


def test_a_worker_starts_without_what_few_requests_want():
    done = subprocess.run(
        [sys.executable, "-c", ASKED],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )

    imported = set(done.stdout.strip().split(","))
    assert "flask" in imported
    assert not imported & set(LATE)
