"""What was found, as lists show it."""

from collections.abc import Sequence
from typing import NamedTuple

from app.core.db import db
from app.movies.models import Movie
from app.scores import queries as score_queries
from app.scores import rules as score_rules
from app.scores.queries import FilmCard
from app.search.models import Kind

FOLDERS = {
    Kind.MOVIE: "/movies/",
    Kind.PERSON: "/people/",
    Kind.CRITIC: "/critics/",
    Kind.PUBLICATION: "/publications/",
}
Key = tuple[Kind, int]


class Named(NamedTuple):
    """A name that may answer a search, with what a list shows of it."""

    kind: Kind
    row_id: int
    name: str
    bare: str
    year: int | None
    weight: int
    title: str
    slug: str

    @property
    def key(self) -> Key:
        """What the name stands for."""
        return self.kind, self.row_id


class Hit(NamedTuple):
    """Something that was found: what it is called, and where its page is."""

    kind: Kind
    id: int
    title: str
    url: str
    year: int | None = None

    @classmethod
    def of(cls, each: Named) -> "Hit":
        """Return what a name stands for."""
        url = f"{FOLDERS[each.kind]}{each.slug}"
        return cls(each.kind, each.row_id, each.title, url, each.year)


def film_cards(hits: Sequence[Hit], policy: score_rules.Policy) -> list[FilmCard]:
    """Return the movies among some hits with posters and scores, in their order."""
    ids = [hit.id for hit in hits if hit.kind is Kind.MOVIE]
    rows = db.session.execute(score_queries.film_rows().where(Movie.id.in_(ids))).all()
    directors = score_queries.directors_of(ids)
    cards = {
        row.id: score_queries.film_card(row, directors.get(row.id, ()), policy)
        for row in rows
    }
    return [cards[movie_id] for movie_id in ids if movie_id in cards]
