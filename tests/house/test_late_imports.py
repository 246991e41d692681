"""What few requests want is imported by the first of them, not by every worker."""

from tests.support.own_process import printed_by

LATE = (
    *("fpdf", "PIL", "fontTools", "segno"),
    *("alembic", "flask_migrate", "mako", "rich", "pygments"),
    *("pydantic", "pydantic_core", "pydantic_settings"),
    *("webauthn", "cryptography", "OpenSSL", "pyasn1", "cbor2", "redis"),
    *(
        "psycopg",
        "prometheus_client",
        "lxml",
        "yaml",
        "bench",
        "hypothesis",
        "granian",
    ),
)
OURS = ("app.cli", "app.demo", "app.generate", "app.upkeep", "app.core.migrating")
ASKED = """
import sys
import app.wsgi
print(",".join(sys.modules))
"""

IMPORTING = """
import sys
import click
from app.cli import main
main.get_command(click.Context(main), "import")
import app.imports.importing
print(",".join(sys.modules))
"""
UNWANTED = ("PIL", "fontTools", "fpdf", "pygments", "alembic", "granian", "psycopg")


def test_a_worker_starts_without_what_few_requests_want(tmp_path):
    modules = loaded_by(ASKED, tmp_path)

    packages = packages_of(modules)
    assert "flask" in packages
    assert not packages & set(LATE)
    assert not modules & set(OURS)
    assert "sqlalchemy.dialects.postgresql" not in modules


def test_an_import_starts_without_what_other_commands_want(tmp_path):
    modules = loaded_by(IMPORTING, tmp_path)

    assert "app.imports.file_commands" in modules
    assert not packages_of(modules) & set(UNWANTED)
    assert "app.demo.commands" not in modules


def loaded_by(code, tmp_path):
    """Return the modules that some code loads in a process of its own."""
    return set(printed_by(code, tmp_path).split(","))


def packages_of(modules):
    """Return the packages that modules belong to."""
    return {name.partition(".")[0] for name in modules}
