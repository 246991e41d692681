"""A movie as pages head it, with its poster; read lean, by one statement."""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import bindparam, select

from app.core import pictures, versions
from app.core.reading import Lean, first_row
from app.core.versions import Version
from app.movies import rules
from app.movies.models import (
    FormerSlug,
    Movie,
    SiteVersion,
)

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

OF_SLUG = bindparam("slug", type_=Movie.slug.type)
BY_SLUG = Lean(select(*SHEET_COLUMNS).where(Movie.slug == OF_SLUG))
PRESENT_SLUG = select(Movie.slug).join(FormerSlug).where(FormerSlug.slug == OF_SLUG)
SITE_VERSION = Lean(select(SiteVersion.number))


def by_slug(slug: str) -> MovieSheet | None:
    """Return the movie of an address."""
    row = BY_SLUG.first(slug=slug)
    return None if row is None else MovieSheet(*tuple(row))


def present_slug(former: str) -> str | None:
    """Return the address that an old address leads to."""
    row = first_row(PRESENT_SLUG, slug=former)
    return None if row is None else row.slug


def site_version() -> Version:
    """Return the version that moves with every change that a list shows."""
    rows = SITE_VERSION.read()
    return Version(SITE, rows[0][0] if rows else 0)


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


def poster(slug: str, title: str, picture: Picture | None) -> Poster:
    """Return the poster of a movie that has this picture, or none."""
    sheet = rules.typographic_poster(slug, title)
    return Poster(sheet.motif, sheet.ink, sheet.size, picture)
