"""Matinee: a movie review site whose scores anyone can check."""

from app import lean, memory  # noqa: F401  before all else

# isort: split
from collections.abc import Callable
from importlib import import_module
from typing import Any

from flask import Flask

from app import apart
from app.accounts import security as accounts
from app.accounts.routes import bp as accounts_bp
from app.api import setup as api
from app.audience.routes import bp as audience_bp
from app.config import ROOT, Settings
from app.core import (
    addresses,
    assets,
    bodies,
    build,
    db,
    errors,
    health,
    jobs,
    limits,
    logs,
    metrics,
    page_cache,
    parts,
    readers,
    request_ids,
    rooms,
    security,
    store,
    templates,
)
from app.critics.routes import bp as critics_bp
from app.feeds.routes import bp as feeds_bp
from app.home.routes import bp as home_bp
from app.ledger.routes import bp as ledger_bp
from app.moderation import setup as moderation
from app.movies.routes import bp as movies_bp
from app.search.routes import bp as search_bp
from app.sharing.routes import bp as sharing_bp
from app.widgets.oembed import bp as oembed_bp
from app.widgets.routes import bp as widgets_bp

LATE_ROOMS = (
    "app.api.routes",
    "app.critics.routes.at_desk",
    "app.editorial.routes",
    "app.imports.routes",
    "app.moderation.routes",
    "app.scores.routes",
    "app.screenings.routes",
    "app.webhooks.routes",
)
WITH_TABLES = (
    "app.api.models",
    "app.imports.models",
    "app.moderation.models",
    "app.screenings.models",
    "app.webhooks.models",
)
"""Tables of late rooms: others point to them, and count on knowing them all."""

LET_GO = ("app.imports.operations.departing", "app.screenings.operations")
"""Where late rooms say what becomes of what they keep of a member who leaves."""

WITH_JOBS = (
    "app.accounts.jobs",
    "app.api.jobs",
    "app.audience.jobs",
    "app.core.mail",
    "app.critics.jobs",
    "app.imports.jobs",
    "app.moderation.jobs",
    "app.screenings.jobs",
    "app.search.jobs",
    "app.webhooks.jobs",
)


class Site(Flask):
    """The application. None of its functions is a coroutine."""

    response_class = security.Answer

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function as it is: Flask would look at twenty for each request."""
        return func

    def log_exception(self, exc_info: Any) -> None:
        """Log what broke; that the database is away is told in a line of its own."""
        if not errors.came_of_unavailable(exc_info[1]):
            super().log_exception(exc_info)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the site: its settings, its ground floor, its rooms."""
    settings = settings or apart.read_settings()
    for each in (*WITH_TABLES, *LET_GO):
        import_module(each)
    app = Site(
        "matinee",
        root_path=str(ROOT / "app"),
        instance_path=str(settings.instance_path.resolve()),
        template_folder=str(ROOT / "templates"),
        static_folder=None,
    )
    build.init_app(app, settings)
    templates.init_app(app)
    parts.init_app(app)
    logs.init_app(app, settings)
    addresses.init_app(app, settings)
    db.init_app(app, settings)
    readers.init_app(app)
    store.init_app(app, settings)
    metrics.init_app(app, settings)
    jobs.init_app(app, settings, WITH_JOBS)
    bodies.init_app(app, settings)
    page_cache.init_app(app, settings)
    security.init_app(app, settings)
    limits.init_app(app, settings)
    accounts.init_app(app, settings)
    errors.init_app(app)
    assets.init_app(app, settings)

    app.register_blueprint(home_bp)
    app.register_blueprint(movies_bp)
    app.register_blueprint(critics_bp)
    app.register_blueprint(audience_bp)
    app.register_blueprint(accounts_bp)
    app.register_blueprint(ledger_bp)
    app.register_blueprint(widgets_bp)
    app.register_blueprint(oembed_bp)
    app.register_blueprint(search_bp)
    app.register_blueprint(feeds_bp)
    app.register_blueprint(sharing_bp)
    rooms.init_app(app, LATE_ROOMS)
    moderation.init_app(app)
    api.init_app(app)
    build.seal(app)
    page_cache.seal(app)
    health.init_app(app, settings)
    request_ids.init_app(app, settings)
    return app
