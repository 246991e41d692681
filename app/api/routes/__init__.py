"""The addresses of the API, by noun; importing them is what makes them."""

from app.api import smorest  # noqa: F401  before who imports it

# isort: split
from flask import Flask

from app.api import document as openapi
from app.api.blueprint import bp
from app.api.routes import (
    audience_reviews,
    bylines,
    critic_reviews,
    document,
    imports,
    movies,
    ratings,
    scores,
    search,
)

__all__ = [
    "audience_reviews",
    "bp",
    "bylines",
    "critic_reviews",
    "document",
    "imports",
    "movies",
    "ratings",
    "scores",
    "search",
]


def register(app: Flask, site: Flask) -> None:
    """Register what answers below /api, and let the site have the document of it."""
    name = site.jinja_env.globals["site_name"]
    site.extensions["openapi"] = openapi.write(app, bp, site_name=str(name))
    app.register_blueprint(document.entrance)
