"""Before the first public screening ratings are kept, and counted when it comes."""

from datetime import date

from sqlalchemy import exists, or_, select, update

from app.audience import queries
from app.audience.models import AudienceReview, Standing
from app.core import events
from app.core.db import db
from app.movies.models import Movie
from app.scores import operations as score_operations
from app.scores.rules import AudienceTally


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
    old, new = Standing.PUBLISHED, Standing.WAITING
    if is_open:
        old, new = new, old
    moved = db.session.execute(
        update(AudienceReview)
        .where(AudienceReview.movie_id == movie_id, AudienceReview.standing == old)
        .values(standing=new)
        .returning(AudienceReview.id, AudienceReview.body)
        .execution_options(synchronize_session=False)
    ).all()
    if is_open:
        told = [(movie_id, row.id) for row in moved if row.body]
        events.note_published("audience", told)
    score_operations.count_audience(movie_id, tally_of(movie_id) - before)
    db.session.expire_all()


def tally_of(movie_id: int) -> AudienceTally:
    """Count a movie's published ratings from their rows."""
    return queries.recounted(movie_id).get(movie_id, AudienceTally())
