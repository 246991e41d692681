"""Tables of movies: the film itself, its people, genres, pictures and offers."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model


class CreditRole(StrEnum):
    """What a person did in a movie."""

    DIRECTOR = "director"
    WRITER = "writer"
    CAST = "cast"


class OfferKind(StrEnum):
    """How a movie can be watched."""

    CINEMA = "cinema"
    STREAM = "stream"
    RENT = "rent"
    BUY = "buy"


NEWEST = "coalesce(released_on, '0001-01-01')"
"""By what the newest movies come first; those of unknown day come last."""


class Movie(Model):
    """A film. `version` moves with every change that its page shows.

    Before the first public screening its ratings are kept but not counted:
    `ratings_open` is then false. `ratings_held` is true while a wave of them is held.
    """

    __tablename__ = "movie"
    __table_args__ = (
        Index("ix_movie_released", "released_on", "id"),
        Index("ix_movie_newest", text(f"{NEWEST} DESC"), text("id DESC")),
        Index("ix_movie_title_sort", "title_sort", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    title_sort: Mapped[str] = mapped_column(String(300))
    year: Mapped[int | None]
    rating: Mapped[str | None] = mapped_column(String(20))
    runtime_minutes: Mapped[int | None]
    synopsis: Mapped[str | None] = mapped_column(Text)
    released_on: Mapped[date | None] = mapped_column(Date)
    first_screened_on: Mapped[date | None] = mapped_column(Date)
    ratings_open: Mapped[bool] = mapped_column(default=True, server_default="1")
    ratings_held: Mapped[bool] = mapped_column(default=False, server_default="0")
    wide_release: Mapped[bool] = mapped_column(default=False)
    distributor: Mapped[str | None] = mapped_column(String(200))
    poster_file: Mapped[str | None] = mapped_column(String(200))
    poster_width: Mapped[int | None]
    poster_height: Mapped[int | None]
    poster_widths: Mapped[str | None] = mapped_column(String(60))
    poster_alt: Mapped[str | None] = mapped_column(String(300))
    # Not 1: SQLite gives the number of a film that was removed to the next one, and no
    # version may come again under it. That of the site is never behind a movie's.
    version: Mapped[int] = mapped_column(
        default=text("(SELECT number FROM site_version)"), server_default="1"
    )

    credits: Mapped[list[Credit]] = relationship(
        back_populates="movie", cascade="all, delete-orphan", order_by="Credit.position"
    )
    genres: Mapped[list[Genre]] = relationship(
        secondary="movie_genre", order_by="Genre.name"
    )
    photos: Mapped[list[Photo]] = relationship(
        back_populates="movie", cascade="all, delete-orphan", order_by="Photo.position"
    )
    offers: Mapped[list[Offer]] = relationship(
        back_populates="movie", cascade="all, delete-orphan"
    )
    identifiers: Mapped[list[MovieIdentifier]] = relationship(
        cascade="all, delete-orphan"
    )


class FormerSlug(Model):
    """An address that a movie had before; it redirects for ever."""

    __tablename__ = "former_slug"

    slug: Mapped[str] = mapped_column(String(120), primary_key=True)
    movie_id: Mapped[int] = mapped_column(
        ForeignKey("movie.id", ondelete="CASCADE"), index=True
    )


class MovieIdentifier(Model):
    """The number of a movie at another catalogue."""

    __tablename__ = "movie_identifier"
    __table_args__ = (UniqueConstraint("catalogue", "value"),)

    movie_id: Mapped[int] = mapped_column(
        ForeignKey("movie.id", ondelete="CASCADE"), primary_key=True
    )
    catalogue: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(80))


class Genre(Model):
    """A kind of film."""

    __tablename__ = "genre"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)


class MovieGenre(Model):
    """A movie belongs to a genre."""

    __tablename__ = "movie_genre"

    movie_id: Mapped[int] = mapped_column(
        ForeignKey("movie.id", ondelete="CASCADE"), primary_key=True
    )
    genre_id: Mapped[int] = mapped_column(
        ForeignKey("genre.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Person(Model):
    """Somebody who made a film or is seen in one."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(200))

    credits: Mapped[list[Credit]] = relationship(back_populates="person")


class Credit(Model):
    """What a person did in a movie; cast may name the character."""

    __tablename__ = "credit"
    __table_args__ = (UniqueConstraint("movie_id", "person_id", "role", "character"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    movie_id: Mapped[int] = mapped_column(ForeignKey("movie.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[CreditRole] = mapped_column(String(20))
    character: Mapped[str] = mapped_column(String(200), default="", server_default="")
    position: Mapped[int] = mapped_column(Integer, default=0)

    movie: Mapped[Movie] = relationship(back_populates="credits")
    person: Mapped[Person] = relationship(back_populates="credits")


class Photo(Model):
    """A still in two sizes: one for the gallery, one for the full view.

    `large_widths` names the widths in which the large one lies among the media as AVIF
    and WebP, the smallest first, as `core.pictures` made them; a poster has them, too.
    """

    __tablename__ = "photo"
    __table_args__ = (UniqueConstraint("movie_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    movie_id: Mapped[int] = mapped_column(ForeignKey("movie.id", ondelete="CASCADE"))
    position: Mapped[int]
    small_file: Mapped[str] = mapped_column(String(200))
    small_width: Mapped[int]
    small_height: Mapped[int]
    large_file: Mapped[str] = mapped_column(String(200))
    large_width: Mapped[int]
    large_height: Mapped[int]
    large_widths: Mapped[str | None] = mapped_column(String(60))
    alt: Mapped[str] = mapped_column(String(300))
    caption: Mapped[str | None] = mapped_column(String(300))
    credit: Mapped[str | None] = mapped_column(String(200))

    movie: Mapped[Movie] = relationship(back_populates="photos")


class Offer(Model):
    """A way to watch a movie, as it stood on the day it was checked."""

    __tablename__ = "offer"
    __table_args__ = (
        CheckConstraint("price_cents >= 0", name="price_not_negative"),
        Index("ix_offer_movie_id", "movie_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    movie_id: Mapped[int] = mapped_column(ForeignKey("movie.id", ondelete="CASCADE"))
    kind: Mapped[OfferKind] = mapped_column(String(20))
    country: Mapped[str] = mapped_column(String(2))
    provider: Mapped[str] = mapped_column(String(120))
    url: Mapped[str] = mapped_column(String(500))
    price_cents: Mapped[int | None]
    currency: Mapped[str | None] = mapped_column(String(3))
    checked_on: Mapped[date] = mapped_column(Date)
    sample: Mapped[bool] = mapped_column(default=False, server_default="0")

    movie: Mapped[Movie] = relationship(back_populates="offers")


class SiteVersion(Model):
    """One row whose number moves with every change that a list shows."""

    __tablename__ = "site_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=1, server_default="1")
