"""A worker that is killed in the middle of a job: in the end it is done once.

A letter whose server was still thinking may come twice, as docs/faults.md says: nobody
can know whether it was taken.
"""

import asyncio
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.core.clock import utcnow
from app.core.db import db
from app.core.mail import Letter, LetterState
from tests.support.mail_server import MailServer
from tests.support.site import end, until

FILMS = 40
MEMBERS = 60
AGES_AGO = timedelta(days=1)


class SlowMailServer(MailServer):
    """Thinks about the first letter until it is told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.thinking = threading.Event()
        self.may_answer = threading.Event()

    async def handle_DATA(self, server, session, envelope):
        first = not self.thinking.is_set()
        self.thinking.set()
        while first and not self.may_answer.is_set():
            await asyncio.sleep(0.01)
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def slow_mail():
    server = SlowMailServer()
    yield server
    server.may_answer.set()
    server.close()


def kill_worker(site) -> None:
    """Kill the worker, and wait for the one that the server starts in its place."""
    killed = site.worker()
    end(killed)
    until(lambda: site.worker() not in (None, killed))


def let_time_pass(site, row, **columns) -> None:
    """Make it long ago that somebody gave a sign of life in a row."""
    with site.rows():
        db.session.execute(update(row).values(**columns))
        db.session.commit()


def test_a_letter_in_hand_is_not_lost_and_its_row_ends_once(
    database, made_site, filled, slow_mail
):
    site = made_site(database, MATINEE_MAIL_SERVER=slow_mail.address)
    (email,) = filled(site)
    site.start()
    stranger = site.visitor()
    fields = {"csrf_token": stranger.token(), "email": email}
    assert stranger.post("/account/recovery", fields).status in (200, 303)
    assert slow_mail.thinking.wait(60)

    end(site.worker())
    # The next worker sweeps as it begins, and finds that it is not yet due.
    until(lambda: site.output.count("the worker does jobs") == 2)
    let_time_pass(site, Letter, due_at=utcnow() - AGES_AGO)
    kill_worker(site)

    until(lambda: slow_mail.letters)
    until(lambda: states(site) == [LetterState.SENT])
    slow_mail.may_answer.set()
    assert len(slow_mail.letters) <= 2
    with site.rows():
        letter = db.session.scalars(select(Letter)).one()
        assert (letter.attempts, letter.body) == (2, "")


def states(site) -> list[str]:
    """Return what has become of the letters."""
    with site.rows():
        return list(db.session.scalars(select(Letter.state)))
