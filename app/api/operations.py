"""Verbs of files: take a file in, hand it to one worker, say what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, update

from app.api.models import FileState, SentFile
from app.core.db import db
from app.core.errors import TooMany
from app.imports.rules.problems import Problem

STALE = timedelta(minutes=10)
"""So long without a sign of life, and another worker may go on."""

MOST_TRIES = 5
PROBLEMS_KEPT = 10
MOST_FILES = 1_000
"""So many files of one member may wait."""

LONGEST_WORDS = 1_000
TOO_MUCH = "Very much of yours waits to be imported. Send this when some of it is done."
GIVEN_UP = "The file could not be worked on. The people who run this site see why."


class TakenOver(Exception):
    """Another worker has taken the file."""


def allow_more(user_id: int, *, most_bytes: int) -> None:
    """Raise TooMany for a member of whom so much waits that a disk could be filled."""
    waiting = db.session.execute(
        select(
            func.count(SentFile.id), func.coalesce(func.sum(SentFile.file_size), 0)
        ).where(
            SentFile.user_id == user_id,
            SentFile.state.in_([FileState.WAITING, FileState.WORKING]),
        )
    ).one()
    if waiting[0] >= MOST_FILES or waiting[1] >= most_bytes:
        raise TooMany(TOO_MUCH, seconds=60)


def take_in(
    *,
    user_id: int,
    kind: str,
    file_name: str,
    create_movies: bool,
    size: int,
    at: datetime,
) -> SentFile:
    """Note that a file has come in and waits."""
    sent = SentFile(
        user_id=user_id,
        kind=kind,
        file_name=file_name,
        file_size=size,
        create_movies=create_movies,
        state=FileState.WAITING,
        sent_at=at,
        beat_at=at,
    )
    db.session.add(sent)
    db.session.flush()
    return sent


def take_up(file_id: int, *, at: datetime) -> bool:
    """Take a file that waits, or was left lying; tell whether it is ours now."""
    free = or_(
        SentFile.state == FileState.WAITING,
        and_(SentFile.state == FileState.WORKING, SentFile.beat_at <= at - STALE),
    )
    return change(
        file_id,
        free,
        state=FileState.WORKING,
        beat_at=at,
        tries=SentFile.tries + 1,
    )


@dataclass
class Hold:
    """What a worker has of a file: the last sign of life is its own."""

    file_id: int
    beat_at: datetime

    def beat(self, *, at: datetime, **values: Any) -> None:
        """Give a sign of life and change columns; raise TakenOver if it is lost."""
        held = change(
            self.file_id,
            SentFile.state == FileState.WORKING,
            SentFile.beat_at == self.beat_at,
            beat_at=at,
            **values,
        )
        if not held:
            raise TakenOver
        self.beat_at = at


def add_problems(file_id: int, problems: Sequence[Problem]) -> None:
    """Keep the first things that are wrong with a file."""
    kept = db.session.scalar(select(SentFile.problems).where(SentFile.id == file_id))
    room = PROBLEMS_KEPT - len(kept or [])
    if room > 0 and problems:
        more = [shown(str(each)) for each in problems[:room]]
        change(file_id, problems=[*(kept or []), *more])


def refuse(file_id: int, reason: str, *, at: datetime) -> None:
    """Note that a file cannot be imported, and why."""
    change(file_id, state=FileState.REFUSED, reason=shown(reason), ended_at=at)


def let_go(file_id: int, *, at: datetime) -> None:
    """Leave a file for the next turn or try."""
    change(file_id, state=FileState.WAITING, beat_at=at)


def shown(words: str) -> str:
    """Return words of a file as they can be kept and shown anywhere."""
    return "".join(
        sign if sign.isprintable() else "\ufffd" for sign in words[:LONGEST_WORDS]
    )


def change(file_id: int, *conditions: Any, **values: Any) -> bool:
    """Change a file's row, if the conditions hold; tell whether they did."""
    result: Any = db.session.execute(
        update(SentFile).where(SentFile.id == file_id, *conditions).values(values)
    )
    return bool(result.rowcount)
