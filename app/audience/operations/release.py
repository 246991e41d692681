"""Before the first public screening ratings are kept, and counted when it comes."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, or_, select, update

from app.audience import queries
from app.audience.models import AudienceReview, Standing
from app.core import events
from app.core.db import db
from app.movies.models import Movie
from app.scores import operations as score_operations
from app.scores.rules import AudienceTally

PUBLISHED = Standing.PUBLISHED


def set_first_screening(movie_id: int, day: date | None, *, today: date) -> None:
    """Say when a movie is first shown in public; None counts its ratings at once."""
    db.session.execute(
        update(Movie).where(Movie.id == movie_id).values(first_screened_on=day)
    )
    settle_release(movie_id, today=today)


def settle_releases(*, today: date) -> int:
    """Open the movies whose day has come; return how many were settled.

    A rating that was posted at the very moment of the opening may still wait: it is
    found here, too.
    """
    waiting = exists().where(
        AudienceReview.movie_id == Movie.id,
        AudienceReview.standing == Standing.WAITING,
    )
    due = db.session.scalars(
        select(Movie.id)
        .where(
            or_(
                Movie.ratings_open.is_(False) & (Movie.first_screened_on <= today),
                Movie.ratings_open & waiting,
            )
        )
        .order_by(Movie.id)
    ).all()
    for movie_id in due:
        settle_release(movie_id, today=today)
    return len(due)


def settle_release(movie_id: int, *, today: date) -> None:
    """Count a movie's ratings, or let them wait, as its day says."""
    day = db.session.scalar(
        select(Movie.first_screened_on).where(Movie.id == movie_id).with_for_update()
    )
    is_open = day is None or day <= today
    db.session.execute(
        update(Movie).where(Movie.id == movie_id).values(ratings_open=is_open)
    )
    before = tally_of(movie_id)
    if is_open:
        let_out(movie_id)
    else:
        move(movie_id, PUBLISHED, standing=Standing.WAITING, standing_before=PUBLISHED)
    score_operations.count_audience(movie_id, tally_of(movie_id) - before)
    db.session.expire_all()


def let_out(movie_id: int) -> None:
    """Publish what waits; others are told of what was not shown already.

    A day that is set late lets reviews wait that were shown, and told of, before.
    """
    shown_before = AudienceReview.standing_before == PUBLISHED
    values = {"standing": PUBLISHED, "standing_before": None}
    move(movie_id, Standing.WAITING, shown_before, **values)
    come_out = move(movie_id, Standing.WAITING, **values)
    told = [(movie_id, row.id) for row in come_out if row.body]
    events.note_published("audience", told)


def move(
    movie_id: int, standing_now: Standing, *which: ColumnElement[bool], **values: Any
) -> Sequence[Row[int, str]]:
    """Write values into reviews of a movie; return the `id` and `body` of each."""
    return db.session.execute(
        update(AudienceReview)
        .where(
            AudienceReview.movie_id == movie_id,
            AudienceReview.standing == standing_now,
            *which,
        )
        .values(values)
        .returning(AudienceReview.id, AudienceReview.body)
        .execution_options(synchronize_session=False)
    ).all()


def tally_of(movie_id: int) -> AudienceTally:
    """Count a movie's published ratings from their rows."""
    return queries.recounted(movie_id).get(movie_id, AudienceTally())
