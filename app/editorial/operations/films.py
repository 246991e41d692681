"""Add a film, correct what is known of it, and take away one that was a mistake."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select

from app.core.db import Model, db
from app.core.errors import Conflict, NotFound
from app.editorial.rules import MovieFacts
from app.movies import operations as movie_operations
from app.movies.models import CreditRole, Movie
from app.scores import bulk
from app.scores import operations as score_operations
from app.scores.noting import note_before

PLAIN_FACTS = (
    *("rating", "runtime_minutes", "released_on", "wide_release"),
    *("distributor", "synopsis"),
)
# What editors wrote goes with the film; what others wrote keeps it here.
GOES_ALONG = {
    *("tally", "credit", "movie_genre", "movie_identifier", "former_slug", "photo"),
    *("offer", "consensus", "article", "imported_movie"),
}
WRITTEN_ABOUT = (
    "Somebody has reviewed, rated, marked or screened this film. It stays, and so does "
    "what they said."
)


def add_film(facts: MovieFacts) -> Movie:
    """Add a film with an empty tally. Raises Conflict."""
    movie = movie_operations.add(facts.title, facts.year, plain(facts))
    score_operations.open_tally(movie.id)
    write_lists(movie.id, facts)
    movie_operations.touch(movie.id)
    return movie


def correct_film(movie_id: int, facts: MovieFacts, *, slug: str, at: datetime) -> Movie:
    """Correct a film and its address, and settle its seal. Raises NotFound, Conflict.

    A wide release needs more reviews for the seal, so that it may be won or lost here.
    """
    movie = locked(movie_id)
    movie_operations.move(movie, slug)
    movie_operations.correct(movie, facts.title, facts.year, plain(facts))
    write_lists(movie.id, facts)
    note_before([movie.id])
    bulk.settle_seals([movie.id], at=at)
    movie_operations.touch(movie.id)
    return movie


def remove_film(movie_id: int) -> None:
    """Take away a film that nobody has said anything about. Raises Conflict."""
    movie = locked(movie_id)
    for table in Model.metadata.sorted_tables:
        if table.name in GOES_ALONG:
            continue
        for key in table.foreign_keys:
            if key.column.table.name != "movie":
                continue
            if db.session.scalar(select(exists().where(key.parent == movie.id))):
                raise Conflict(WRITTEN_ABOUT)
    movie_operations.credit(movie.id, {})
    db.session.execute(delete(Movie).where(Movie.id == movie.id))
    movie_operations.touch()


def locked(movie_id: int) -> Movie:
    """Return a film that nobody else changes meanwhile. Raises NotFound."""
    movie = db.session.scalar(
        select(Movie).where(Movie.id == movie_id).with_for_update()
    )
    if movie is None:
        raise NotFound("This film is no longer here.")
    return movie


def plain(facts: MovieFacts) -> dict[str, Any]:
    """Return the facts that are columns of the film."""
    return {name: getattr(facts, name) for name in PLAIN_FACTS}


def write_lists(movie_id: int, facts: MovieFacts) -> None:
    """Write people, genres and numbers of a film. Raises Conflict."""
    movie_operations.credit(
        movie_id,
        {
            CreditRole.DIRECTOR: [(name, "") for name in facts.directors],
            CreditRole.WRITER: [(name, "") for name in facts.writers],
            CreditRole.CAST: [(part.name, part.character) for part in facts.cast],
        },
    )
    movie_operations.sort_into(movie_id, facts.genres)
    movie_operations.identify(movie_id, facts.identifiers)
