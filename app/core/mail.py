"""Mail: letters in the transaction that wants them, sent after it, tried again.

A letter is a row before it is a message: it is written with what it tells of, or not
at all. A job sends it; when the server does not take it, it is tried again after
pauses that grow, for two days. Its text, which may hold a key to an account, is
forgotten once it is sent or given up.
"""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import structlog
from flask import current_app, render_template
from sqlalchemy import String, Text, delete, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from app.config import Settings
from app.core.clock import utcnow
from app.core.db import Index, Model, UTCDateTime, db
from app.core.errors import DomainError
from app.core.jobs import job, sweep
from app.core.late import later, library

if TYPE_CHECKING:
    from app.core import postman
    from app.core.postman import NotSent, Postman
else:
    # Who writes letters sends none: that is the worker's.
    postman = later("app.core.postman")

log = structlog.get_logger()

WAITING = text("state = 'waiting'")
# After each failure; the last is followed by giving up.
PAUSES = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 240, 720, 1440))
# Longer than a server is waited for: nobody else takes the letter meanwhile.
CLAIM = timedelta(minutes=2)
KEPT = timedelta(days=30)
# Shorter than the time between two sweeps.
REST = 50.0
RESTS = "mail rests until"
LONGEST_REASON = 300
BATCH = 100
CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")


class LetterState(StrEnum):
    """What has become of a letter."""

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given up"


class Letter(Model):
    """A letter to somebody's e-mail address; `due_at` is when it is tried next."""

    __tablename__ = "letter"
    __table_args__ = (
        Index(
            "ix_letter_due", "due_at", sqlite_where=WAITING, postgresql_where=WAITING
        ),
        Index("ix_letter_written_at", "written_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default=LetterState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class BadHeader(DomainError):
    """An address or a subject holds what would begin another line of the head."""


def carrier() -> Postman:
    """Return who carries the letters of the site."""
    known: Postman | None = current_app.extensions.get("postman")
    if known is None:
        known = postman.postman_of(current_app.config["SETTINGS"])
        current_app.extensions["postman"] = known
    return known


def post(recipient: str, template: str, *, at: datetime, **context: Any) -> Letter:
    """Write a letter by `templates/emails/<template>.txt`; it leaves after the commit.

    The first line of the template is the subject, the second is empty.
    """
    subject, _, body = render_template(f"emails/{template}.txt", **context).partition(
        "\n\n"
    )
    return post_text(recipient, subject, f"{body.strip()}\n", at=at)


def post_if_sent(
    recipient: str, template: str, *, at: datetime, **context: Any
) -> None:
    """Write a letter where the site sends mail at all."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.sends_mail:
        post(recipient, template, at=at, **context)


def post_text(recipient: str, subject: str, body: str, *, at: datetime) -> Letter:
    """Write a letter with these words; it leaves after the commit."""
    for line in (recipient, subject):
        if CONTROL.search(line):
            raise BadHeader("An address or a subject of mail is a single line.")
    letter = Letter(
        recipient=recipient,
        subject=subject[:200],
        body=body,
        state=LetterState.WAITING,
        attempts=0,
        written_at=at,
        due_at=at,
    )
    db.session.add(letter)
    db.session.flush()
    send.later(letter.id)
    return letter


@job
def send(letter_id: int) -> None:
    """Send a letter if it is its turn and nobody else is sending it.

    A server that does not answer costs the worker one letter's wait in a minute, not
    that of all: other jobs have their turn.
    """
    if current_app.extensions.get(RESTS, 0) > time.monotonic():
        # It is due, and found by the sweep.
        return
    at = utcnow()
    letter = claim(letter_id, at=at)
    db.session.commit()
    if letter is None:
        return
    settings: Settings = current_app.config["SETTINGS"]
    attempt, message = letter.attempts, message_of(letter, settings)
    # Nothing is locked while the server is waited for.
    db.session.rollback()
    try:
        carrier().carry(message)
    except postman.NotSent as error:
        log.warning("mail not sent", letter=letter_id, attempt=attempt, why=str(error))
        if error.away:
            current_app.extensions[RESTS] = time.monotonic() + REST
        note_failure(letter_id, attempt, error, at=utcnow())
    else:
        log.info("mail sent", letter=letter_id)
        end(letter_id, LetterState.SENT, "", at=utcnow())
    db.session.commit()


@sweep(minutes=1)
def send_due() -> None:
    """Send what is due: after a pause, or because a worker was lost."""
    due = select(Letter.id).where(
        Letter.state == LetterState.WAITING, Letter.due_at <= utcnow()
    )
    for letter_id in db.session.scalars(due.order_by(Letter.due_at).limit(BATCH)):
        send.later(letter_id)
    db.session.commit()


@sweep(hour=4)
def forget() -> None:
    """Remove the rows of letters that ended a month ago."""
    db.session.execute(
        delete(Letter).where(
            Letter.state != LetterState.WAITING, Letter.written_at <= utcnow() - KEPT
        )
    )
    db.session.commit()


def claim(letter_id: int, *, at: datetime) -> Letter | None:
    """Take a letter that is due, so that no other worker does; it counts as a try."""
    claimed: Any = db.session.execute(
        update(Letter)
        .where(
            Letter.id == letter_id,
            Letter.state == LetterState.WAITING,
            Letter.due_at <= at,
        )
        .values(attempts=Letter.attempts + 1, due_at=at + CLAIM)
        .execution_options(synchronize_session=False)
    )
    if not claimed.rowcount:
        return None
    return db.session.get(Letter, letter_id, populate_existing=True)


def message_of(letter: Letter, settings: Settings) -> EmailMessage:
    """Return a letter as mail, in plain text."""
    sender = settings.mail_sender_address
    message, address = EmailMessage(), library("email.headerregistry").Address
    message["From"] = address(settings.site_name, addr_spec=sender)
    message["To"] = address(addr_spec=letter.recipient)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.written_at)
    # The same at each try: who has got it twice can know it.
    written = int(letter.written_at.timestamp() * 1_000_000)
    domain = sender.partition("@")[2]
    message["Message-ID"] = f"<letter-{letter.id}.{written}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message


def note_failure(letter_id: int, attempt: int, error: NotSent, *, at: datetime) -> None:
    """Try a letter again after a pause, or give it up."""
    reason = str(error)[:LONGEST_REASON]
    if error.final or attempt > len(PAUSES):
        end(letter_id, LetterState.GIVEN_UP, reason, at=at)
        return
    db.session.execute(
        update(Letter)
        .where(Letter.id == letter_id)
        .values(due_at=at + PAUSES[attempt - 1], reason=reason)
        .execution_options(synchronize_session=False)
    )


def end(letter_id: int, state: LetterState, reason: str, *, at: datetime) -> None:
    """Write down what has become of a letter, and forget its text."""
    db.session.execute(
        update(Letter)
        .where(Letter.id == letter_id)
        .values(state=state, reason=reason, body="", ended_at=at)
        .execution_options(synchronize_session=False)
    )
