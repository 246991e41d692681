"""Named look-ups of movies, read lean: one statement each, only what is shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import null, select, union_all

from app.core import versions
from app.core.db import db
from app.core.versions import Version
from app.movies import rules
from app.movies.models import (
    Credit,
    CreditRole,
    FormerSlug,
    Genre,
    Movie,
    MovieGenre,
    MovieIdentifier,
    Offer,
    OfferKind,
    Person,
    Photo,
    SiteVersion,
)

OFFER_ORDER = {kind: place for place, kind in enumerate(OfferKind)}
OFFER_WORDS = {
    OfferKind.CINEMA: "Cinema",
    OfferKind.STREAM: "Stream",
    OfferKind.RENT: "Rent",
    OfferKind.BUY: "Buy",
}
MOVIE = versions.kind("movie", "SELECT version FROM movie WHERE id = ?")
SITE = versions.kind("site", "SELECT number FROM site_version")


@dataclass(frozen=True)
class Picture:
    """A picture file with its true size in pixels."""

    url: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True)
class Poster:
    """A poster: an image if there is one, else a typographic sheet."""

    motif: str
    ink: str
    size: str
    image: Picture | None = None


@dataclass(frozen=True)
class MovieSheet:
    """A movie as its page shows it."""

    id: int
    slug: str
    title: str
    year: int | None
    rating: str | None
    runtime_minutes: int | None
    synopsis: str | None
    released_on: date | None
    distributor: str | None
    version: int
    poster_file: str | None
    poster_width: int | None
    poster_height: int | None
    poster_alt: str | None
    first_screened_on: date | None = None
    ratings_open: bool = True
    ratings_held: bool = False

    @property
    def stamp(self) -> Version:
        """The version by name, for answers that show the movie."""
        return Version(MOVIE, self.version, self.id)

    @property
    def url(self) -> str:
        """The address of the movie's page."""
        return f"/movies/{self.slug}"

    @property
    def runtime(self) -> str | None:
        """The running time in words."""
        return rules.running_time(self.runtime_minutes)

    @property
    def poster(self) -> Poster:
        """The poster: its picture, or the sheet that its slug chooses."""
        picture = None
        if self.poster_file is not None:
            picture = Picture(
                url=f"/media/{self.poster_file}",
                width=self.poster_width or 400,
                height=self.poster_height or 600,
                alt=self.poster_alt or f"Poster of {self.title}",
            )
        return poster(self.slug, self.title, picture)


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
class Catalogue:
    """A movie's genres, and its numbers as (catalogue, number) at other catalogues."""

    genres: Sequence[str] = ()
    identifiers: Sequence[tuple[str, str]] = ()


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
class PersonPage:
    """A person with the movies they had a part in."""

    id: int
    slug: str
    name: str
    parts: Sequence["Part"] = field(default=())


@dataclass(frozen=True)
class Part:
    """What a person did in which movie."""

    title: str
    year: int | None
    url: str
    role: CreditRole
    character: str


SHEET_COLUMNS = (
    Movie.id,
    Movie.slug,
    Movie.title,
    Movie.year,
    Movie.rating,
    Movie.runtime_minutes,
    Movie.synopsis,
    Movie.released_on,
    Movie.distributor,
    Movie.version,
    Movie.poster_file,
    Movie.poster_width,
    Movie.poster_height,
    Movie.poster_alt,
    Movie.first_screened_on,
    Movie.ratings_open,
    Movie.ratings_held,
)


def by_slug(slug: str) -> MovieSheet | None:
    """Return the movie of an address."""
    row = db.session.execute(
        select(*SHEET_COLUMNS).where(Movie.slug == slug)
    ).one_or_none()
    return None if row is None else MovieSheet(*tuple(row))


def present_slug(former: str) -> str | None:
    """Return the address that an old address leads to."""
    return db.session.scalar(
        select(Movie.slug).join(FormerSlug).where(FormerSlug.slug == former)
    )


def site_version() -> Version:
    """Return the version that moves with every change that a list shows."""
    return Version(SITE, db.session.scalar(select(SiteVersion.number)) or 0)


def credits_of(movie_id: int) -> Credits:
    """Return the people of a movie in the order of its credits."""
    rows = db.session.execute(
        select(Credit.role, Person.name, Person.slug, Credit.character)
        .join(Person)
        .where(Credit.movie_id == movie_id)
        .order_by(Credit.position, Credit.id)
    )
    lines = [
        CreditLine(CreditRole(row.role), row.name, f"/people/{row.slug}", row.character)
        for row in rows
    ]
    return Credits(
        directors=[line for line in lines if line.role is CreditRole.DIRECTOR],
        writers=[line for line in lines if line.role is CreditRole.WRITER],
        cast=[line for line in lines if line.role is CreditRole.CAST],
    )


def catalogue_of(movie_id: int) -> Catalogue:
    """Return a movie's genres and its numbers at other catalogues."""
    genres = (
        select(Genre.name.label("name"), null().label("value"))
        .join(MovieGenre, MovieGenre.genre_id == Genre.id)
        .where(MovieGenre.movie_id == movie_id)
    )
    identifiers = select(MovieIdentifier.catalogue, MovieIdentifier.value).where(
        MovieIdentifier.movie_id == movie_id
    )
    rows: Sequence[Any] = db.session.execute(union_all(genres, identifiers)).all()
    return Catalogue(
        genres=sorted(row.name for row in rows if row.value is None),
        identifiers=sorted((row.name, row.value) for row in rows if row.value),
    )


def photos_of(movie: MovieSheet) -> Sequence[PhotoCard]:
    """Return the photos of a movie in their order."""
    rows = db.session.scalars(
        select(Photo).where(Photo.movie_id == movie.id).order_by(Photo.position)
    )
    return [
        PhotoCard(
            number=row.position,
            url=f"{movie.url}/photos/{row.position}",
            small=Picture(
                f"/media/{row.small_file}", row.small_width, row.small_height, row.alt
            ),
            large=Picture(
                f"/media/{row.large_file}", row.large_width, row.large_height, row.alt
            ),
            alt=row.alt,
            caption=row.caption,
            credit=row.credit,
        )
        for row in rows
    ]


def offers_of(movie_id: int) -> Sequence[OfferLine]:
    """Return where a movie can be watched: cinemas first, then by country."""
    rows = db.session.scalars(select(Offer).where(Offer.movie_id == movie_id)).all()
    ordered = sorted(
        rows, key=lambda row: (OFFER_ORDER[OfferKind(row.kind)], row.country, row.id)
    )
    return [offer_line(row) for row in ordered]


def offer_line(row: Offer) -> OfferLine:
    """Return an offer as it is shown."""
    return OfferLine(
        kind=OFFER_WORDS[OfferKind(row.kind)],
        country=row.country,
        provider=row.provider,
        url=row.url,
        price=rules.price(row.price_cents, row.currency),
        checked_on=row.checked_on,
        sample=row.sample,
    )


def person(slug: str) -> PersonPage | None:
    """Return a person with their movies, newest first."""
    found = db.session.execute(
        select(Person.id, Person.name).where(Person.slug == slug)
    ).one_or_none()
    if found is None:
        return None
    rows = db.session.execute(
        select(Movie.title, Movie.year, Movie.slug, Credit.role, Credit.character)
        .join(Movie)
        .where(Credit.person_id == found.id)
        .order_by(Movie.released_on.desc().nulls_last(), Movie.id.desc())
    )
    parts = [
        Part(
            row.title,
            row.year,
            f"/movies/{row.slug}",
            CreditRole(row.role),
            row.character,
        )
        for row in rows
    ]
    return PersonPage(found.id, slug, found.name, parts)


def poster(slug: str, title: str, picture: Picture | None) -> Poster:
    """Return the poster of a movie that has this picture, or none."""
    sheet = rules.typographic_poster(slug, title)
    return Poster(sheet.motif, sheet.ink, sheet.size, picture)
