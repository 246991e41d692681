"""What a movie's page gathers beside reviews: people, genres, photos, offers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from app.core import pictures
from app.core.gathering import gathering
from app.core.reading import Plain, rows
from app.core.telling import Told, told
from app.movies import rules
from app.movies.models import (
    Credit,
    CreditRole,
    Genre,
    Movie,
    MovieGenre,
    MovieIdentifier,
    Offer,
    OfferKind,
    Person,
    Photo,
)
from app.movies.queries.sheets import MovieSheet, Picture, sources_of

OFFER_ORDER = {kind: place for place, kind in enumerate(OfferKind)}
OFFER_WORDS = {
    OfferKind.CINEMA: "Cinema",
    OfferKind.STREAM: "Stream",
    OfferKind.RENT: "Rent",
    OfferKind.BUY: "Buy",
}


@dataclass(frozen=True)
class CreditLine:
    """A person's part in a movie."""

    role: CreditRole
    name: str
    url: str
    character: str


@dataclass(frozen=True)
class Credits:
    """The people of a movie by what they did."""

    directors: Sequence[CreditLine] = ()
    writers: Sequence[CreditLine] = ()
    cast: Sequence[CreditLine] = ()

    @cached_property
    def byline(self) -> str:
        """The directors' names in a line."""
        return ", ".join(line.name for line in self.directors)


@dataclass(frozen=True)
class PhotoCard:
    """A photo in two sizes; `url` is its full view."""

    number: int
    url: str
    small: Picture
    large: Picture
    alt: str
    caption: str | None
    credit: str | None


@dataclass(frozen=True)
class OfferLine:
    """A way to watch the movie."""

    kind: str
    country: str
    provider: str
    url: str
    price: str | None
    checked_on: date
    sample: bool


@dataclass(frozen=True)
class Catalogue:
    """All that is known of a movie beside its sheet and its scores.

    `identifiers` are its numbers as (catalogue, number) at other catalogues.
    """

    credits: Credits = Credits()
    genres: Sequence[str] = ()
    identifiers: Sequence[tuple[str, str]] = ()
    photos: Sequence[PhotoCard] = ()
    offers: Sequence[OfferLine] = ()


OF_MOVIE = bindparam("movie_id", type_=Movie.id.type)
CREDITS = (
    select(
        Credit.position,
        Credit.id,
        Credit.role,
        Person.name,
        Person.slug,
        Credit.character,
    )
    .join(Person)
    .where(Credit.movie_id == OF_MOVIE)
)

GENRES = (
    select(Genre.name)
    .join(MovieGenre, MovieGenre.genre_id == Genre.id)
    .where(MovieGenre.movie_id == OF_MOVIE)
)

IDENTIFIERS = select(MovieIdentifier.catalogue, MovieIdentifier.value).where(
    MovieIdentifier.movie_id == OF_MOVIE
)

PHOTOS = select(
    Photo.position,
    Photo.small_file,
    Photo.small_width,
    Photo.small_height,
    Photo.large_file,
    Photo.large_width,
    Photo.large_height,
    Photo.large_widths,
    Photo.alt,
    Photo.caption,
    Photo.credit,
).where(Photo.movie_id == OF_MOVIE)

OFFERS = select(
    Offer.id,
    Offer.kind,
    Offer.country,
    Offer.provider,
    Offer.url,
    Offer.price_cents,
    Offer.currency,
    Offer.checked_on,
    Offer.sample,
).where(Offer.movie_id == OF_MOVIE)

CATALOGUE = gathering(CREDITS, GENRES, IDENTIFIERS, PHOTOS, OFFERS)


def catalogue_of(movie: MovieSheet | Movie) -> Catalogue:
    """Return all that is known of a movie, by one statement."""
    return catalogue_from(CATALOGUE.lean.read(movie_id=movie.id), movie.slug)


def catalogue_told(movie: MovieSheet) -> Told[Catalogue]:
    """Return all that is known of a movie, made when it is looked at."""
    return told(catalogue_from, CATALOGUE.lean.read(movie_id=movie.id), movie.slug)


def catalogue_from(found: Plain, slug: str) -> Catalogue:
    """Return the catalogue of plain rows of `CATALOGUE`, which are in no order."""
    people, genres, identifiers, photos, offers = CATALOGUE.lists(found)
    return Catalogue(
        credits=credits_from(people),
        genres=tuple(sorted(name for (name,) in genres)),
        identifiers=tuple(sorted((name, value) for name, value in identifiers)),
        photos=photos_from(photos, f"/movies/{slug}"),
        offers=offers_from(offers),
    )


def credits_of(movie_id: int) -> Credits:
    """Return the people of a movie in the order of its credits."""
    return credits_from(rows(CREDITS, movie_id=movie_id))


def photos_of(movie: MovieSheet) -> Sequence[PhotoCard]:
    """Return the photos of a movie in their order."""
    return photos_from(rows(PHOTOS, movie_id=movie.id), movie.url)


def credits_from(found: Iterable[Any]) -> Credits:
    """Return the people of rows of `CREDITS`, which are in no order."""
    lines = [
        CreditLine(CreditRole(role), name, f"/people/{slug}", character)
        for _, _, role, name, slug, character in sorted(found)
    ]
    return Credits(
        directors=tuple(line for line in lines if line.role is CreditRole.DIRECTOR),
        writers=tuple(line for line in lines if line.role is CreditRole.WRITER),
        cast=tuple(line for line in lines if line.role is CreditRole.CAST),
    )


def photos_from(found: Iterable[Any], movie_url: str) -> Sequence[PhotoCard]:
    """Return the photos of rows of `PHOTOS`, which are in no order."""
    cards = []
    for place, (
        position,
        small,
        small_width,
        small_height,
        large,
        large_width,
        large_height,
        widths,
        alt,
        caption,
        credit,
    ) in enumerate(sorted(found, key=itemgetter(0))):
        still = pictures.for_stills(widths or "", leads=place == 0)
        cards.append(
            PhotoCard(
                number=position,
                url=f"{movie_url}/photos/{position}",
                small=Picture(
                    f"/media/{small}",
                    small_width,
                    small_height,
                    alt,
                    sources_of(large, still),
                ),
                large=Picture(
                    f"/media/{large}",
                    *(large_width, large_height, alt),
                    sources_of(large, widths),
                ),
                alt=alt,
                caption=caption,
                credit=credit,
            )
        )
    return tuple(cards)


def offers_from(found: Iterable[Any]) -> Sequence[OfferLine]:
    """Return where a movie can be watched: cinemas first, then by country."""

    def place(row: OfferRow) -> tuple[int, str, int]:
        return (OFFER_ORDER[OfferKind(row.kind)], row.country, row.id)

    offers = sorted((OfferRow(*row) for row in found), key=place)
    return tuple(offer_line(row) for row in offers)


class OfferRow(NamedTuple):
    """A row of `OFFERS`."""

    id: int
    kind: str
    country: str
    provider: str
    url: str
    price_cents: int | None
    currency: str | None
    checked_on: date
    sample: int


def offer_line(row: Offer | OfferRow) -> OfferLine:
    """Return an offer as it is shown."""
    return OfferLine(
        kind=OFFER_WORDS[OfferKind(row.kind)],
        country=row.country,
        provider=row.provider,
        url=row.url,
        price=rules.price(row.price_cents, row.currency),
        checked_on=row.checked_on,
        sample=bool(row.sample),
    )
