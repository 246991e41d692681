"""Say which movie a film of files is; what is said holds for every file to come."""

from datetime import datetime

from sqlalchemy import delete, select

from app.core.db import db
from app.core.errors import NotFound
from app.imports.models.matching import FilmChoice, WaitingRow
from app.imports.operations.films import FilmFinder
from app.imports.rules.films_of_rows import FilmReader
from app.imports.rules.matching import Film
from app.movies.models import Movie


def choose(
    film_key: str, movie_id: int | None, *, editor_id: int, at: datetime
) -> None:
    """Say for good which movie a film of a file is; None leaves it out."""
    if movie_id is not None and db.session.get(Movie, movie_id) is None:
        raise NotFound("This movie is no longer there.")
    db.session.merge(
        FilmChoice(
            film_key=film_key, movie_id=movie_id, chosen_by_id=editor_id, chosen_at=at
        )
    )
    db.session.flush()


def take_back(film_key: str) -> None:
    """Forget what was said of a film, so that its rows in files to come wait again.

    What has come in stays.
    """
    if db.session.get(FilmChoice, film_key, with_for_update=True) is None:
        raise NotFound("About this film nothing is decided any more.")
    db.session.execute(delete(FilmChoice).where(FilmChoice.film_key == film_key))


def add_movie(film_key: str) -> int:
    """Add the movie that the rows of a film are about; raises NotFound."""
    film = film_of(film_key)
    if film is None or not film.title:
        raise NotFound("These rows name no title that a movie could have.")
    finder = FilmFinder(("title",), create=True, write=True)
    numbers = tuple(n for n in film.numbers if n not in finder.films.numbers)
    return finder.add(Film(film.title, film.year, numbers))


def film_of(film_key: str) -> Film | None:
    """Return the film that waiting rows name."""
    row = db.session.scalar(
        select(WaitingRow).where(WaitingRow.film_key == film_key).limit(1)
    )
    if row is None:
        return None
    reader = FilmReader(list(row.values))
    found = reader.film(tuple(row.values[field] for field in reader.fields))
    return found if isinstance(found, Film) else None
