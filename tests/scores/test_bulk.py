"""Very many tallies are moved at once: each gets its own numbers, and no other."""

from datetime import UTC, datetime

from app.core.db import db
from app.scores import bulk
from app.scores.models import Tally
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
