"""Running the migrations: for commands alone. No web process loads what it takes."""

import flask_migrate
from flask import Flask, current_app

from app.config import ROOT
from app.core.db import db


def prepare(app: Flask) -> None:
    """Tell Flask-Migrate of the database and the folder of the migrations."""
    folder = str(ROOT / "app" / "migrations")
    flask_migrate.Migrate(
        app, db, directory=folder, render_as_batch=True, compare_type=True
    )


def upgrade(revision: str = "head") -> None:
    """Run what is still to be run, up to a revision."""
    prepare(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    flask_migrate.upgrade(revision=revision)


def downgrade(revision: str) -> None:
    """Go back to the tables of a revision; for trials."""
    prepare(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    flask_migrate.downgrade(revision=revision)
