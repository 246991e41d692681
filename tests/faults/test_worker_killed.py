"""A worker that is killed in the middle of a job: in the end it is done once.

A letter whose server was still thinking may come twice, as docs/faults.md says: nobody
can know whether it was taken.
"""

import asyncio
import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app.accounts.rules import Scope
from app.api.models import FileState, SentFile
from app.core.clock import utcnow
from app.core.db import db
from app.core.mail import Letter, LetterState
from app.critics.models import CriticReview
from app.imports.models.runs import ImportRun
from app.webhooks.models import Delivery
from tests.factories import accounts, movies, tokens, webhooks
from tests.support.mail_server import MailServer
from tests.support.posting import miscounted
from tests.support.site import end, until
from tests.webhooks.receiver import Receiver

# More than a batch together.
FILMS = 40
CRITICS = 1000
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


def kill(worker) -> None:
    """Kill a worker that nobody starts again."""
    worker.kill()
    worker.wait()


def let_time_pass(site, row, **columns) -> None:
    """Make it long ago that somebody gave a sign of life in a row."""
    with site.rows():
        db.session.execute(update(row).values(**columns))
        db.session.commit()


def test_a_letter_in_hand_is_not_lost_and_its_row_ends_once(
    database, made_site, filled, slow_mail
):
    site = made_site(
        database, MATINEE_JOB_WORKERS="0", MATINEE_MAIL_SERVER=slow_mail.address
    )
    (email,) = filled(site)
    site.start()
    worker = site.work()
    stranger = site.visitor()
    fields = {"csrf_token": stranger.token(), "email": email}
    assert stranger.post("/account/recovery", fields).status in (200, 303)
    until(slow_mail.thinking.is_set, of=worker, what=lambda: site.output)

    kill(worker)
    let_time_pass(site, Letter, due_at=utcnow() - AGES_AGO)
    site.work()

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


def test_a_file_in_the_middle_comes_in_whole_and_once(database, made_site):
    site = made_site(database, MATINEE_JOB_WORKERS="0")
    with site.rows():
        for number in range(FILMS):
            movies.movie(f"Film {number}")
        secret = tokens.token(accounts.edda(), [Scope.IMPORTS_WRITE])
    rows = [
        f"Film {film},2012,Critic {critic},The Reel,3/4,2012-08-01,"
        f"https://reel.example/{film}/{critic}"
        for film in range(FILMS)
        for critic in range(CRITICS)
    ]
    site.start()
    worker = site.work()
    head = "title,year,critic,publication,grade,date,url\n"
    sent = site.visitor().ask(
        "POST",
        "/api/v1/imports?kind=critic-reviews",
        (head + "\n".join(rows)).encode(),
        tokens.bearing(secret) | {"Content-Type": "text/csv"},
    )
    assert sent.status == 202, sent.text

    with site.rows():
        # Asked in one application: to make one anew takes as long as a batch.
        until(lambda: count_now() > 0, of=worker, what=lambda: site.output)
        kill(worker)
    stopped_at = imported(site)
    let_time_pass(site, SentFile, beat_at=utcnow() - AGES_AGO)
    site.work()
    until(lambda: finished(site))

    assert stopped_at < len(rows)
    assert imported(site) == len(rows)
    with site.rows():
        (run,) = db.session.scalars(select(ImportRun)).all()
        assert (run.new_count, run.same_count) == (len(rows), 0)
    assert miscounted(site) == []


def imported(site) -> int:
    """Return how many critics' reviews there are."""
    with site.rows():
        return count_now()


def count_now() -> int:
    """Return the same within an application."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(CriticReview))


def finished(site) -> bool:
    """Tell whether the file is done."""
    with site.rows():
        return db.session.scalar(select(SentFile.state)) == FileState.FINISHED


def test_a_message_to_another_program_is_sent_again_under_the_same_number(
    made_site, filled
):
    receiver = Receiver("silent", 200)
    site = made_site(
        "sqlite", MATINEE_WEBHOOKS="true", MATINEE_WEBHOOK_PLAIN_HTTP="true"
    )
    filled(site)
    with site.rows():
        webhooks.delivery(webhooks.webhook(receiver.url), at=utcnow() - AGES_AGO)
    site.start()
    try:
        until(lambda: receiver.requests)
        killed = site.worker()
        end(killed)
        let_time_pass(site, Delivery, claimed_until=utcnow() - AGES_AGO)
        # The server starts another one, which sweeps as it begins.
        until(lambda: site.worker() not in (None, killed))
        until(lambda: len(receiver.requests) == 2)
        numbers = {
            request[1].get("webhook-id") or request[1].get("Webhook-Id")
            for request in receiver.requests
        }
        assert len(numbers) == 1
        assert numbers != {None}
    finally:
        receiver.close()
