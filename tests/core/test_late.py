"""Modules that come when they are wanted, and libraries that leave others alone."""

import subprocess
import sys

import pytest
from alembic.script import ScriptDirectory

from app.config import ROOT
from app.core.health import newest_revision
from app.core.late import later

LEAN = """
import sys
import app.lean
assert "structlog" in sys.modules and "rich" not in sys.modules
import rich.console
print(rich.console.Console.__name__)
"""


def test_a_late_module_has_what_the_module_has():
    colours = later("colorsys")

    assert colours.rgb_to_hls(1, 1, 1) == (0.0, 1.0, 0.0)
    with pytest.raises(AttributeError):
        _ = colours.no_such_name


def test_what_a_library_went_without_can_be_imported_later():
    done = subprocess.run(
        [sys.executable, "-c", LEAN],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )

    assert done.stdout.strip() == "Console"


def test_the_newest_revision_is_the_one_that_alembic_finds():

    scripts = ScriptDirectory(str(ROOT / "app" / "migrations"))

    assert newest_revision() == scripts.get_current_head()
