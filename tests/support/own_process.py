"""Code that runs in a process of its own, where nothing is loaded yet."""

import os
import subprocess
import sys
from pathlib import Path

from app.config import ROOT


def printed_by(code: str, folder: Path) -> str:
    """Run some code with the settings of a new site in a folder; return its words."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={
            **os.environ,
            "MATINEE_ENV_FILE": os.devnull,
            "MATINEE_INSTANCE_PATH": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'site.db'}",
        },
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout.strip()
