"""Random writes and reads by several sites over one database, against a model.

On SQLite every reader knows the last commit of anybody. On PostgreSQL a site knows its
own commits at once, and those of others once its thread was told, or has beaten, after
them: the model notes how far each site has counted at each commit.
"""

from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from app.core.db import db
from app.core.page_cache import cache_of
from app.movies import operations
from app.movies.models import Movie
from tests.factories import movies
from tests.support.site import until

SITES = 3
SLUGS = ("one", "two")
PLACES = st.integers(0, SITES - 1)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), PLACES, st.sampled_from(SLUGS)),
        st.tuples(st.just("read"), PLACES, st.sampled_from(SLUGS)),
        st.tuples(st.just("list"), PLACES, st.just("")),
        st.tuples(st.just("undone"), PLACES, st.sampled_from(SLUGS)),
        st.tuples(st.just("hear"), PLACES, st.just("")),
    ),
    min_size=4,
    max_size=30,
)
NUMBERS = count()


@pytest.fixture
def sites(start):
    """Return sites over one database with two movies in it."""
    made = [start() for _ in range(SITES)]
    with made[0].app_context():
        for slug in SLUGS:
            movies.movie(slug=slug, title=f"{slug} 0")
    for site in made:
        cache_of(site).freshness.generation()
    return made


@dataclass
class Commit:
    """A title, who committed it, and how far each site had counted just after."""

    title: str
    by: int
    counted: list[int]


@dataclass
class Model:
    """What was committed, and what each site must know of it."""

    sites: list
    exact: bool
    commits: dict[str, list[Commit]] = field(
        default_factory=lambda: {slug: [] for slug in SLUGS}
    )

    def number(self, place):
        """Return how far a site has counted."""
        return cache_of(self.sites[place]).freshness.number

    def write(self, place, slug, *, commit=True):
        """Change a title, or leave it in the end."""
        title = f"{slug} {next(NUMBERS)}x"
        with self.sites[place].app_context():
            row = db.session.execute(
                update(Movie)
                .where(Movie.slug == slug)
                .values(title=title)
                .returning(Movie.id)
            )
            operations.touch(row.scalar_one())
            (db.session.commit if commit else db.session.rollback)()
        if commit:
            counted = [self.number(each) for each in range(SITES)]
            self.commits[slug].append(Commit(title, place, counted))

    def hear(self, place):
        """Wait until a site has been told of everything, or has found it by itself."""
        last = [commits[-1] for commits in self.commits.values()]
        if not self.exact:
            until(lambda: all(self.knows(place, each) for each in last))

    def knows(self, place, commit):
        """Tell whether a site must know of a commit."""
        known = commit.by == place or self.number(place) > commit.counted[place]
        return self.exact or known

    def allowed(self, place, slug):
        """Return the titles that a site may show: none older than what it knows."""
        commits = self.commits[slug]
        oldest = max(
            number
            for number, each in enumerate(commits)
            if number == 0 or self.knows(place, each)
        )
        return [each.title for each in commits[oldest:]]


@settings(
    deadline=None,
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_nobody_sees_what_is_older_than_the_last_commit_it_could_know(
    sites, database, steps
):
    model = Model(sites, exact=database == "sqlite")
    for slug in SLUGS:
        model.write(0, slug)
    for place in range(SITES):
        model.hear(place)
    tags, texts = {}, {}

    for step, place, slug in steps:
        if step == "hear":
            model.hear(place)
        elif step in {"write", "undone"}:
            model.write(place, slug, commit=step == "write")
        else:
            path = f"/movies/{slug}" if slug else "/movies"
            allowed = [model.allowed(place, each) for each in SLUGS]
            wanted = [allowed[SLUGS.index(slug)]] if slug else allowed
            known = {"If-None-Match": tags.get((place, path), '"none"')}
            answer = sites[place].test_client().get(path, headers=known)
            if answer.status_code != 304:
                tags[place, path] = answer.headers["ETag"]
                texts[place, path] = answer.text
            shown = texts[place, path]
            assert all(any(title in shown for title in titles) for titles in wanted)
