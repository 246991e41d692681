"""What a page needs to know of scores, read from the tally and the policy."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from sqlalchemy import (
    Row,
    bindparam,
    func,
    select,
)

from app.core import versions
from app.core.db import db
from app.core.reading import Lean, Plain, rows
from app.core.telling import Told, told
from app.core.versions import Version
from app.movies.models import Movie
from app.movies.queries import (
    SHEET_COLUMNS,
    MovieSheet,
)
from app.scores import rules
from app.scores.models import (
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

    @cached_property
    def stamps(self) -> tuple[Version, Version]:
        """The versions of movie and policy, for answers that show scores."""
        return self.movie.stamp, stamp_of(self.policy)

    @cached_property
    def critics(self) -> rules.CriticTally:
        """The critics' counts."""
        return critic_tally(self.tally)

    @cached_property
    def audience(self) -> rules.AudienceTally:
        """The audience's counts."""
        return audience_tally(self.tally)

    @cached_property
    def sheet(self) -> Told[MovieSheet]:
        """The movie for parts of pages: of two versions that show the same, one thing.

        It is of no version, so that a rating draws nothing anew that does not show it.
        """
        known = {field.name: getattr(self.movie, field.name) for field in SHEET_FIELDS}
        return told(MovieSheet, *(known | {"version": 0}).values())

    @cached_property
    def seen_by_critics(self) -> tuple[Any, ...]:
        """All that the critics' sheet shows beside its reel."""
        counts = tuple(getattr(self.critics, each.name) for each in CRITIC_COUNTS)
        return counts, self.policy, bool(self.tally.sealed), f"{self.movie.url}/score"

    @cached_property
    def audience_told(self) -> Told[AudienceSheet]:
        """The audience's sheet for parts of pages."""
        return told(
            AudienceSheet, self.audience, self.policy, f"{self.movie.url}/score"
        )

    def critics_told(
        self, verdicts: Told[Sequence[rules.Verdict]]
    ) -> Told[CriticSheet]:
        """Return the critics' sheet for parts of pages, with its reel."""
        return told(critics_from, self.seen_by_critics, verdicts)

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
SCORED = Lean(SCORED_MOVIE)
SHEET_FIELDS = fields(MovieSheet)
CRITIC_COUNTS = fields(rules.CriticTally)


def scored_movie(slug: str) -> ScoredMovie | None:
    """Return the movie of an address with all that its scores are made from."""
    found = SCORED.read(slug=slug)
    return told(scored_from, found).value if found else None


def scored_from(found: Plain) -> ScoredMovie:
    """Return the movie of the one row of `SCORED`."""
    (row,) = SCORED.typed(found)
    values: tuple[Any, ...] = tuple(row)
    return ScoredMovie(
        movie=MovieSheet(*values[: len(SHEET_COLUMNS)]),
        tally=row,
        policy=rules.Policy(*values[-len(POLICY_COLUMNS) :]),
    )


def critics_from(
    seen: tuple[Any, ...], verdicts: Told[Sequence[rules.Verdict]]
) -> CriticSheet:
    """Return the critics' sheet; the verdicts are the oldest first."""
    counts, policy, sealed, url = seen
    tally = rules.CriticTally(*counts)
    return CriticSheet(tally, policy, sealed, url, verdicts.value)


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
