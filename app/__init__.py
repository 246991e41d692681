"""Matinee: a movie review site whose scores anyone can check."""

from app import lean, memory  # noqa: F401  before all else

# isort: split
from collections.abc import Callable
from typing import Any

from flask import Flask

from app import apart
from app.accounts import jobs as accounts_jobs
from app.accounts import security as accounts
from app.accounts.routes import bp as accounts_bp
from app.api import jobs as api_jobs
from app.api import setup as api
from app.audience import jobs as audience_jobs
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
    mail,
    metrics,
    page_cache,
    parts,
    request_ids,
    security,
    store,
)
from app.critics import jobs as critics_jobs
from app.critics.routes import bp as critics_bp
from app.editorial.routes import bp as editorial_bp
from app.feeds.routes import bp as feeds_bp
from app.home.routes import bp as home_bp
from app.imports import jobs as imports_jobs
from app.imports.routes import bp as imports_bp
from app.ledger.routes import bp as ledger_bp
from app.moderation import commands as moderation_commands
from app.moderation import jobs as moderation_jobs
from app.moderation.routes import bp as moderation_bp
from app.movies.routes import bp as movies_bp
from app.scores.routes import bp as scores_bp
from app.screenings import jobs as screenings_jobs
from app.screenings.routes import bp as screenings_bp
from app.search import jobs as search_jobs
from app.search.routes import bp as search_bp
from app.sharing.routes import bp as sharing_bp
from app.webhooks import jobs as webhooks_jobs
from app.webhooks.routes import bp as webhooks_bp
from app.widgets.oembed import bp as oembed_bp
from app.widgets.routes import bp as widgets_bp

WITH_JOBS = (
    accounts_jobs,
    api_jobs,
    audience_jobs,
    critics_jobs,
    imports_jobs,
    mail,
    moderation_jobs,
    screenings_jobs,
    search_jobs,
    webhooks_jobs,
)


class Site(Flask):
    """The application. None of its functions is a coroutine."""

    response_class = security.Answer

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function as it is: Flask would look at twenty for each request."""
        return func


def create_app(settings: Settings | None = None) -> Flask:
    """Build the site: its settings, its ground floor, its rooms."""
    settings = settings or apart.read_settings()
    app = Site(
        "matinee",
        root_path=str(ROOT / "app"),
        instance_path=str(settings.instance_path.resolve()),
        template_folder=str(ROOT / "templates"),
        static_folder=None,
    )
    build.init_app(app, settings)
    parts.init_app(app)
    logs.init_app(app, settings)
    addresses.init_app(app, settings)
    db.init_app(app, settings)
    store.init_app(app, settings)
    metrics.init_app(app, settings)
    jobs.init_app(app, settings, WITH_JOBS)
    mail.init_app(app, settings)
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
    app.register_blueprint(editorial_bp)
    app.register_blueprint(moderation_bp)
    app.register_blueprint(ledger_bp)
    app.register_blueprint(widgets_bp)
    app.register_blueprint(oembed_bp)
    app.register_blueprint(scores_bp)
    app.register_blueprint(search_bp)
    app.register_blueprint(feeds_bp)
    app.register_blueprint(sharing_bp)
    app.register_blueprint(imports_bp)
    app.register_blueprint(screenings_bp)
    app.register_blueprint(webhooks_bp)
    api.init_app(app)
    moderation_commands.init_app(app)
    build.seal(app)
    page_cache.seal(app)
    health.init_app(app, settings)
    request_ids.init_app(app, settings)
    return app
