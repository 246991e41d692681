"""Write drawn rows in bulk, a batch and what is counted of it in one transaction."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.audience.models import AudienceReview, HelpfulVote
from app.audience.models import Standing as AudienceStanding
from app.core.db import Model, db
from app.critics.models import CriticReview
from app.critics.rules import Standing as CriticStanding
from app.generate.reviews import CriticRow, RatingRow
from app.imports.operations.writing import insert_many, next_ids
from app.scores import bulk
from app.scores.rules import AudienceTally, Verdict

HALF_STEPS = 10
MOMENT = "%Y-%m-%d %H:%M:%S.%f"
CRITIC_COLUMNS = (
    *("id", "movie_id", "critic_id", "publication_id", "quote", "url"),
    *("original_grade", "normalised_grade", "verdict", "verdict_from", "top_critic"),
    *("reviewed_on", "listed_on", "standing", "withdrawn_at"),
)
RATING_COLUMNS = (
    *("id", "movie_id", "user_id", "rating", "body", "spoiler", "verified"),
    *("standing", "standing_before", "helpful_count", "helpful_rank", "posted_at"),
)
PUBLISHED = (AudienceStanding.PUBLISHED.value, None)
WITHDRAWN = (AudienceStanding.WITHDRAWN.value, AudienceStanding.PUBLISHED.value)
VOTE_COLUMNS = ("review_id", "user_id", "voted_at")


def highest(table: type[Model]) -> int:
    """Return the highest number of a table's rows, or 0."""
    keys: Any = table.__table__.c.id
    return db.session.scalar(select(func.max(keys))) or 0


def insert_rows(table: type[Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows with all that Python would give to a column left out."""
    given = list(rows)
    if not given:
        return
    made: Any = table.__table__
    constants = {
        column.name: column.default.arg
        for column in made.columns
        if column.name not in given[0]
        and column.server_default is None
        and column.default is not None
        and column.default.is_scalar
    }
    columns = (*given[0], *constants)
    rest = tuple(constants.values())
    insert_many(made, columns, [(*row.values(), *rest) for row in given])


def insert_numbered(
    table: type[Model], rows: Iterable[Mapping[str, Any]]
) -> Sequence[int]:
    """Insert rows and return the numbers that they were given."""
    given = list(rows)
    ids = next_ids(table.__table__, len(given))
    insert_rows(
        table, [{"id": number, **row} for number, row in zip(ids, given, strict=True)]
    )
    return ids


def text_of(moment: datetime) -> str:
    """Write a moment as both databases keep it."""
    return moment.strftime(MOMENT)


def critic_reviews(
    rows: Iterable[CriticRow],
    movies: Sequence[int] | array[int],
    critics: Sequence[int] | array[int],
    publications: Sequence[int] | array[int],
    *,
    at: datetime,
) -> None:
    """Write critic reviews, and count those that count."""
    changes: dict[int, list[int]] = {}
    given = list(rows)
    ids = next_ids(CriticReview.__table__, len(given))

    def values() -> Iterator[tuple[Any, ...]]:
        for number, row in zip(ids, given, strict=True):
            movie_id, day = movies[row.movie], row.day.isoformat()
            if row.standing is CriticStanding.COUNTED:
                add_critic(changes.setdefault(movie_id, [0] * 6), row)
            withdrawn = row.withdrawn_at and text_of(row.withdrawn_at)
            yield (
                *(number, movie_id, critics[row.critic]),
                *(publications[row.publication], row.quote, row.url),
                *(row.grade, row.normalised, row.verdict and row.verdict.value),
                *(row.verdict and "supplied", row.top_critic, day, day),
                *(row.standing.value, withdrawn),
            )

    insert_many(CriticReview.__table__, CRITIC_COLUMNS, values())
    bulk.count_critics(changes, at=at)


def add_critic(counts: list[int], row: CriticRow) -> None:
    """Add a review to the six numbers of its film, as the tally has them."""
    wrong = int(row.verdict is Verdict.ROTTEN)
    counts[wrong] += 1
    counts[2 + wrong] += row.top_critic
    if row.normalised is not None:
        counts[4] += 1
        counts[5] += row.normalised


def ratings(
    rows: Iterable[RatingRow],
    movies: Sequence[int] | array[int],
    members: Sequence[int] | array[int],
) -> None:
    """Write ratings and the votes for their words, and count the published ones."""
    given = list(rows)
    ids = next_ids(AudienceReview.__table__, len(given))
    counts: dict[int, list[int]] = {}
    votes: list[tuple[int, int, str]] = []

    def values() -> Iterator[tuple[Any, ...]]:
        for number, row in zip(ids, given, strict=True):
            movie_id, posted = movies[row.movie], text_of(row.posted_at)
            votes.extend((number, members[voter], posted) for voter in row.voters)
            standing = WITHDRAWN if row.withdrawn else PUBLISHED
            if not row.withdrawn:
                of_movie = counts.setdefault(movie_id, [0] * 2 * HALF_STEPS)
                of_movie[row.half_steps - 1] += 1
                of_movie[HALF_STEPS + row.half_steps - 1] += row.verified
            yield (
                *(number, movie_id, members[row.member], row.half_steps, row.body),
                *(
                    row.spoiler,
                    row.verified,
                    *standing,
                ),
                *(len(row.voters), row.rank, posted),
            )

    insert_many(AudienceReview.__table__, RATING_COLUMNS, values())
    insert_many(HelpfulVote.__table__, VOTE_COLUMNS, votes)
    bulk.count_audience(
        {
            movie_id: AudienceTally(tuple(each[:HALF_STEPS]), tuple(each[HALF_STEPS:]))
            for movie_id, each in counts.items()
        }
    )
