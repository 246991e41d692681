"""Write the films of the demo with all that is not a review."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.demo import pictures
from app.demo.content import Film
from app.demo.rows import Report, ids_by, insert_rows
from app.editorial.models import Article, Consensus, Quote, QuoteStatus
from app.movies import rules as movie_rules
from app.movies.models import Credit, Genre, Movie, MovieGenre, Offer, Person, Photo


def add(
    films: Sequence[Film], media_path: Path, report: Report | None = None
) -> dict[str, int]:
    """Add the films and return their ids by their addresses."""
    insert_rows(Movie, [movie(film, media_path) for film in films], report)
    ids = ids_by(Movie.slug, Movie.id)
    pairs = [(film, ids[film.slug]) for film in films]
    add_genres(pairs)
    add_credits(pairs)
    insert_rows(Photo, list(photos(pairs, media_path)))
    insert_rows(Offer, list(offers(pairs)))
    insert_rows(Article, list(articles(pairs)))
    insert_rows(Consensus, list(consensuses(pairs)))
    insert_rows(Quote, list(quotes(pairs)))
    return ids


def movie(film: Film, media_path: Path) -> dict[str, Any]:
    """Return the row of a film, its poster copied."""
    row: dict[str, Any] = {
        "slug": film.slug,
        "title": film.title,
        "title_sort": film.title_sort,
        "year": film.year,
        "rating": film.rating,
        "runtime_minutes": film.runtime_minutes,
        "synopsis": film.synopsis,
        "released_on": film.released_on,
        "distributor": film.distributor,
        "poster_file": None,
        "poster_width": None,
        "poster_height": None,
        "poster_alt": None,
        "poster_widths": None,
    }
    if film.poster is not None:
        picture = pictures.copy(film.poster.file, media_path)
        row["poster_file"] = picture.file
        row["poster_width"] = picture.width
        row["poster_height"] = picture.height
        row["poster_widths"] = picture.widths
        row["poster_alt"] = film.poster.alt
    return row


def add_genres(films: Sequence[tuple[Film, int]]) -> None:
    """Add the genres that are missing and say which film belongs to which."""
    names = {name for film, _ in films for name in film.genres}
    present = set(db.session.scalars(select(Genre.name)))
    insert_rows(Genre, [{"name": name} for name in sorted(names - present)])
    ids = ids_by(Genre.name, Genre.id)
    insert_rows(
        MovieGenre,
        [
            {"movie_id": movie_id, "genre_id": ids[name]}
            for film, movie_id in films
            for name in film.genres
        ],
    )


def add_credits(films: Sequence[tuple[Film, int]]) -> None:
    """Add the people who are missing and what they did in each film."""
    names = {
        movie_rules.slugify(credit.name): credit.name
        for film, _ in films
        for credit in film.credits
    }
    present = set(db.session.scalars(select(Person.slug)))
    insert_rows(
        Person,
        [
            {"slug": slug, "name": name}
            for slug, name in names.items()
            if slug not in present
        ],
    )
    ids = ids_by(Person.slug, Person.id)
    insert_rows(
        Credit,
        [
            {
                "movie_id": movie_id,
                "person_id": ids[movie_rules.slugify(credit.name)],
                "role": credit.role.value,
                "character": credit.character,
                "position": position,
            }
            for film, movie_id in films
            for position, credit in enumerate(film.credits)
        ],
    )


def photos(
    films: Sequence[tuple[Film, int]], media_path: Path
) -> Iterable[dict[str, Any]]:
    """Yield the rows of the stills, both files of each copied."""
    for film, movie_id in films:
        for position, photo in enumerate(film.photos, start=1):
            small = pictures.copy(photo.small, media_path)
            large = pictures.copy(photo.large, media_path)
            yield {
                "movie_id": movie_id,
                "position": position,
                "small_file": small.file,
                "small_width": small.width,
                "small_height": small.height,
                "large_file": large.file,
                "large_width": large.width,
                "large_height": large.height,
                "large_widths": large.widths,
                "alt": photo.alt,
                "caption": photo.caption,
                "credit": photo.credit,
            }


def offers(films: Sequence[tuple[Film, int]]) -> Iterable[dict[str, Any]]:
    """Yield the rows of the offers, each marked as a sample."""
    for film, movie_id in films:
        for offer in film.offers:
            yield {
                **offer.model_dump(),
                "movie_id": movie_id,
                "kind": offer.kind.value,
                "sample": True,
            }


def articles(films: Sequence[tuple[Film, int]]) -> Iterable[dict[str, Any]]:
    """Yield the rows of the articles, each marked as a sample."""
    for film, movie_id in films:
        for article in film.articles:
            yield {
                **article.model_dump(),
                "movie_id": movie_id,
                "kind": article.kind.value,
                "sample": True,
            }


def consensuses(films: Sequence[tuple[Film, int]]) -> Iterable[dict[str, Any]]:
    """Yield the rows of what the critics agree on."""
    for film, movie_id in films:
        if film.consensus is not None:
            yield {"movie_id": movie_id, **film.consensus.model_dump()}


def quotes(films: Sequence[tuple[Film, int]]) -> Iterable[dict[str, Any]]:
    """Yield the rows of the quotes, approved or waiting at the desk."""
    for film, movie_id in films:
        for quote in film.quotes:
            offered_at = noon(quote.offered_on)
            status = QuoteStatus.APPROVED if quote.approved else QuoteStatus.OFFERED
            yield {
                "movie_id": movie_id,
                "line": quote.line,
                "speaker": quote.speaker,
                "status": status.value,
                "offered_at": offered_at,
                "decided_at": offered_at if quote.approved else None,
            }


def noon(day: date) -> datetime:
    """Return the middle of a day, where only the day is known."""
    return datetime.combine(day, time(12), tzinfo=UTC)
