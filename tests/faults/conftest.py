"""What the tests of faults share: sites of real processes that can be broken."""

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.factories.accounts import member
from tests.factories.movies import movie
from tests.support import machine, postgresql
from tests.support.databases import Databases
from tests.support.disk import Disk
from tests.support.mail_server import MailServer
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
        # Its writes wait for their turn as long as a busy machine may need.
        patient = {"MATINEE_DATABASE_WAIT": "60"} | settings
        made.append(Site(databases.with_tables(backend), folder, **patient))
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


@pytest.fixture
def mail_server():
    """Take in what a site sends, and keep it."""
    server = MailServer()
    yield server
    server.close()


@pytest.fixture
def small_disk():
    """Mount a small disk: `small_disk(24)` is one of 24 megabytes."""
    made: list[Disk] = []

    def mount(megabytes: int) -> Disk:
        made.append(Disk(megabytes))
        return made[-1]

    yield mount
    for disk in made:
        disk.remove()


@pytest.fixture(scope="session")
def own_cluster():
    """Start a PostgreSQL that may be broken; no other test uses it."""
    cluster = postgresql.start(lasting=True) or machine.leave_out("PostgreSQL")
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def own_databases(own_cluster, tmp_path_factory):
    """Make databases in the PostgreSQL that may be broken."""
    folder = tmp_path_factory.mktemp("own-databases")
    return Databases(folder, str(own_cluster.folder), "broken")


@pytest.fixture
def cramped_site(made_site, small_disk, request):
    """Make a site whose data lie on a small disk; return both."""
    with ExitStack() as afterwards:

        def make(backend: str, megabytes: int = 64, **settings: str):
            disk = small_disk(megabytes)
            site = made_site(backend, **settings)
            if backend == "sqlite":
                move(site, disk.folder / "instance")
            else:
                databases = request.getfixturevalue("own_databases")
                site.url = afterwards.enter_context(databases.on_disk(disk.folder))
                afterwards.callback(disk.clear)
            return site, disk

        yield make


def move(site: Site, instance: Path) -> None:
    """Put a site on SQLite that has not been used yet into another folder."""
    instance.mkdir()
    path = instance / "matinee.db"
    shutil.copyfile(site.url.removeprefix("sqlite:///"), path)
    site.instance, site.url = instance, f"sqlite:///{path}"
