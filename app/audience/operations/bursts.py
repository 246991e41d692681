"""Hold a sudden wave of ratings, and let it go or strike it as a whole."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, bindparam, insert, select, update

from app.audience import rules
from app.audience.hold_models import Burst, Hold, HoldKind, Outcome
from app.audience.models import AudienceReview, Standing
from app.audience.queries import holds as queries
from app.audience.rules.bursts import BurstRule
from app.audience.rules.holds import HoldRule
from app.core import events
from app.core.db import db
from app.core.errors import Conflict, NotFound
from app.core.long_lists import parts
from app.core.reading import Lean, rows
from app.movies import operations as movie_operations
from app.movies.models import Movie
from app.scores import operations as score_operations
from app.scores.models import Tally
from app.scores.queries import BUCKETS, VERIFIED_BUCKETS
from app.scores.rules import AudienceTally

IN_WAVE = "Part of a sudden wave of ratings"


SEEN = (
    select(
        Tally.movie_id,
        Movie.ratings_held,
        (
            sum(getattr(Tally, name) for name in BUCKETS)
            - sum(getattr(Tally, name) for name in VERIFIED_BUCKETS)
        ).label("without_code"),
    )
    .join(Movie, Movie.id == Tally.movie_id)
    .order_by(Tally.movie_id)
)
WATCHED = SEEN.where(Tally.movie_id.in_(bindparam("movies", expanding=True)))
WATCHED_ONE = Lean(SEEN.where(Tally.movie_id == bindparam("movie")))


def watch(rated: Mapping[int, datetime], rule: BurstRule) -> Collection[int]:
    """Watch movies that were rated at some moments; return those looked at closely.

    One with few ratings without a code has no wave, and no statement is spent on it.
    The caller has counted the ratings, and so holds the movies' rows: nobody adds to
    them before the commit, and of several at the same moment one after the other looks
    here.
    """
    suspects: dict[int, bool] = {}
    movie_ids = list(rated)
    for part in parts(movie_ids):
        if len(part) == 1:
            found = WATCHED_ONE.all(movie=part[0])
        else:
            found = rows(WATCHED, movies=part)
        suspects |= {
            row.movie_id: row.ratings_held
            for row in found
            if row.ratings_held or row.without_code > rule.floor
        }
    for movie_id, is_held in suspects.items():
        look(movie_id, rule, at=rated[movie_id], is_held=is_held)
    return frozenset(suspects)


def look(movie_id: int, rule: BurstRule, *, at: datetime, is_held: bool) -> None:
    """Hold what has just arrived at a movie if it belongs to a wave.

    `is_held` tells whether there is an open one.
    """
    burst = queries.open_burst(movie_id) if is_held else begin(movie_id, rule, at=at)
    if burst is not None:
        take_up(burst, at=at)


def begin(movie_id: int, rule: BurstRule, *, at: datetime) -> Burst | None:
    """Open a wave if more has arrived than the rule allows."""
    recent = queries.recent_arrivals(movie_id, rule, at=at)
    if not rule.active or recent <= rule.floor:
        return None
    movie = db.session.execute(
        select(Movie.first_screened_on, Movie.released_on).where(Movie.id == movie_id)
    ).one()
    opened_on = max((day for day in movie if day is not None), default=None)
    arrived = queries.arrivals(movie_id, rule, recent, at=at)
    if not rule.is_wave(arrived, opened_on=opened_on, today=at.date()):
        return None
    burst = Burst(
        movie_id=movie_id,
        began_at=at - rule.window,
        noticed_at=at,
        held_until=at + rule.hold_time,
        hours=rule.hours,
        allowed=rule.allowed(arrived),
        arrived=recent,
    )
    db.session.add(burst)
    db.session.flush()
    note_held(movie_id, True)
    return burst


def take_up(burst: Burst, *, at: datetime) -> None:
    """Hold every rating of an open wave that is still counted."""
    found = db.session.scalars(
        select(AudienceReview.id).where(
            *queries.unverified(burst.movie_id, burst.began_at)
        )
    ).all()
    if not found:
        return
    move(burst.movie_id, found, Standing.PUBLISHED, Standing.HELD)
    reasons = [[str(HoldRule.BURST), IN_WAVE]]
    db.session.execute(
        insert(Hold),
        [
            {
                "review_id": review_id,
                "burst_id": burst.id,
                "kind": HoldKind.BURST,
                "reasons": reasons,
                "placed_at": at,
            }
            for review_id in found
        ],
    )


def settle_burst(
    burst_id: int, outcome: Outcome, *, by_id: int | None, at: datetime
) -> Burst:
    """Count a wave or strike it, once; raises NotFound or Conflict."""
    movie_id = db.session.scalar(select(Burst.movie_id).where(Burst.id == burst_id))
    if movie_id is None:
        raise NotFound("This wave is no longer there.")
    # A rating that arrives just now waits here, and is not taken up any more.
    db.session.execute(select(Movie.id).where(Movie.id == movie_id).with_for_update())
    burst = db.session.scalar(
        select(Burst)
        .where(Burst.id == burst_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if burst is None or burst.settled_at is not None:
        raise Conflict("Somebody has decided about this wave already.")
    is_open = db.session.scalar(select(Movie.ratings_open).where(Movie.id == movie_id))
    shown = Standing.PUBLISHED if is_open else Standing.WAITING
    standing = shown if outcome is Outcome.RELEASED else Standing.HIDDEN
    held = db.session.scalars(in_wave(burst_id)).all()
    move(movie_id, held, Standing.HELD, standing)
    if standing is Standing.PUBLISHED:
        events.note_published("audience", news_in(burst))
    db.session.execute(
        update(AudienceReview)
        .where(
            AudienceReview.id.in_(in_wave(burst_id)),
            AudienceReview.standing == Standing.WITHDRAWN,
        )
        .values(standing_before=standing)
        .execution_options(synchronize_session=False)
    )
    ended = {"settled_at": at, "settled_by_id": by_id, "outcome": outcome}
    db.session.execute(
        update(Hold)
        .where(Hold.burst_id == burst_id, Hold.settled_at.is_(None))
        .values(ended)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(update(Burst).where(Burst.id == burst_id).values(ended))
    note_held(movie_id, False)
    movie_operations.touch(movie_id)
    db.session.expire_all()
    return burst


def news_in(burst: Burst) -> list[tuple[int, int]]:
    """Return the reviews of a wave that have come out with it, and were told to nobody.

    What was there before the wave was noticed had been shown, and told of, until then.
    """
    return [
        (burst.movie_id, review_id)
        for review_id in db.session.scalars(
            select(AudienceReview.id)
            .where(
                AudienceReview.id.in_(in_wave(burst.id)),
                AudienceReview.standing == Standing.PUBLISHED,
                AudienceReview.body != "",
                AudienceReview.posted_at >= burst.noticed_at,
            )
            .order_by(AudienceReview.id)
        )
    ]


def note_held(movie_id: int, held: bool) -> None:
    """Tell the movie's page whether there is a wave to speak of."""
    db.session.execute(
        update(Movie).where(Movie.id == movie_id).values(ratings_held=held)
    )


def in_wave(burst_id: int) -> Select[int]:
    """Select the reviews that a wave still holds."""
    return select(Hold.review_id).where(
        Hold.burst_id == burst_id, Hold.settled_at.is_(None)
    )


def release_due(*, at: datetime) -> int:
    """Count the waves whose time is up; return how many there were."""
    due = list(queries.due_bursts(at=at))
    for burst_id in due:
        settle_burst(burst_id, Outcome.RELEASED, by_id=None, at=at)
    return len(due)


def move(
    movie_id: int, review_ids: Sequence[int], before: Standing, after: Standing
) -> None:
    """Let reviews stand elsewhere, and move the tally by exactly those that moved."""
    moved = AudienceTally()
    for part in parts(review_ids):
        changed = db.session.execute(
            update(AudienceReview)
            .where(
                AudienceReview.id.in_(part),
                AudienceReview.standing == before,
            )
            .values(standing=after)
            .returning(AudienceReview.rating, AudienceReview.verified)
            .execution_options(synchronize_session=False)
        ).all()
        for row in changed:
            moved += rules.counted(row.rating, verified=row.verified)
    nothing = AudienceTally()
    if before is Standing.PUBLISHED:
        score_operations.count_audience(movie_id, nothing - moved)
    elif after is Standing.PUBLISHED:
        score_operations.count_audience(movie_id, moved)
    db.session.expire_all()
