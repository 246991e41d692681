"""A full disk where the queue of jobs lies: what is asked for is done later, and once.

The database lies elsewhere and goes on, so that what asked for a job is committed.
"""

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.core.mail import Letter, LetterState
from app.critics.models import CriticReview
from app.imports.commands import import_group
from app.imports.models.matching import WaitingRow
from tests.factories import accounts
from tests.factories.movies import movie
from tests.imports.files import as_csv, review
from tests.support.site import until
from tests.support.ticks import Ticks

BACK_WITHIN = 5.0
MEGABYTES = 8


@pytest.fixture
def small_queue(database, made_site, small_disk, mail_server):
    """Return a site that has its queue, and nothing else, on a small disk; and that."""
    site = made_site(database, MATINEE_MAIL_SERVER=mail_server.address)
    disk = small_disk(MEGABYTES)
    site.instance = disk.folder / "instance"
    site.instance.mkdir()
    return site, disk


def test_jobs_that_find_no_room_are_done_once_when_there_is_some(
    small_queue, mail_server, tmp_path
):
    site, disk = small_queue
    file = tmp_path / "reviews.csv"
    file.write_bytes(as_csv([review()]))
    with site.rows() as app:
        runner, words = app.test_cli_runner(), ["critic-reviews", str(file), "--yes"]
        assert "1 waiting" in runner.invoke(import_group, words).output
        editor = accounts.edda().email
    site.start()
    edda, stranger = site.visitor(editor), site.visitor()
    desk, door = edda.token("/desk/imports/waiting"), stranger.token()
    # One that is still starting has jobs of its own, which would find no room either.
    until(lambda: "the worker does jobs" in site.output, of=site.process)
    disk.fill()

    # The sweep for rematches comes much later: what is asked for must not get lost.
    def match_again():
        answer = edda.post("/desk/imports/waiting", {"csrf_token": desk})
        assert answer.status == 303
        return "jobs wait for their queue" in site.output

    until(match_again, what=lambda: site.output)
    fields = {"csrf_token": door, "email": editor}
    assert stranger.post("/account/recovery", fields).status in (200, 303)
    assert letters(site) == [(LetterState.WAITING, 0)]
    with site.rows():
        movie("The Lamplighter")
    assert site.visitor().get("/movies/the-lamplighter").status == 200
    assert counted(site, WaitingRow) == 1

    disk.clear()

    with Ticks() as ticks:
        for is_done in (
            lambda: letters(site) == [(LetterState.SENT, 1)],
            lambda: counted(site, WaitingRow) == 0,
            lambda: "no job waits for its queue any more" in site.output,
        ):
            ticks.until(is_done, seconds=BACK_WITHIN, what=lambda: site.output)
    assert len(mail_server.letters) == 1
    assert counted(site, CriticReview) == 1


def letters(site) -> list[tuple[str, int]]:
    """Return what has become of the letters, and in how many tries."""
    with site.rows():
        return [
            tuple(row)
            for row in db.session.execute(select(Letter.state, Letter.attempts))
        ]


def counted(site, model) -> int:
    """Return how many rows of a kind there are."""
    with site.rows():
        return db.session.scalar(select(func.count()).select_from(model))
