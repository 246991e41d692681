"""Load the demo into an empty database: all of it in one transaction, or nothing."""

from collections.abc import Callable
from functools import partial

from sqlalchemy import exists, select

from app.accounts.models import User
from app.config import Settings
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import Conflict
from app.demo import catalogue, members, reviews
from app.demo.content import films
from app.ledger import operations as ledger_operations
from app.movies.models import Movie

Progress = Callable[[str, int, int], None]
"""Told the step under way, how much of it is done, and how much there is."""


class AlreadyLoaded(Conflict):
    """The demo is there already; what was posted to it since is kept."""


class NotEmpty(Conflict):
    """The database holds movies or members of a site that is no demo."""


def load(settings: Settings, progress: Progress) -> None:
    """Write films, people and reviews, count every tally from the rows, and commit."""
    if members.are_present():
        raise AlreadyLoaded("The demo is already there.")
    for table in (Movie, User):
        if db.session.scalar(select(exists().select_from(table))):
            raise NotEmpty("The database is in use; the demo needs an empty one.")
    everything = films()
    members.add(everything, partial(progress, "members"))
    movies = catalogue.add(everything, settings.media_path, partial(progress, "movies"))
    reviews.add_critics(everything, partial(progress, "critics"))
    reviews.add_critic_reviews(everything, movies, partial(progress, "reviews"))
    reviews.add_audience_reviews(everything, movies, partial(progress, "ratings"))
    progress("counting", 0, len(everything))
    counted = ledger_operations.rebuild_all(at=utcnow())
    progress("counting", counted, len(everything))
    db.session.commit()
