"""Random writes and reads by several sites over one database, against a model."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from app.core.db import db
from app.movies import operations
from app.movies.models import Movie
from tests.factories import movies

SITES = 3
SLUGS = ("one", "two")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.integers(0, SITES - 1), st.sampled_from(SLUGS)),
        st.tuples(st.just("read"), st.integers(0, SITES - 1), st.sampled_from(SLUGS)),
        st.tuples(st.just("list"), st.integers(0, SITES - 1), st.just("")),
        st.tuples(st.just("undone"), st.integers(0, SITES - 1), st.sampled_from(SLUGS)),
    ),
    min_size=4,
    max_size=30,
)


@pytest.fixture
def sites(start):
    """Return sites over one database with two movies in it."""
    made = [start() for _ in range(SITES)]
    with made[0].app_context():
        for slug in SLUGS:
            movies.movie(slug=slug, title=f"{slug} 0")
    return made


def write(site, slug, title, *, commit=True):
    """Change a title, or leave it in the end."""
    with site.app_context():
        row = db.session.execute(
            update(Movie)
            .where(Movie.slug == slug)
            .values(title=title)
            .returning(Movie.id)
        )
        operations.touch(row.scalar_one())
        (db.session.commit if commit else db.session.rollback)()


@pytest.mark.parametrize("database", ["sqlite"])
@settings(
    deadline=None,
    max_examples=15,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_nobody_sees_what_is_older_than_the_last_commit(sites, steps):
    truth = {slug: f"{slug} 0" for slug in SLUGS}
    for slug in SLUGS:
        write(sites[0], slug, truth[slug])
    tags = {}

    for number, (step, place, slug) in enumerate(steps):
        site = sites[place]
        if step == "write":
            truth[slug] = f"{slug} {number}x"
            write(site, slug, truth[slug])
        elif step == "undone":
            write(site, slug, f"{slug} never", commit=False)
        else:
            path = f"/movies/{slug}" if slug else "/movies"
            known = {"If-None-Match": tags.get((place, path), '"none"')}
            answer = site.test_client().get(path, headers=known)
            wanted = [truth[slug]] if slug else list(truth.values())
            if answer.status_code == 304:
                assert tags[place, path, "shows"] == wanted
            else:
                assert all(title in answer.text for title in wanted)
                tags[place, path] = answer.headers["ETag"]
                tags[place, path, "shows"] = wanted
