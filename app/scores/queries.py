"""What a page needs to know of scores, read from the tally and the policy."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Row, select

from app.core.db import db
from app.scores import rules
from app.scores.models import ScorePolicy, SealEvent, Tally

MOST_MARKS = 120
FEWER_MARKS = 100
BUCKETS = tuple(f"bucket_{step}" for step in range(1, 11))
VERIFIED_BUCKETS = tuple(f"verified_{name}" for name in BUCKETS)
TALLY_COLUMNS = tuple(
    column for column in Tally.__table__.columns if column.name != "movie_id"
)


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


def policy_in_force() -> rules.Policy:
    """Return the newest policy."""
    newest = select(ScorePolicy).order_by(ScorePolicy.version.desc()).limit(1)
    return db.session.scalars(newest).one().as_rules()


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


def critic_sheet(
    row: Any, policy: rules.Policy, *, url: str, verdicts: Sequence[rules.Verdict] = ()
) -> CriticSheet:
    """Return the critics' sheet of a row that has the tally's columns.

    `verdicts` are drawn as the reel, oldest first.
    """
    return CriticSheet(
        critic_tally(row), policy, bool(row.sealed), url, reel_marks(verdicts)
    )


def audience_sheet(row: Any, policy: rules.Policy, *, url: str) -> AudienceSheet:
    """Return the audience's sheet of a row that has the tally's columns."""
    return AudienceSheet(audience_tally(row), policy, url)


def reel_marks(verdicts: Sequence[rules.Verdict]) -> Sequence[rules.Verdict]:
    """Return the marks of the reel: every verdict, or a hundred of very many."""
    count = len(verdicts)
    if count <= MOST_MARKS:
        return verdicts
    return [verdicts[place * count // FEWER_MARKS] for place in range(FEWER_MARKS)]
