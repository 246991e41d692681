"""What few requests want is imported by the first of them, not by every worker."""

import shutil

import pytest

from app import LATE_ROOMS, create_app
from app.core.db import db
from tests.factories import movies
from tests.support.databases import close, settings_of
from tests.support.own_process import printed_by

LATE = (
    *("fpdf", "PIL", "fontTools", "segno"),
    *("alembic", "flask_migrate", "mako", "rich", "pygments", "greenlet"),
    *("pydantic", "pydantic_core", "pydantic_settings"),
    *("markdown_it", "linkify_it", "nh3", "email_validator", "idna"),
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
OTHERS = ("flask_smorest", "marshmallow", "apispec", "webargs", "smtplib")
PUBLIC = (
    *("/", "/movies", "/movies/the-lamplighter", "/movies/the-lamplighter/score"),
    *("/movies/the-lamplighter/critic-reviews", "/critics", "/search?q=lamp"),
    *("/movies/the-lamplighter/audience-reviews", "/sitemap.xml", "/account/login"),
    *(
        "/embed/movies/the-lamplighter/score",
        "/fragments/me",
        "/feeds/critic-reviews.atom",
    ),
)
ASKED = f"""
import mimetypes
import sys
from app.wsgi import app
asking = app.test_client()
for path in {PUBLIC}:
    answer = asking.get(path, follow_redirects=True)
    assert answer.status_code == 200, (path, answer.status)
assert not mimetypes.inited, "the list of kinds of files was read"
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


@pytest.fixture
def site_of_one_film(databases, tmp_path):
    """Put a database with a movie where `printed_by` has a site look for it."""
    url = databases.with_tables("sqlite")
    app = create_app(settings_of(url, tmp_path / "making"))
    with app.app_context():
        movies.movie(slug="the-lamplighter")
        db.session.commit()
    close(app)
    shutil.copyfile(
        databases.copy(url).removeprefix("sqlite:///"), tmp_path / "site.db"
    )


def test_a_worker_serves_readers_without_what_few_requests_want(
    databases, site_of_one_film, tmp_path
):
    modules = loaded_by(ASKED, tmp_path)

    packages = packages_of(modules)
    assert "flask" in packages
    assert not packages & {*LATE, *OTHERS}
    assert not modules & {*OURS, *LATE_ROOMS}
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
