"""Real files, where they lie beside the project; nothing of them is part of it."""

import csv
import gzip
import os
from collections import defaultdict
from pathlib import Path

from sqlalchemy import select

from app.config import ROOT
from app.core.db import db
from app.movies.models import Movie
from app.scores import queries as score_queries
from app.scores import rules
from app.scores.models import Tally
from app.scores.rules import SMALL, CriticTally
from tests.support import machine

SHARED = Path(os.environ.get("MATINEE_SHARED") or ROOT.parent / "shared")
SAMPLE = SHARED / "data" / "critic_reviews_sample.csv.gz"
PUBLISHED = SHARED / "data" / "published_scores.csv"
FILMS = SHARED / "data" / "wikipedia_movies" / "movies-2010s.json.gz"
WHOLE = 126
"""So many films of the sample have as many reviews as were published."""

SLIPS = {(40, 23), (80, 46), (120, 69)}
"""Exact halves that were published one lower, by a slip of floating point."""


def needs(path: Path) -> None:
    """Leave a test out, and say so, where a file is not there."""
    if not path.exists():
        machine.leave_out(f"{path.name} beside the project")


def test_the_sample_comes_in_whole_twice_with_scores_as_published(
    tmp_path, app, bring, scores_are_right
):
    needs(SAMPLE)
    with gzip.open(SAMPLE, "rt", encoding="utf-8", newline="") as file:
        keys = dict.fromkeys(row["movie_key"] for row in csv.DictReader(file))
    films = tmp_path / "films.csv"
    with films.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("title", "identifiers"))
        writer.writerows((f"Film {place}", key) for place, key in enumerate(keys))
    assert bring("movies", films, "--yes").exit_code == 0

    first = bring("critic-reviews", SAMPLE, "--yes").output
    second = bring("critic-reviews", SAMPLE, "--yes").output

    assert " 0 waiting" in first
    assert "0 new, 0 changed" in second
    scores_are_right()
    assert published_and_right() >= WHOLE


def published_and_right() -> int:
    """Count films whose reviews are all here; each must score what was published."""
    published: dict[tuple[int, int], set[int]] = defaultdict(set)
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            counts = int(row["reviews"]), int(row["fresh"])
            published[counts].add(int(row["published_score"]))
    found = 0
    for row in db.session.execute(
        select(Movie.id, *score_queries.TALLY_COLUMNS).join(Tally)
    ):
        tally: CriticTally = score_queries.critic_tally(row)
        counts = tally.total, tally.fresh
        if counts in published and counts not in SLIPS:
            found += 1
            approval = rules.critic_score(tally, SMALL).approval
            assert approval is None or approval in published[counts]
    return found


def test_a_decade_of_movies_comes_in_twice(app, bring, scores_are_right):
    needs(FILMS)

    first = bring("movies", FILMS, "--yes").output
    second = bring("movies", FILMS, "--yes").output

    assert "0 changed, 0 same" in first
    assert "0 new, 0 changed" in second
    scores_are_right()
