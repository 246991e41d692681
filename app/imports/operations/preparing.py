"""Make batches of reviews ready to be written: clean, their films and bylines known.

It needs the database for films that it adds, and for nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

from app.imports.operations.films import FilmFinder, Found
from app.imports.operations.names import Bylines
from app.imports.operations.waiting import OtherRow
from app.imports.rules.columns import Layout
from app.imports.rules.dates import Calendar
from app.imports.rules.problems import Problem
from app.imports.rules.reading import Batch
from app.imports.rules.reviews import Cleaner, Keys, Reviews, keys_of


@dataclass
class Matched:
    """Clean rows whose films are certain, with their movies and their signatures."""

    reviews: Reviews
    movies: list[int]
    critics: list[str]
    publications: list[str]
    keys: Keys


@dataclass
class Prepared:
    """A batch that is ready: what is matched, what is refused, what else there is.

    `others` are the rows without a certain film, by their places in `rest`.
    """

    refused: Sequence[Problem]
    remarks: Sequence[Problem]
    others: Sequence[OtherRow]
    rest: Batch
    matched: Matched | None


class Preparer:
    """Makes batch after batch of one file ready."""

    def __init__(
        self,
        layout: Layout,
        calendar: Calendar,
        finder: FilmFinder,
        critics: Bylines,
        publications: Bylines,
    ) -> None:
        self.cleaner = Cleaner(layout, calendar)
        self.finder = finder
        self.critics = critics
        self.publications = publications
        self.original = critics.original | {
            f"@{key}": f"@{owner}" for key, owner in publications.original.items()
        }

    def prepare(self, batch: Batch) -> Prepared:
        """Clean the rows of a batch and find their films."""
        if not batch.lines:
            return Prepared(batch.problems, (), (), Batch((), {}), None)
        cleaned = self.cleaner.clean(batch)
        reviews = cleaned.reviews
        refused = [*batch.problems, *cleaned.problems]
        cells = self.finder.reader.cells(batch.columns)
        if len(reviews) != len(cells):
            cells = [cells[row] for row in reviews.rows]
        found = self.finder.find(cells)
        movies = [
            each.match.movie_id if isinstance(each, Found) else None for each in found
        ]
        others: list[OtherRow] = []
        rest = Batch((), {})
        if None in movies:
            mask = [movie is None for movie in movies]
            rows = list(compress(reviews.rows, mask))
            lines = list(compress(reviews.lines, mask))
            others = list(
                zip(range(len(rows)), lines, compress(found, mask), strict=True)
            )
            rest = Batch(
                lines,
                {
                    field: [values[row] for row in rows]
                    for field, values in batch.columns.items()
                },
            )
            reviews = reviews.only([not missing for missing in mask])
        known = [movie for movie in movies if movie is not None]
        if known and not any(reviews.number):
            reviews, known = film_by_film(reviews, known)
        matched = self.signed(reviews, known) if known else None
        return Prepared(refused, cleaned.remarks, others, rest, matched)

    def signed(self, reviews: Reviews, movies: list[int]) -> Matched:
        """Return rows with the keys of who signed them, and their own."""
        critics = self.critics.keys_of(reviews.critic)
        publications = self.publications.keys_of(reviews.publication)
        keys = keys_of(reviews, movies, critics, publications, self.original)
        return Matched(reviews, movies, critics, publications, keys)


def film_by_film(reviews: Reviews, movies: list[int]) -> tuple[Reviews, list[int]]:
    """Return rows so that those of one film follow each other, each film's in order.

    They lie side by side in the indexes then. Rows with numbers of their own stay as
    they are: which of two rows with one number comes first may span two films.
    """
    places = sorted(range(len(movies)), key=movies.__getitem__)
    return reviews.at(places), [movies[place] for place in places]
