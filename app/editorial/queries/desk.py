"""What the desk shows of films, of where they can be watched, and of pieces."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.core.db import db
from app.editorial.models import Article
from app.editorial.rules import MovieFacts, Part
from app.movies import queries as movie_queries
from app.movies import rules as movie_rules
from app.movies.models import Movie, Offer

FOUND_AT_ONCE = 30


@dataclass(frozen=True, slots=True)
class DeskFilm:
    """A film in a list of the desk."""

    slug: str
    title: str
    year: int | None


@dataclass(frozen=True, slots=True)
class DeskOffer:
    """An offer in a list of the desk, with its price in words."""

    id: int
    line: movie_queries.OfferLine


def films_titled(words: str) -> Sequence[DeskFilm]:
    """Return films whose title holds some words; without words, the newest ones."""
    listing = select(Movie.slug, Movie.title, Movie.year).limit(FOUND_AT_ONCE)
    if words:
        key = movie_rules.title_sort(words)
        listing = listing.where(
            Movie.title_sort.contains(key, autoescape=True)
            | func.lower(Movie.title).contains(words.lower(), autoescape=True)
        ).order_by(Movie.title_sort, Movie.id)
    else:
        listing = listing.order_by(Movie.id.desc())
    rows = db.session.execute(listing)
    return [DeskFilm(row.slug, row.title, row.year) for row in rows]


def facts_of(movie_id: int) -> MovieFacts | None:
    """Return what is known of a film, as an editor writes it."""
    movie = db.session.get(Movie, movie_id)
    if movie is None:
        return None
    catalogue = movie_queries.catalogue_of(movie)
    people = catalogue.credits
    return MovieFacts(
        title=movie.title,
        year=movie.year,
        rating=movie.rating,
        runtime_minutes=movie.runtime_minutes,
        released_on=movie.released_on,
        wide_release=movie.wide_release,
        distributor=movie.distributor,
        synopsis=movie.synopsis,
        genres=list(catalogue.genres),
        directors=[line.name for line in people.directors],
        writers=[line.name for line in people.writers],
        cast=[Part(line.name, line.character) for line in people.cast],
        identifiers=list(catalogue.identifiers),
    )


def article(article_id: int) -> Article | None:
    """Return the row of a piece."""
    return db.session.get(Article, article_id)


def offer(offer_id: int) -> Offer | None:
    """Return the row of an offer."""
    return db.session.get(Offer, offer_id)


def movie_of_article(article_id: int) -> movie_queries.MovieSheet | None:
    """Return the film that a piece is about."""
    slug = db.session.scalar(
        select(Movie.slug).join(Article).where(Article.id == article_id)
    )
    return None if slug is None else movie_queries.by_slug(slug)


def movie_of_offer(offer_id: int) -> movie_queries.MovieSheet | None:
    """Return the film that an offer is for."""
    slug = db.session.scalar(select(Movie.slug).join(Offer).where(Offer.id == offer_id))
    return None if slug is None else movie_queries.by_slug(slug)


def offers_to_check(movie_id: int) -> Sequence[DeskOffer]:
    """Return the offers of a film, those that were looked at longest ago first."""
    rows = db.session.scalars(
        select(Offer)
        .where(Offer.movie_id == movie_id)
        .order_by(Offer.checked_on, Offer.id)
    )
    return [DeskOffer(row.id, movie_queries.offer_line(row)) for row in rows]
