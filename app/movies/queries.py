"""Named look-ups of movies, read lean: one statement each, only what is shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from app.core import pictures, versions
from app.core.db import db
from app.core.reading import first_row, gathering, rows
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
    """A picture file with its true size in pixels.

    `sources` are kinds of files with their sizes, the best kind first, as `srcset`
    wants them.
    """

    url: str
    width: int
    height: int
    alt: str
    sources: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Poster:
    """A poster: an image if there is one, else a typographic sheet."""

    motif: str
    ink: str
    size: str
    image: Picture | None = None


@dataclass(frozen=True)
class MovieSheet:
    """A movie as its page shows it; two versions that show the same are equal."""

    id: int
    slug: str
    title: str
    year: int | None
    rating: str | None
    runtime_minutes: int | None
    synopsis: str | None
    released_on: date | None
    distributor: str | None
    version: int = field(compare=False)
    poster_file: str | None
    poster_width: int | None
    poster_height: int | None
    poster_alt: str | None
    poster_widths: str | None
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
                sources=sources_of(self.poster_file, self.poster_widths),
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
    Movie.poster_widths,
    Movie.first_screened_on,
    Movie.ratings_open,
    Movie.ratings_held,
)


OF_MOVIE = bindparam("movie_id", type_=Movie.id.type)
OF_SLUG = bindparam("slug", type_=Movie.slug.type)
BY_SLUG = select(*SHEET_COLUMNS).where(Movie.slug == OF_SLUG)
PRESENT_SLUG = select(Movie.slug).join(FormerSlug).where(FormerSlug.slug == OF_SLUG)
SITE_VERSION = select(SiteVersion.number)
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


def by_slug(slug: str) -> MovieSheet | None:
    """Return the movie of an address."""
    row = first_row(BY_SLUG, slug=slug)
    return None if row is None else MovieSheet(*tuple(row))


def present_slug(former: str) -> str | None:
    """Return the address that an old address leads to."""
    row = first_row(PRESENT_SLUG, slug=former)
    return None if row is None else row.slug


def site_version() -> Version:
    """Return the version that moves with every change that a list shows."""
    row = first_row(SITE_VERSION)
    return Version(SITE, 0 if row is None else row.number)


def catalogue_of(movie: MovieSheet | Movie) -> Catalogue:
    """Return all that is known of a movie, by one statement."""
    people, genres, identifiers, photos, offers = CATALOGUE.read(movie_id=movie.id)
    return Catalogue(
        credits=credits_from(people),
        genres=tuple(sorted(name for (name,) in genres)),
        identifiers=tuple(sorted((name, value) for name, value in identifiers)),
        photos=photos_from(photos, f"/movies/{movie.slug}"),
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
    for (
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
    ) in sorted(found, key=itemgetter(0)):
        sources = sources_of(large, widths)
        cards.append(
            PhotoCard(
                number=position,
                url=f"{movie_url}/photos/{position}",
                small=Picture(
                    f"/media/{small}", small_width, small_height, alt, sources
                ),
                large=Picture(
                    f"/media/{large}", large_width, large_height, alt, sources
                ),
                alt=alt,
                caption=caption,
                credit=credit,
            )
        )
    return tuple(cards)


def sources_of(file: str, widths: str | None) -> tuple[tuple[str, str], ...]:
    """Return in which kinds and sizes a picture is offered; none if none were made."""
    if not widths:
        return ()
    return tuple(
        (
            kind,
            ", ".join(
                f"/media/{pictures.sized(file, int(width), ending)} {width}w"
                for width in widths.split()
            ),
        )
        for ending, kind in pictures.ENDINGS.items()
    )


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
