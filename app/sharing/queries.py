"""What other sites and search engines are told: a movie's card, and every address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Integer, func, literal_column, select

from app.audience.models import AudienceReview, Standing
from app.core.addresses import canonical
from app.core.db import db
from app.critics.models import Critic, CriticReview, Publication
from app.critics.queries import COUNTS, CriticReviewCard
from app.movies.models import Movie, Person
from app.movies.queries import Credits, MovieSheet, Picture
from app.scores.models import SealEvent
from app.scores.queries import AudienceSheet, CriticSheet, ScoredMovie
from app.sharing import rules, structured
from app.sharing.lettering import Lettering
from app.sharing.picture import HEIGHT, WIDTH, Subject

PART = 10_000
"""How many ids one part of the sitemap spans; a part may hold 50,000 addresses."""

PUBLISHED = AudienceReview.standing == Standing.PUBLISHED
POSTED = func.coalesce(AudienceReview.edited_at, AudienceReview.posted_at)


@dataclass(frozen=True)
class Card:
    """What a movie's page says of itself to other sites."""

    title: str
    picture: Picture
    structured: dict[str, Any]


@dataclass(frozen=True)
class Part:
    """A part of the sitemap, and the day of the newest change in it, if known."""

    kind: str
    number: int
    changed_on: date | None


@dataclass(frozen=True)
class Place:
    """A page of the sitemap, and the day it was changed if that is known."""

    path: str
    changed_on: date | None = None


@dataclass(frozen=True)
class Change:
    """Where a change of a page is dated: the row's key to the page, and its day."""

    key: Any
    day: Any
    shown: ColumnElement[bool] | None = None


TABLES: dict[str, Any] = {
    "movies": Movie,
    "critics": Critic,
    "publications": Publication,
    "people": Person,
}
CHANGES: dict[str, Sequence[Change]] = {
    "movies": (
        Change(CriticReview.movie_id, CriticReview.listed_on, COUNTS),
        Change(AudienceReview.movie_id, POSTED, PUBLISHED),
        Change(SealEvent.movie_id, SealEvent.happened_at),
    ),
    "critics": (Change(CriticReview.critic_id, CriticReview.listed_on, COUNTS),),
    "publications": (
        Change(CriticReview.publication_id, CriticReview.listed_on, COUNTS),
    ),
    "people": (),
}


def card_of(
    movie: MovieSheet,
    critics: CriticSheet,
    audience: AudienceSheet,
    *,
    people: Credits,
    genres: Sequence[str],
    reviews: Sequence[CriticReviewCard],
) -> Card:
    """Return the card of a movie's page, made of what the page itself shows."""
    named = movie.title + (f" ({movie.year})" if movie.year else "")
    # Other sites keep a picture by its address, so a new score has a new one.
    version = f"{movie.version}-{critics.policy.version}"
    picture = Picture(
        url=canonical(f"/sharing{movie.url}.jpg?v={version}"),
        width=WIDTH,
        height=HEIGHT,
        alt=" ".join((f"{named}.", *rules.scores(critics.score, audience.score))),
    )
    data = structured.movie(
        movie,
        people,
        genres,
        audience=audience,
        reviews=reviews,
        picture=picture.url,
    )
    return Card(named, picture, data)


def description_of(
    movie: MovieSheet, critics: CriticSheet, audience: AudienceSheet
) -> str:
    """Return what is said of a movie in a few lines."""
    return rules.description(movie.title, critics.score, audience.score, movie.synopsis)


def subject_of(
    scored: ScoredMovie,
    people: Credits,
    *,
    media: Path,
    site_name: str,
    font: Path | None,
) -> Subject:
    """Return what the picture of a movie shows."""
    movie = scored.movie
    audience = scored.audience_sheet()
    year = str(movie.year) if movie.year else ""
    by = f"directed by {people.byline}" if people.byline else ""
    choices = (", ".join(filter(None, (year, by))), year)
    poster = media / movie.poster_file if movie.poster_file else None
    return Subject(
        title=movie.title,
        bylines=tuple(dict.fromkeys(filter(None, choices))),
        motif=movie.poster.motif,
        ink=movie.poster.ink,
        poster=poster if poster is not None and poster.is_file() else None,
        critics=scored.critic_sheet().score,
        audience=audience.score,
        stars=audience.average,
        site_name=site_name,
        lettering=Lettering.with_font(font),
    )


def parts(today: date) -> Sequence[Part]:
    """Return every part of the sitemap."""
    found = [Part("pages", 1, None)]
    for kind, table in TABLES.items():
        days = newest(kind, part_of, today)
        # Rows that are gone may leave a part empty; such a one is not listed.
        numbers = db.session.scalars(select(part_of(table.id)).distinct())
        found += [
            Part(kind, number + 1, days.get(number)) for number in sorted(numbers)
        ]
    return found


def places(kind: str, number: int, today: date) -> Sequence[Place]:
    """Return the pages of a part of the sitemap; none if there is no such part."""
    if kind == "pages":
        paths = ("/", "/movies", "/critics") if number == 1 else ()
        return [Place(path) for path in paths]
    table = TABLES.get(kind)
    if table is None:
        return []
    first, last = (number - 1) * PART + 1, number * PART
    days = newest(kind, lambda key: key, today, within=(first, last))
    rows = db.session.execute(
        select(table.id, table.slug)
        .where(table.id.between(first, last))
        .order_by(table.id)
    )
    return [Place(f"/{kind}/{row.slug}", days.get(row.id)) for row in rows]


def part_of(key: Any) -> Any:
    """Return in which part an id is, the first being 0."""
    # Written into the statement: PostgreSQL groups by what is written alike.
    one, size = (literal_column(str(each), Integer) for each in (1, PART))
    return (key - one) // size


def newest(
    kind: str, group: Any, today: date, within: tuple[int, int] | None = None
) -> Mapping[int, date]:
    """Return the day of the newest change in each group of pages.

    Reviews of unknown day are listed under the first of all days, and some are dated
    ahead; neither says when a page was changed.
    """
    found: dict[int, date] = {}
    for change in CHANGES[kind]:
        number = group(change.key)
        listing = select(number, func.max(change.day)).where(change.key.is_not(None))
        if change.shown is not None:
            listing = listing.where(change.shown)
        if within is not None:
            listing = listing.where(change.key.between(*within))
        for key, moment in db.session.execute(listing.group_by(number)):
            day = moment if type(moment) is date else moment.date()
            if date.min < day:
                found[key] = max(found.get(key, date.min), min(day, today))
    return found
