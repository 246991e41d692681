"""What a page needs to know of scores, read from the tally and the policy."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache, cached_property
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    bindparam,
    func,
    literal_column,
    select,
    tuple_,
)

from app.core import versions
from app.core.db import db
from app.core.pagination import Page
from app.core.reading import first_row, rows
from app.core.versions import Version
from app.movies.models import NEWEST, Credit, CreditRole, Movie, Person
from app.movies.queries import (
    SHEET_COLUMNS,
    MovieSheet,
    Picture,
    Poster,
    poster,
    sources_of,
)
from app.scores import rules
from app.scores.models import (
    AUDIENCE_KEY,
    CRITIC_KEY,
    ScorePolicy,
    SealEvent,
    Tally,
)

MOST_MARKS = 120
"""How many verdicts the reel shows: of more, the newest."""
BUCKETS = tuple(f"bucket_{step}" for step in range(1, 11))
VERIFIED_BUCKETS = tuple(f"verified_{name}" for name in BUCKETS)
POLICY_COLUMNS = tuple(
    getattr(ScorePolicy, name).label(f"policy_{name}")
    for name in (field.name for field in fields(rules.Policy))
)
TALLY_COLUMNS = tuple(
    column
    for column in Tally.__table__.columns
    if column.name not in {"movie_id", "critic_minimum", "audience_minimum"}
)
POLICY = versions.kind("policy", "SELECT MAX(version) FROM policy")


@dataclass(frozen=True)
class CriticSheet:
    """The Critic Score as a sheet shows it."""

    tally: rules.CriticTally
    policy: rules.Policy
    sealed: bool
    url: str
    marks: Sequence[rules.Verdict] = ()

    @cached_property
    def score(self) -> rules.Score:
        """The score over all critics."""
        return rules.critic_score(self.tally, self.policy)

    @cached_property
    def top(self) -> rules.Score:
        """The score over top critics."""
        return rules.top_critic_score(self.tally, self.policy)

    @cached_property
    def average_grade(self) -> str | None:
        """The average grade out of ten."""
        return rules.average_grade(self.tally)

    @property
    def graded(self) -> int:
        """How many reviews have a grade that could be read."""
        return self.tally.graded


@dataclass(frozen=True)
class AudienceSheet:
    """The Audience Score as a sheet shows it."""

    tally: rules.AudienceTally
    policy: rules.Policy
    url: str
    positive_from: int = rules.POSITIVE_FROM

    @cached_property
    def score(self) -> rules.Score:
        """The score over all ratings."""
        return rules.audience_score(self.tally, self.policy)

    @cached_property
    def verified(self) -> rules.Score:
        """The score over verified ratings."""
        return rules.verified_score(self.tally, self.policy)

    @cached_property
    def average(self) -> str | None:
        """The average in stars, one decimal."""
        return rules.average_stars(self.tally)

    @cached_property
    def average_half_steps(self) -> int | None:
        """The average as half-steps, for drawing."""
        return rules.average_half_steps(self.tally)

    @cached_property
    def bars(self) -> Sequence[rules.Bar]:
        """The ten bars of the histogram."""
        return rules.histogram(self.tally)


@dataclass(frozen=True)
class ScoredMovie:
    """A movie with its tally and the policy in force, read by one statement."""

    movie: MovieSheet
    tally: Any
    policy: rules.Policy

    @property
    def stamps(self) -> tuple[Version, Version]:
        """The versions of movie and policy, for answers that show scores."""
        return self.movie.stamp, stamp_of(self.policy)

    @property
    def critics(self) -> rules.CriticTally:
        """The critics' counts."""
        return critic_tally(self.tally)

    @property
    def audience(self) -> rules.AudienceTally:
        """The audience's counts."""
        return audience_tally(self.tally)

    def critic_sheet(self, verdicts: Sequence[rules.Verdict] = ()) -> CriticSheet:
        """Return the critics' sheet.

        The newest `verdicts`, oldest first, are drawn as the reel.
        """
        return CriticSheet(
            self.critics,
            self.policy,
            bool(self.tally.sealed),
            f"{self.movie.url}/score",
            verdicts,
        )

    def audience_sheet(self) -> AudienceSheet:
        """Return the audience's sheet."""
        return AudienceSheet(
            audience_tally(self.tally), self.policy, f"{self.movie.url}/score"
        )


NEWEST_POLICY = select(func.max(ScorePolicy.version)).scalar_subquery()
IN_FORCE = select(*POLICY_COLUMNS).where(ScorePolicy.version == NEWEST_POLICY)
SCORED_MOVIE = (
    select(*SHEET_COLUMNS, *TALLY_COLUMNS, *POLICY_COLUMNS)
    .join(Tally, Tally.movie_id == Movie.id)
    .join(ScorePolicy, ScorePolicy.version == NEWEST_POLICY)
    .where(Movie.slug == bindparam("slug", type_=Movie.slug.type))
)


def scored_movie(slug: str) -> ScoredMovie | None:
    """Return the movie of an address with all that its scores are made from."""
    row = first_row(SCORED_MOVIE, slug=slug)
    if row is None:
        return None
    values: tuple[Any, ...] = tuple(row)
    return ScoredMovie(
        movie=MovieSheet(*values[: len(SHEET_COLUMNS)]),
        tally=row,
        policy=rules.Policy(*values[-len(POLICY_COLUMNS) :]),
    )


def policy_in_force() -> rules.Policy:
    """Return the newest policy."""
    (row,) = rows(IN_FORCE)
    return rules.Policy(*tuple(row))


def minima_in_force() -> tuple[int, int]:
    """Return what a tally keeps of the policy, for those who write it by hand."""
    policy = policy_in_force()
    return max(1, policy.critic_minimum), max(1, policy.audience_minimum)


def stamp_of(policy: rules.Policy) -> Version:
    """Return a policy's version by name, for answers that show scores by it."""
    return Version(POLICY, policy.version)


def policies() -> Sequence[ScorePolicy]:
    """Return every policy there was, newest first."""
    return db.session.scalars(
        select(ScorePolicy).order_by(ScorePolicy.version.desc())
    ).all()


def seal_events(movie_id: int) -> Sequence[SealEvent]:
    """Return what happened to a movie's seal, newest first."""
    return db.session.scalars(
        select(SealEvent)
        .where(SealEvent.movie_id == movie_id)
        .order_by(SealEvent.happened_at.desc(), SealEvent.id.desc())
    ).all()


def tally_row(movie_id: int) -> Row[Any]:
    """Return the tally of a movie; raises NoResultFound where there is none."""
    return db.session.execute(
        select(*TALLY_COLUMNS).where(Tally.movie_id == movie_id)
    ).one()


def critic_tally(row: Any) -> rules.CriticTally:
    """Read the critics' counts from a row that has the tally's columns."""
    return rules.CriticTally(
        fresh=row.fresh,
        rotten=row.rotten,
        top_fresh=row.top_fresh,
        top_rotten=row.top_rotten,
        graded=row.graded,
        grade_sum=row.grade_sum,
    )


def audience_tally(row: Any) -> rules.AudienceTally:
    """Read the audience's counts from a row that has the tally's columns."""
    return rules.AudienceTally(
        buckets=tuple(getattr(row, name) for name in BUCKETS),
        verified_buckets=tuple(getattr(row, name) for name in VERIFIED_BUCKETS),
    )


class Sort(StrEnum):
    """The orders of the list of movies."""

    NEWEST = "newest"
    CRITICS = "critics"
    AUDIENCE = "audience"
    TITLE = "title"

    @classmethod
    def read(cls, text: str | None) -> "Sort":
        """Return the order of that name; an unknown name is the newest first."""
        return next((each for each in cls if each == text), cls.NEWEST)


@dataclass(frozen=True)
class FilmCard:
    """A movie in a list, with its Critic Score."""

    id: int
    title: str
    url: str
    year: int | None
    poster: Poster
    directors: Sequence[str]
    critic: rules.Score
    audience: rules.Score

    @property
    def byline(self) -> str:
        """The directors' names in a line."""
        return ", ".join(self.directors)


def films(
    sort: Sort, policy: rules.Policy, *, after: int | None = None, limit: int
) -> Page[FilmCard]:
    """Return movies in an order; `after` is the id of the last one shown before."""
    last = first_row(key_of(sort), movie_id=after) if after is not None else None
    if last is None:
        found = rows(listing(sort, further=False), limit=limit + 1)
    else:
        found = rows(
            listing(sort, further=True), limit=limit + 1, key=last.key, after=after
        )
    shown = found[:limit]
    directors = directors_of([row.id for row in shown])
    cards = [film_card(row, directors.get(row.id, ()), policy) for row in shown]
    return Page(cards, str(cards[-1].id) if len(found) > limit else None)


SORT_KEYS: dict[Sort, tuple[Any, Any]] = {
    Sort.NEWEST: (literal_column(NEWEST, Date()), Movie.id),
    Sort.TITLE: (Movie.title_sort, Movie.id),
    Sort.CRITICS: (literal_column(CRITIC_KEY, BigInteger()), Tally.movie_id),
    Sort.AUDIENCE: (literal_column(AUDIENCE_KEY, BigInteger()), Tally.movie_id),
}
"""What each order sorts by, in the words of its index, and whose id follows."""


@cache
def listing(sort: Sort, *, further: bool) -> Select[*tuple[Any, ...]]:
    """Return the statement of a list of movies; `further` begins behind one of them."""
    key, id_column = SORT_KEYS[sort]
    statement = film_rows().limit(bindparam("limit", type_=Integer()))
    if further:
        end = bindparam("key", type_=key.type)
        statement = statement.where(
            *beyond(sort, end, bindparam("after", type_=Integer()))
        )
    if sort is Sort.TITLE:
        return statement.order_by(key, id_column)
    return statement.order_by(key.desc(), id_column.desc())


def beyond(sort: Sort, end: Any, after: Any) -> Sequence[ColumnElement[bool]]:
    """Keep the movies that come after the one that is sorted by `end`.

    The first of the two conditions follows from the second: by it SQLite finds the
    place in an index of an expression.
    """
    key, id_column = SORT_KEYS[sort]
    place, last = tuple_(key, id_column), tuple_(end, after)
    if sort is Sort.TITLE:
        return (key >= end, place > last)
    return (key <= end, place < last)


@cache
def key_of(sort: Sort) -> Select[*tuple[Any, ...]]:
    """Return the statement that reads by what one movie is sorted."""
    key, _ = SORT_KEYS[sort]
    return (
        select(key.label("key"))
        .join_from(Movie, Tally, Tally.movie_id == Movie.id)
        .where(Movie.id == bindparam("movie_id", type_=Integer()))
    )


def film(movie_id: int, policy: rules.Policy) -> FilmCard | None:
    """Return one movie as lists show it."""
    row = db.session.execute(film_rows().where(Movie.id == movie_id)).one_or_none()
    if row is None:
        return None
    return film_card(row, directors_of([movie_id]).get(movie_id, ()), policy)


def film_rows() -> Select[*tuple[Any, ...]]:
    """Select movies with their tallies."""
    return select(
        Movie.id,
        Movie.slug,
        Movie.title,
        Movie.year,
        Movie.poster_file,
        Movie.poster_width,
        Movie.poster_height,
        Movie.poster_widths,
        *TALLY_COLUMNS,
    ).join(Tally, Tally.movie_id == Movie.id)


def directors_of(movie_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the directors' names of some movies."""
    found = db.session.execute(
        select(Credit.position, Credit.id, Credit.movie_id, Person.name)
        .join(Person)
        .where(Credit.movie_id.in_(movie_ids), Credit.role == CreditRole.DIRECTOR)
    )
    names: dict[int, list[str]] = {}
    for row in sorted(found.all()):
        names.setdefault(row.movie_id, []).append(row.name)
    return names


def film_card(row: Any, directors: Sequence[str], policy: rules.Policy) -> FilmCard:
    """Return the card of a row of `films`."""
    picture = None
    if row.poster_file:
        picture = Picture(
            f"/media/{row.poster_file}",
            row.poster_width or 400,
            row.poster_height or 600,
            alt="",
            sources=sources_of(row.poster_file, row.poster_widths),
        )
    return FilmCard(
        id=row.id,
        title=row.title,
        url=f"/movies/{row.slug}",
        year=row.year,
        poster=poster(row.slug, row.title, picture),
        directors=directors,
        critic=rules.critic_score(critic_tally(row), policy),
        audience=rules.audience_score(audience_tally(row), policy),
    )
