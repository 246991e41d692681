"""What few requests want is imported by the first of them, not by every worker."""

import os
import subprocess
import sys

from app.config import ROOT

LATE = (
    *("fpdf", "PIL", "fontTools", "segno"),
    *("alembic", "flask_migrate", "mako", "rich", "pygments"),
    *("webauthn", "cryptography", "OpenSSL", "pyasn1", "cbor2", "redis"),
    *("psycopg", "prometheus_client", "bench", "hypothesis", "granian"),
)
OURS = ("app.cli", "app.demo", "app.generate", "app.upkeep", "app.core.migrating")
ASKED = """
import sys
import app.wsgi
print(",".join(sys.modules))
"""


def test_a_worker_starts_without_what_few_requests_want(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", ASKED],
        cwd=ROOT,
        env={
            **os.environ,
            "MATINEE_ENV_FILE": os.devnull,
            "MATINEE_INSTANCE_PATH": str(tmp_path),
            "DATABASE_URL": f"sqlite:///{tmp_path / 'site.db'}",
        },
        check=True,
        capture_output=True,
        text=True,
    )

    modules = set(done.stdout.strip().split(","))
    packages = {name.partition(".")[0] for name in modules}
    assert "flask" in packages
    assert not packages & set(LATE)
    assert not modules & set(OURS)
