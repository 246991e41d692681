"""Very many tallies are moved at once: each gets its own numbers, and no other."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.core.db import db, is_sqlite
from app.scores import bulk, operations, queries
from app.scores.models import SealEvent, Tally
from app.scores.rules import AudienceTally, CriticTally
from tests.factories import movies

AT = datetime(2026, 5, 1, tzinfo=UTC)


def counts_of(row):
    """Return what is counted of a movie's critics."""
    tally = db.session.get_one(Tally, row.id, populate_existing=True)
    return tuple(getattr(tally, name) for name in bulk.CRITIC_COUNTS)


def test_each_movie_gets_what_it_is_moved_by(app, monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    rows = [movies.movie(f"The Lamplighter {number}") for number in range(6)]
    changes = {
        row.id: [number, 1, 0, 1, number, 7_500 * number]
        for number, row in enumerate(rows[:5], start=1)
    }

    bulk.count_critics(changes, at=AT)
    bulk.count_critics({rows[2].id: [-1, 2, 0, 0, -1, -7_500]}, at=AT)

    assert [counts_of(row) for row in rows] == [
        (1, 1, 0, 1, 1, 7_500),
        (2, 1, 0, 1, 2, 15_000),
        (2, 3, 0, 1, 2, 15_000),
        (4, 1, 0, 1, 4, 30_000),
        (5, 1, 0, 1, 5, 37_500),
        (0, 0, 0, 0, 0, 0),
    ]


def test_what_was_counted_anew_replaces_what_was_there(app, monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    rows = [movies.movie(f"The Lamplighter {number}") for number in range(4)]
    bulk.count_critics({row.id: [9, 9, 9, 9, 9, 9] for row in rows}, at=AT)
    audience = AudienceTally(buckets=(0, 0, 0, 0, 0, 0, 0, 0, 0, 3))

    bulk.set_tallies(
        {
            row.id: (CriticTally(fresh=number, graded=1, grade_sum=7_500), audience)
            for number, row in enumerate(rows[:3])
        },
        at=AT,
    )

    assert [counts_of(row) for row in rows] == [
        (0, 0, 0, 0, 1, 7_500),
        (1, 0, 0, 0, 1, 7_500),
        (2, 0, 0, 0, 1, 7_500),
        (9, 9, 9, 9, 9, 9),
    ]
    tally = db.session.get_one(Tally, rows[0].id)
    assert (tally.bucket_9, tally.bucket_10) == (0, 3)


@pytest.mark.parametrize("number", [2, 9])
def test_many_films_are_counted_in_as_many_statements_as_few(
    app, count_queries, number
):
    films = [movies.movie(f"The Lamplighter {place}") for place in range(number)]
    fresh = CriticTally(fresh=2, top_fresh=1, graded=1, grade_sum=7_500)
    changes = {film.id: fresh for film in films[1:]} | {films[0].id: CriticTally()}

    with count_queries() as statements:
        operations.count_critics_of(changes, at=AT)

    # PostgreSQL locks the tallies, and then the films, before it moves them.
    assert len(statements) == (6 if is_sqlite() else 8), "\n".join(statements)
    assert [counts_of(film) for film in films] == [
        (0, 0, 0, 0, 0, 0),
        *[(2, 0, 1, 0, 1, 7_500)] * (number - 1),
    ]


def test_seals_of_many_films_are_given_and_taken_at_once(app):
    policy = queries.policy_in_force()
    films = [movies.movie(f"The Lamplighter {place}") for place in range(3)]
    enough = CriticTally(
        fresh=policy.seal_reviews_wide, top_fresh=policy.seal_top_reviews
    )
    few = CriticTally(fresh=1)
    operations.count_critics_of(
        {films[0].id: enough, films[1].id: enough, films[2].id: few}, at=AT
    )
    assert sealed(films) == [True, True, False]

    operations.count_critics_of({films[0].id: CriticTally() - enough}, at=AT)

    assert sealed(films) == [False, True, False]
    changes = select(SealEvent.movie_id, SealEvent.change).order_by(SealEvent.id)
    assert [tuple(row) for row in db.session.execute(changes)] == [
        (films[0].id, "gained"),
        (films[1].id, "gained"),
        (films[0].id, "lost"),
    ]


def sealed(films):
    tallies = select(Tally.sealed).order_by(Tally.movie_id)
    return list(
        db.session.scalars(tallies.where(Tally.movie_id.in_([f.id for f in films])))
    )
