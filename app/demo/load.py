"""Load the demo into an empty database: all of it in one transaction, or nothing."""

from collections.abc import Callable

from sqlalchemy import exists, select

from app.config import Settings
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import Conflict
from app.demo import catalogue, draw, members, reviews
from app.demo.content import films
from app.demo.rows import Progress
from app.ledger import operations as ledger_operations
from app.movies.models import Movie


class AlreadyLoaded(Conflict):
    """The database holds movies, so the demo stays out of it."""


def load(settings: Settings, progress: Progress) -> None:
    """Write films, people and reviews, count every tally from the rows, and commit."""
    if db.session.scalar(select(exists().select_from(Movie))):
        raise AlreadyLoaded("The database holds movies already.")
    everything = films()

    def step(name: str, total: int) -> Callable[[int], None]:
        progress(name, 0, total)
        return lambda done: progress(name, done, total)

    movies = catalogue.add(
        everything, settings.media_path, step("movies", len(everything))
    )
    members.add(everything, step("members", draw.MEMBERS))
    reviews.add_critics(everything, step("critics", draw.CRITICS))
    written = [row for film in everything for row in reviews.critic_reviews(film)]
    reviews.add_critic_reviews(
        everything, movies, step("reviews", len(written))
    )
    rated = sum(
        len(film.audience_reviews)
        + (film.fill.audience.ratings if film.fill.audience else 0)
        for film in everything
    )
    reviews.add_audience_reviews(everything, movies, step("ratings", rated))
    count = step("counting", len(everything))
    count(ledger_operations.rebuild_all(at=utcnow()))
    db.session.commit()
