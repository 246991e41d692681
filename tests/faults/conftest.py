"""What the tests of faults share: sites of real processes that can be broken."""

from collections.abc import Callable

import pytest

from tests.factories.accounts import member
from tests.factories.movies import movie
from tests.support.site import Site


@pytest.fixture
def made_site(databases, tmp_path):
    """Make a site on a kind of database: `made_site("sqlite", MATINEE_WORKERS="2")`.

    It does not run yet; what runs is ended after the test.
    """
    made: list[Site] = []

    def make(backend: str, **settings: str) -> Site:
        folder = tmp_path / f"site-{len(made)}"
        (folder / "instance").mkdir(parents=True)
        made.append(Site(databases.with_tables(backend), folder, **settings))
        return made[-1]

    yield make
    for site in made:
        site.stop()


@pytest.fixture
def filled() -> Callable[..., list[str]]:
    """Add movies and members to a site; return how the members sign in."""

    def fill(site: Site, *, movies: int = 1, members: int = 1) -> list[str]:
        with site.rows():
            for number in range(movies):
                movie(f"Film {number}")
            return [member(f"Member {number}").email for number in range(members)]

    return fill
