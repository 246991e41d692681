"""What was found, as lists show it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import literal, null, select, union_all

from app.core.db import db
from app.critics.models import Critic, Publication
from app.movies.models import Movie, Person
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
TABLES: dict[Kind, Any] = {
    Kind.MOVIE: Movie,
    Kind.PERSON: Person,
    Kind.CRITIC: Critic,
    Kind.PUBLICATION: Publication,
}
Key = tuple[Kind, int]


class Hit(NamedTuple):
    """Something that was found: what it is called, and where its page is."""

    kind: Kind
    id: int
    title: str
    url: str
    year: int | None = None


def hits_of(keys: Sequence[Key]) -> list[Hit]:
    """Return what some kinds and row numbers stand for, in their order."""
    parts = []
    for kind in Kind:
        ids = [row_id for each, row_id in keys if each is kind]
        if not ids:
            continue
        if kind is Kind.MOVIE:
            parts.append(
                select(
                    literal(kind.value).label("kind"),
                    Movie.id,
                    Movie.slug,
                    Movie.title,
                    Movie.year,
                ).where(Movie.id.in_(ids))
            )
        else:
            table = TABLES[kind]
            parts.append(
                select(
                    literal(kind.value).label("kind"),
                    table.id,
                    table.slug,
                    table.name.label("title"),
                    null().label("year"),
                ).where(table.id.in_(ids))
            )
    if not parts:
        return []
    found: dict[Key, Hit] = {}
    rows: Sequence[Any] = db.session.execute(union_all(*parts)).all()
    for row in rows:
        kind = Kind(row.kind)
        found[kind, row.id] = hit(kind, row.id, row.title, row.slug, row.year)
    return [found[key] for key in keys if key in found]


def hit(kind: Kind, row_id: int, title: str, slug: str, year: int | None) -> Hit:
    """Return what a row stands for."""
    return Hit(kind, row_id, title, f"{FOLDERS[kind]}{slug}", year)


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
