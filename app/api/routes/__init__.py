"""The addresses of the API, by noun; importing them is what makes them."""

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
